"""CSV from Arrow batches, by the rules of `csv_tables` for columns at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv


def write_csv(out: Any, batches: Iterable[pa.RecordBatch], *, schema: pa.Schema) -> None:
    """`batches` to `out`, a header first."""
    options = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="needed")
    with pyarrow.csv.CSVWriter(out, schema, write_options=options) as writer:
        for batch in batches:
            writer.write_batch(safe_batch(batch))


def safe_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Text that could start a formula gets `'` before it, as `safe_cell` does."""
    columns = [
        _safe_column(column) if pa.types.is_string(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _safe_column(column: pa.Array) -> pa.Array:
    text = pc.replace_substring(column, "\0", "")
    is_formula = pc.match_substring_regex(text, r"^[=+\-@\t\r\n]")
    return pc.if_else(is_formula, pc.binary_join_element_wise("'", text, ""), text)

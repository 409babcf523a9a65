"""CSV as RFC 4180 has it, UTF-8, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO

from attention_model.compat import override
from tutor.research.exporters.base import Exporter
from tutor.research.tables import Table, Value

# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Value) -> str | int | float:
    """Text can start no formula; numbers stay as they are; True is `true`; None is empty.

    >>> safe_cell("=1+1"), safe_cell(-1.5), safe_cell(None), safe_cell(True)
    ("'=1+1", -1.5, '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class CsvTables(Exporter):
    name = "csv"
    extension = "csv"

    @override
    def write(self, out: IO[bytes], table: Table, rows: Iterable[tuple[Value, ...]]) -> int:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow([column.name for column in table.columns])
        count = 0
        for row in rows:
            writer.writerow([safe_cell(value) for value in row])
            count += 1
        text.flush()
        text.detach()
        return count

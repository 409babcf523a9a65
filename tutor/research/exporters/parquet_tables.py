"""Parquet, written in row groups as the batches come; CSV and all else is made from it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tutor.research.tables.base import MOMENT, NEVER

# Rows of a group: enough to compress well, some tens of megabytes at the most.
ROWS_A_GROUP = 131_072
ROWS_A_READ = 16_384


def write_parquet(path: Path, batches: Iterable[pa.RecordBatch], *, schema: pa.Schema) -> int:
    """Writes `batches` to `path`; the number of rows. Small batches share a row group.

    A text of `schema` may come as a dictionary, which is quicker to write. The file does not tell:
    it names the types of Parquet alone, and every reader gives texts.
    """
    rows = 0
    ready = _gathered(batches)
    first = next(ready, schema.empty_table())
    with pq.ParquetWriter(path, first.schema, **_how(schema)) as writer:
        for table in itertools.chain([first], ready):
            rows += table.num_rows
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
    return rows


def _how(schema: pa.Schema) -> dict[str, Any]:
    """Moments follow each other, so their differences are written, in three quarters of the bytes.
    Statistics let a reader skip row groups: kept for what every row has, by which people filter.
    """
    moments = [each.name for each in schema if _says(each, "unit") == MOMENT]
    return {
        "compression": "zstd",
        "version": "2.6",
        "store_schema": False,
        "use_dictionary": [name for name in schema.names if name not in moments],
        "column_encoding": dict.fromkeys(moments, "DELTA_BINARY_PACKED"),
        "write_statistics": [each.name for each in schema if _says(each, "missing") == NEVER],
    }


def _says(column: pa.Field, what: str) -> str:
    found: bytes = (column.metadata or {}).get(what.encode(), b"")
    return found.decode()


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Tables of a row group each."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= ROWS_A_GROUP:
            yield pa.Table.from_batches(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def read_batches(path: Path, *, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=ROWS_A_READ, columns=columns)


def read_rows(path: Path, *, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    for batch in read_batches(path, columns=columns):
        yield from batch.to_pylist()


class BySession:
    """The rows of a table, session by session, beside another table in the same order."""

    def __init__(self, path: Path) -> None:
        self._rows = read_rows(path)
        self._next = next(self._rows, None)

    def take(self, session: str) -> list[dict[str, Any]]:
        """The rows of `session`, which may have none; sessions are asked for in their order."""
        found = []
        while self._next is not None and self._next["session"] == session:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found

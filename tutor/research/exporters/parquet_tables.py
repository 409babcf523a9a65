"""Parquet, written in row groups as the batches come; CSV and all else is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# Rows of a group: enough to compress well, some tens of megabytes at the most.
ROWS_A_GROUP = 131_072
ROWS_A_READ = 16_384


def write_parquet(path: Path, batches: Iterable[pa.RecordBatch], *, schema: pa.Schema) -> int:
    """Writes `batches` to `path`; the number of rows. Small batches share a row group."""
    waiting: list[pa.RecordBatch] = []
    rows = waiting_rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
        for batch in batches:
            waiting.append(batch)
            waiting_rows += batch.num_rows
            rows += batch.num_rows
            if waiting_rows >= ROWS_A_GROUP:
                _write(writer, waiting, schema)
                waiting, waiting_rows = [], 0
        _write(writer, waiting, schema)
    return rows


def _write(writer: pq.ParquetWriter, batches: list[pa.RecordBatch], schema: pa.Schema) -> None:
    table = pa.Table.from_batches(batches, schema=schema)
    if table.num_rows:
        writer.write_table(table, row_group_size=table.num_rows)


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

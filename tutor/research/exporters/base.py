"""What an export format declares: its name, its files, and how it writes one table as a stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Protocol

from tutor.research.tables import Table, Value


class Exporter(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def extension(self) -> str: ...

    def write(self, out: IO[bytes], table: Table, rows: Iterable[tuple[Value, ...]]) -> int:
        """Writes `rows` of `table` to `out` as they come; the number of rows."""
        ...

"""Everything that is stored about one person, from the inventory: shown, and as one JSON file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import msgspec

from tutor.accounts.models import User
from tutor.privacy.inventory import INVENTORY, PersonalTable

SHOWN_ROWS = 5
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One table on the page: how many rows there are, and the latest of them in words."""

    words: str
    count: int
    latest: list[list[tuple[str, str]]]


def shown_data(person: User) -> list[Shown]:
    return [_shown(table, person) for table in INVENTORY]


def _shown(table: PersonalTable, person: User) -> Shown:
    rows = table.rows_of(person)
    latest = rows.order_by("-pk").values(*table.fields)[:SHOWN_ROWS]
    return Shown(
        words=table.words,
        count=rows.count(),
        latest=[[(_label(name), _text(value)) for name, value in row.items()] for row in latest],
    )


def _label(name: str) -> str:
    """A field's look-up in plain words.

    >>> _label("session__lesson__title")
    'lesson'
    """
    parts = [part for part in name.split("__") if part not in {"session", "title", "slug", "name"}]
    return (parts[-1] if parts else name).replace("_", " ")


def _text(value: Any) -> str:
    readable = _readable(value)
    if isinstance(readable, str):
        return readable
    return msgspec.json.encode(readable).decode()


def _readable(value: Any) -> Any:
    """Stored bytes are JSON (frames of events); all else is already a value of JSON."""
    is_bytes = isinstance(value, bytes | bytearray | memoryview)
    return msgspec.Raw(bytes(value)) if is_bytes else value


def write_my_data(person: User, out: IO[bytes]) -> None:
    """One JSON object to `out`: a list of rows per table. Memory does not grow with the data."""
    out.write(b"{\n")
    for number, table in enumerate(INVENTORY):
        head = {"words": table.words, "left_out": table.left_out}
        start = b",\n" if number else b""
        out.write(start + msgspec.json.encode(table.model) + b": ")
        out.write(msgspec.json.encode(head)[:-1] + b', "rows": [')
        _write_rows(out, _rows(table, person))
        out.write(b"]}")
    out.write(b"\n}\n")


def _rows(table: PersonalTable, person: User) -> Iterator[dict[str, Any]]:
    for row in table.rows_of(person).values(*table.fields).iterator(CHUNK):
        yield {name: _readable(value) for name, value in row.items()}


def _write_rows(out: IO[bytes], rows: Iterator[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        out.write((b",\n  " if number else b"\n  ") + msgspec.json.encode(row))

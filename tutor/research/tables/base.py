"""What a table of the export declares about itself: its columns in full, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet

from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms

Value = str | int | float | bool | None
# Rows are read from the database and written out in pieces of this size: memory stays bounded.
CHUNK = 2_000


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column as the codebook shows it. No part may be empty: a test refuses it."""

    name: str
    unit: str
    range: str
    source: str
    missing: str
    words: str


class Table(Protocol):
    """A table of the export. `rows` yields tuples in the order of `columns`."""

    @property
    def name(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def key(self) -> tuple[str, ...]: ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]: ...


NEVER = "never missing"
PSEUDONYM = "20 hexadecimal digits"
MOMENT = "milliseconds since 1970-01-01 UTC"

SESSION = Column(
    name="session",
    unit="pseudonym",
    range=PSEUDONYM,
    source="HMAC-SHA256 of the session's public id",
    missing=NEVER,
    words="The session: joins every table with sessions.csv.",
)


def moment(
    name: str, words: str, *, source: str, missing: str = NEVER, clock: str = "the server's clock"
) -> Column:
    """A column of epoch milliseconds."""
    return Column(
        name=name,
        unit=MOMENT,
        range="0 to 4102444800000",
        source=source,
        missing=missing,
        words=f"{words} On {clock}.",
    )


def fraction(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    return Column(
        name=name, unit="fraction", range="0 to 1", source=source, missing=missing, words=words
    )


def count(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    return Column(
        name=name, unit="count", range="0 or more", source=source, missing=missing, words=words
    )


def word(
    name: str, words: str, *, source: str, range: str = "a short name", missing: str = NEVER
) -> Column:
    return Column(name=name, unit="word", range=range, source=source, missing=missing, words=words)


def document(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    """A column that holds JSON."""
    return Column(
        name=name, unit="JSON", range="a JSON text", source=source, missing=missing, words=words
    )


def identity(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    return Column(
        name=name,
        unit="id",
        range="0 to 9007199254740991",
        source=source,
        missing=missing,
        words=words,
    )


def ms(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)

"""What a table of the export declares about itself: its columns in full, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from django.db.models import QuerySet

from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms

Value = str | int | float | bool | None
# Rows are read from the database and written out in pieces of this size: memory stays bounded.
CHUNK = 2_000


Type = Literal["text", "integer", "number", "truth"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column as the codebook shows it. No part may be empty: a test refuses it.

    `is_moment`: epoch milliseconds, moved with a learner's other dates where a study shifts them.
    `is_row_number`: a number of the database's own; in a study it becomes another, by its key.
    `is_linking`: the same in every export; a study's bundle goes without it.
    """

    name: str
    unit: str
    range: str
    source: str
    missing: str
    words: str
    type: Type = "text"
    is_moment: bool = False
    is_row_number: bool = False
    is_linking: bool = False


class Described(Protocol):
    """What the codebook needs of a table."""

    @property
    def name(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def key(self) -> tuple[str, ...]: ...

    @property
    def columns(self) -> tuple[Column, ...]: ...


class Table(Described, Protocol):
    """A table of the export. `rows` yields tuples in the order of `columns`.

    The first column is the session. Rows of one session follow each other, in the table's order.
    """

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
        type="integer",
        is_moment=True,
    )


def fraction(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    return Column(
        name=name,
        unit="fraction",
        range="0 to 1",
        source=source,
        missing=missing,
        words=words,
        type="number",
    )


def count(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    return Column(
        name=name,
        unit="count",
        range="0 or more",
        source=source,
        missing=missing,
        words=words,
        type="integer",
    )


def word(
    name: str, words: str, *, source: str, range: str = "a short name", missing: str = NEVER
) -> Column:
    return Column(name=name, unit="word", range=range, source=source, missing=missing, words=words)


def truth(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    return Column(
        name=name,
        unit="truth",
        range="true or false",
        source=source,
        missing=missing,
        words=words,
        type="truth",
    )


def number(
    name: str, words: str, *, unit: str, source: str, range: str = "0 or more", missing: str = NEVER
) -> Column:
    return Column(
        name=name,
        unit=unit,
        range=range,
        source=source,
        missing=missing,
        words=words,
        type="number",
    )


def document(name: str, words: str, *, source: str, missing: str = NEVER) -> Column:
    """A column that holds JSON."""
    return Column(
        name=name, unit="JSON", range="a JSON text", source=source, missing=missing, words=words
    )


def identity(
    name: str, words: str, *, source: str, missing: str = NEVER, is_row_number: bool = False
) -> Column:
    """A whole number that names something; `is_row_number` where it names a row about a person."""
    return Column(
        name=name,
        unit="id",
        range="0 to 9007199254740991",
        source=source,
        missing=missing,
        words=words,
        type="integer",
        is_row_number=is_row_number,
    )


def ms(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)

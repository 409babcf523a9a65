"""A class list as CSV: a line a learner, with the columns in any order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_ROWS = 500
USERNAME = re.compile(r"[\w.@+-]{1,150}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_KNOWN = {"name", "username", "email", "group"}
_ALSO = {
    "full name": "name",
    "learner": "name",
    "student": "name",
    "user": "username",
    "user name": "username",
    "login": "username",
    "e-mail": "email",
    "mail": "email",
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """One learner of the file; `row` is its line, counted as a spreadsheet does."""

    row: int
    name: str
    username: str
    email: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a file says. Where there are `errors`, nothing of it may be saved."""

    people: list[Person] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_csv(text: str) -> Read:
    """`text` with a header line; commas or semicolons.

    >>> read_csv("name,username\\nBo,bo\\n").people[0].username
    'bo'
    >>> read_csv("name\\nBo\\n").errors
    ['The first line has no column “username”: it needs name and username.']
    """
    lines = text.lstrip("\ufeff")
    first = lines.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(lines, newline=""), delimiter=delimiter)
    columns = {_column(name): name for name in reader.fieldnames or ()}
    missing = [name for name in ("name", "username") if name not in columns]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        return Read(errors=[f"The first line has no column {names}: it needs name and username."])
    try:
        rows = [(reader.line_num, _cleaned(row, columns)) for row in reader]
    except csv.Error as error:
        return Read(errors=[f"Line {reader.line_num}: this is no CSV ({error})."])
    notes = [
        f"Column “{name}” is not used." for column, name in columns.items() if column not in _KNOWN
    ]
    return checked(
        [Person(row=number, **row) for number, row in rows if any(row.values())], notes=notes
    )


def checked(people: Iterable[Person], *, notes: list[str]) -> Read:
    """All faults of all rows at once."""
    rows = list(people)
    errors: list[str] = []
    if not rows:
        errors.append("The file has no learners: it needs a line for each below the first.")
    if len(rows) > MOST_ROWS:
        errors.append(f"The file has {len(rows)} learners: {MOST_ROWS} at once are the most.")
    first_row: dict[str, int] = {}
    for person in rows[:MOST_ROWS]:
        errors.extend(f"Row {person.row}: {fault}" for fault in _faults(person))
        key = person.username.casefold()
        if key and key in first_row:
            errors.append(
                f"Row {person.row}: “{person.username}” is in row {first_row[key]} already."
            )
        first_row.setdefault(key, person.row)
    return Read(people=rows, errors=errors, notes=notes)


def _faults(person: Person) -> list[str]:
    faults = []
    if not person.name:
        faults.append("the name is empty.")
    if len(person.name) > 120:
        faults.append(f"the name has {len(person.name)} characters, 120 are the most.")
    if not USERNAME.fullmatch(person.username):
        faults.append(
            f"“{person.username}” is no username: letters, digits and . @ + - _ without spaces."
        )
    if person.email and not EMAIL.fullmatch(person.email):
        faults.append(f"“{person.email}” is no e-mail address.")
    if len(person.group) > 60:
        faults.append(f"the group has {len(person.group)} characters, 60 are the most.")
    return faults


def _column(name: str | None) -> str:
    column = (name or "").strip().casefold()
    return _ALSO.get(column, column)


def _cleaned(row: Mapping[str | None, object], columns: Mapping[str, str]) -> dict[str, str]:
    return {
        column: str(row.get(name) or "").strip()
        for column, name in columns.items()
        if column in _KNOWN
    }

"""A checker of DataShop's import rules, written from its help page and its verifier's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

REQUIRED = ("Anon Student Id", "Session Id", "Time", "Problem Name", "Selection", "Action", "Input")
LIMITS = {
    "Anon Student Id": 55,
    "Session Id": 255,
    "Time Zone": 50,
    "Problem Name": 255,
    "Step Name": 255,
    "Student Response Type": 30,
    "Tutor Response Type": 30,
    "Outcome": 30,
    "Condition Name": 80,
    "Condition Type": 255,
    "School": 100,
    "Class": 75,
}
WORDS = {
    "Student Response Type": {"ATTEMPT", "HINT_REQUEST"},
    "Tutor Response Type": {"RESULT", "HINT_MSG"},
    "Outcome": {"CORRECT", "INCORRECT", "HINT"},
}
LEVEL = re.compile(r"Level \(([\w\- ]{1,100})\)")
KC = re.compile(r"KC \((.{1,50})\)")
CF = re.compile(r"CF \(([\w]+)\)")


def problems_in(text: str) -> list[str]:
    """Everything that DataShop's importer would refuse or misread."""
    lines = text.split("\n")
    if lines.pop():
        return ["the last line does not end"]
    headings = lines[0].split("\t")
    found = list(_headings(headings))
    seen: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 1):
        cells = line.split("\t")
        if len(cells) != len(headings):
            found.append(f"row {number} has {len(cells)} cells")
            continue
        found += [f"row {number}: {one}" for one in _row(headings, cells)]
        found += [f"row {number}: {one}" for one in _order(headings, cells, seen)]
    return found


def _headings(headings: list[str]) -> Iterator[str]:
    yield from (f"no heading {name}" for name in REQUIRED if name not in headings)
    if not any(LEVEL.fullmatch(name) for name in headings):
        yield "no Level"
    if not {"Problem View", "Problem Start Time"} & set(headings):
        yield "neither Problem View nor Problem Start Time"
    pairs = {"KC (": "KC Category (", "Condition Name": "Condition Type"}
    for at, name in enumerate(headings):
        for first, second in pairs.items():
            follows = headings[at + 1] if at + 1 < len(headings) else ""
            if name.startswith(first) and not follows.startswith(second):
                yield f"{name} is not followed by its {second}"
        if name.startswith("CF (") and not CF.fullmatch(name):
            yield f"{name} is no custom field"


def _row(headings: list[str], cells: list[str]) -> Iterator[str]:
    row = dict(zip(headings, cells, strict=True))
    for name in ("Anon Student Id", "Session Id", "Time", "Problem Name"):
        if not row[name]:
            yield f"{name} is empty"
    if not (row["Step Name"] or row["Selection"] or row["Action"]):
        yield "none of Step Name, Selection, Action"
    for name, most in LIMITS.items():
        if len(row.get(name, "")) > most:
            yield f"{name} is longer than {most}"
    for name, allowed in WORDS.items():
        if row[name] not in allowed:
            yield f"{name} is {row[name]!r}"
    yield from _cells(headings, cells)
    datetime.strptime(row["Time"], "%Y-%m-%d %H:%M:%S.%f")  # noqa: DTZ007 - its zone is a column
    is_hint = row["Outcome"] == "HINT"
    if is_hint != (row["Student Response Type"] == "HINT_REQUEST"):
        yield "outcome and response type disagree"
    if row["Feedback Classification"] and not row["Feedback Text"]:
        yield "a classification without a text"


def _cells(headings: list[str], cells: list[str]) -> Iterator[str]:
    for at, (name, cell) in enumerate(zip(headings, cells, strict=True)):
        if LEVEL.fullmatch(name) and not re.fullmatch(r"[\w\- ]{1,100}", cell):
            yield f"{name} is {cell!r}"
        if KC.fullmatch(name) and len(cell) > 50:
            yield f"a skill is longer than 50: {cell}"
        if name == "Condition Type" and cell and not cells[at - 1]:
            yield "a type without its condition"
        if name.startswith("KC Category") and cell and not cells[at - 1]:
            yield "a category without its skill"
        if name.startswith("CF (") and len(cell) > 255:
            yield f"{name} is longer than 255"
        if name in ("Help Level", "Total Num Hints", "Problem View") and cell:
            float(cell)


def _order(headings: list[str], cells: list[str], seen: dict[str, str]) -> Iterator[str]:
    """Rows are ordered by student, then time."""
    row = dict(zip(headings, cells, strict=True))
    student = row["Anon Student Id"]
    if seen.get("student") != student and f"was {student}" in seen:
        yield "the student's rows are torn apart"
    if seen.get("student") == student and row["Time"] < seen["time"]:
        yield "it is earlier than the one before"
    seen |= {"student": student, "time": row["Time"], f"was {student}": ""}

"""`attune-export`: the event table that a researcher downloads from Attune (CSV).

Reads `events.csv`: one row an event, with `learner` or `session`, `kind`, `at_ms` and the fields
of its kind; empty cells are fields of other kinds. Rows that are no signal are refused by name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from attention_model.datasets.base import DataSet, DataSetError, Recording
from attention_model.signals import SPECS, FieldSpec, Signal, SignalError, decode, signal_named

NAME = "attune-export"
TRUE_WORDS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


def load(folder: Path) -> DataSet:
    """The export in `folder`; who a session belongs to is read from `sessions.csv`."""
    path = folder / "events.csv"
    if not path.exists():
        raise DataSetError(f"no events.csv in {folder}; export the session as CSV first")
    owner = _owners(folder / "sessions.csv")
    sessions: dict[str, list[Signal]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                sessions.setdefault(row["session"], []).append(_signal(row))
            except (KeyError, ValueError) as error:
                raise DataSetError(f"{path}, line {line}: {error}") from error
    return DataSet(
        name=NAME,
        recordings=tuple(_recordings(sessions, owner)),
        licence="of your study",
        source=str(path.name),
        confounds="",
    )


def _owners(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["session"]: row["learner"] for row in csv.DictReader(file)}


def _recordings(
    sessions: Mapping[str, list[Signal]], owner: Mapping[str, str]
) -> Iterable[Recording]:
    for session, events in sorted(
        sessions.items(), key=lambda item: (owner.get(item[0], item[0]), item[1][0].at_ms)
    ):
        ordered = tuple(sorted(events, key=lambda event: event.at_ms))
        yield Recording(person=owner.get(session, session), session=session, events=ordered)


def _signal(row: Mapping[str, str]) -> Signal:
    kind = row["kind"]
    signal_named(kind)
    fields = {name: _value(spec, row.get(name, "")) for name, spec in SPECS[kind].items()}
    return decode(kind, fields)


def _value(spec: FieldSpec, text: str) -> object:
    if spec.python_type is str:
        return text
    if text == "":
        if spec.is_optional:
            return None
        raise SignalError(spec.name, ("empty, it must be " + spec.allowed,))
    if spec.python_type is bool:
        return TRUE_WORDS.get(text, text)
    return int(text) if spec.python_type is int else float(text)

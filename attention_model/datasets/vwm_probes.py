"""`vwm-probes`: a working-memory task with yes/no mind-wandering probes (OpenNeuro ds003523).

Stimulus codes S1, S2, S3 are three loads; S100 and S101 ask; S200 and S201 answer; S50 is a probe,
S51 says "yes, mind wandering" and S52 "no". The texts "Correct" and "Inorrect" are swapped in the
files: S201 is the correct answer (its share falls with load as accuracy does). `Group` in
participants.tsv is a health fact and is never read.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from attention_model.datasets.base import DataSet, DataSetError, Recording
from attention_model.signals import Signal
from attention_model.signals.answer import Answer
from attention_model.signals.item_view import ItemView
from attention_model.signals.probe_answer import ProbeAnswer, Reply

NAME = "vwm-probes"
LOADS = {"S1": "load_1", "S2": "load_2", "S3": "load_3"}
SESSION_GAP_MS = 60 * 24 * 3_600_000  # sessions were about two months apart


def load(folder: Path) -> DataSet:
    """All sessions below `folder`, people in order, their sessions in order."""
    files = sorted(folder.glob("sub-*/ses-*/eeg/*_events.tsv"))
    if not files:
        raise DataSetError(f"no sub-*/ses-*/eeg/*_events.tsv below {folder}")
    people = _people(folder / "participants.tsv")
    return DataSet(
        name=NAME,
        recordings=tuple(_recording(path, people) for path in files),
        licence="CC0",
        source="OpenNeuro ds003523",
        confounds="time on task alone scores about .57 pooled and .60 within a person",
    )


def _people(path: Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    # Only what a fairness slice may show. Codes are as published.
    return {row["participant_id"]: {"sex": row["sex"], "age": _band(row["age"])} for row in rows}


def _band(age: str) -> str:
    return "unknown" if not age.isdigit() else "under 25" if int(age) < 25 else "25 and over"


def _recording(path: Path, people: dict[str, dict[str, str]]) -> Recording:
    found = re.search(r"(sub-\d+)_ses-(\d+)", path.name)
    if found is None:
        raise DataSetError(f"{path}: the name must hold sub-NNN and ses-NN")
    person, session = found.groups()
    start_ms = int(session) * SESSION_GAP_MS
    with path.open(newline="") as file:
        events = _events(csv.DictReader(file, delimiter="\t"), start_ms)
    return Recording(
        person=person, session=session, events=tuple(events), groups=people.get(person, {})
    )


def _events(rows: csv.DictReader[str], start_ms: int) -> list[Signal]:
    out: list[Signal] = []
    kind, trial, asked_ms, probe_ms = "load_1", 0, 0, 0
    for row in rows:
        code = row["value"].replace(" ", "")
        at_ms = start_ms + int(float(row["onset"]) * 1000)
        if code in LOADS:
            kind, trial = LOADS[code], trial + 1
            out.append(ItemView(at_ms=at_ms, item=trial, exercise_type=kind))
        elif code in {"S100", "S101"}:
            asked_ms = at_ms
        elif code in {"S200", "S201"} and asked_ms:
            out.append(_answer(at_ms, trial, kind, at_ms - asked_ms, code == "S201"))
            asked_ms = 0
        elif code == "S50":
            probe_ms = at_ms
        elif code in {"S51", "S52"}:
            said: Reply = "elsewhere" if code == "S51" else "on_task"
            latency_ms = at_ms - probe_ms if probe_ms else 0
            out.append(ProbeAnswer(at_ms=at_ms, probe=trial, answer=said, latency_ms=latency_ms))
            probe_ms = 0
    return out


def _answer(at_ms: int, trial: int, kind: str, latency_ms: int, is_right: bool) -> Answer:
    return Answer(
        at_ms=at_ms,
        item=trial,
        exercise_type=kind,
        attempt=1,
        latency_ms=latency_ms,
        first_act_ms=latency_ms,
        outcome="right" if is_right else "not_yet",
        expected_p=None,
    )

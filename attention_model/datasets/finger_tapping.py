"""`finger-tapping`: rhythm tapping with focus probes (ihrke/2020-ftrsgt-paper).

Each tap becomes an answer whose time is the interval since the tap before, so that uneven tapping
is uneven answering. Probes are rated 0 to 3 (main study) or 0 to 5 (pilot); 2 and above count as
off task, which gives the published 30 % and 50 %. Left and right are not kept: our signals have no
field for which key was pressed. The groups of the brain stimulation are never read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from attention_model.datasets.base import DataSet, DataSetError, Recording
from attention_model.signals import Signal
from attention_model.signals.answer import Answer
from attention_model.signals.item_view import ItemView
from attention_model.signals.probe_answer import ProbeAnswer, Reply

NAME = "finger-tapping"
STUDIES = (
    ("main", "hdtdcs/*_baseline_*.csv", 0),
    ("main", "hdtdcs/*_stimulation_*.csv", 1),
    ("pilot", "pilot2/behavior/*.csv", 0),
)
SESSION_GAP_MS = 20 * 60_000  # baseline and stimulation were minutes apart, on one day
OFF_TASK_FROM = 2
PROBE_LATENCY_MS = 0  # only the answer has a time; taps stop when the probe appears


def load(folder: Path) -> DataSet:
    """Both studies with probes, below `folder`/data/raw."""
    raw = folder / "data" / "raw"
    found = [
        _recording(path, study, session)
        for study, pattern, session in STUDIES
        for path in sorted(raw.glob(pattern))
    ]
    if not found:
        raise DataSetError(f"no hdtdcs/*_stimulation_*.csv or pilot2/behavior/*.csv below {raw}")
    found.sort(key=lambda recording: (recording.person, recording.session))
    return DataSet(
        name=NAME,
        recordings=tuple(found),
        licence="MIT",
        source="ihrke/2020-ftrsgt-paper",
        confounds="reports rise steadily with time on task, and the two studies differ in base "
        "rate (30 % and 50 %) and in the number of answers offered",
    )


def _recording(path: Path, study: str, session: int) -> Recording:
    person = f"{study}-{int(path.name.split('_')[0]):03d}"
    with path.open(newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith(("#", "subj")))
        events = tuple(_events(rows, 1000 + session * SESSION_GAP_MS))
    return Recording(person=person, session=str(session), events=events, groups={"study": study})


def _events(rows: Iterable[list[str]], start_ms: int) -> Iterable[Signal]:
    last_tap_ms = probes = 0
    yield ItemView(at_ms=start_ms, item=0, exercise_type="tapping")
    for _subject, trial, seconds, what, response in rows:
        at_ms = start_ms + int(float(seconds) * 1000)
        if what == "tap":
            if last_tap_ms:
                yield _tap(at_ms, int(trial), at_ms - last_tap_ms)
            last_tap_ms = at_ms
        elif what.startswith("probe"):
            probes += 1
            said: Reply = "elsewhere" if int(response) >= OFF_TASK_FROM else "on_task"
            yield ProbeAnswer(at_ms=at_ms, probe=probes, answer=said, latency_ms=PROBE_LATENCY_MS)
            last_tap_ms = 0


def _tap(at_ms: int, trial: int, interval_ms: int) -> Answer:
    return Answer(
        at_ms=at_ms,
        item=trial,
        exercise_type="tapping",
        attempt=1,
        latency_ms=interval_ms,
        first_act_ms=interval_ms,
        outcome="unknown",
        expected_p=None,
    )

"""One table for every data set: what a model may see of each probe, and what it is scored on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.baseline import WITNESSES
from attention_model.datasets.base import DataSet, Recording, is_off_task
from attention_model.features import FEATURES
from attention_model.network import COLUMNS, Network
from attention_model.rows import Rows, rows_of
from attention_model.signals.answer import Answer
from attention_model.trials import trial_columns
from attention_model.windows import Windows

Floats = NDArray[np.float64]
NEVER_ANSWERED = "none"
TRIALS_PER_MIN = 5.0  # lessons have about two answers a minute, tasks of trials ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Shapes: x (n, F) with nan for absent, the rest (n,). `groups_of` names each column's group.

    `trials` (n, T) are the columns of `trials.COLUMNS`, none where there are measurements only;
    `minutes` is time on task; `item_kind` the last exercise before the probe; `slices` the values
    of each fairness attribute; `told` (n, G + 1) is what the network said, noughts without one.
    """

    x: Floats
    names: tuple[str, ...]
    groups_of: tuple[str, ...]
    witnesses: NDArray[np.intp]
    y: NDArray[np.bool_]
    person: NDArray[np.str_]
    at_s: Floats
    order: NDArray[np.intp]
    minutes: Floats
    item_kind: NDArray[np.str_]
    slices: dict[str, NDArray[np.str_]]
    has_windows: bool
    trials: Floats
    answers_per_min: float
    told: Floats

    @property
    def has_trials(self) -> bool:
        """Whether this is a task of many short trials, so that their columns say enough."""
        return bool(self.trials.shape[1]) and self.answers_per_min >= TRIALS_PER_MIN

    def columns(
        self, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()
    ) -> NDArray[np.bool_]:
        """A mask of columns by group."""
        keep = [(not only or g in only) and g not in without for g in self.groups_of]
        return np.array(keep)


def table_of(data: DataSet, *, network: Network | None = None) -> Table:
    """The table of a data set, from its events or from its published measurements."""
    recordings = data.recordings
    if any(recording.measured for recording in recordings):
        return _measured(recordings)
    windows = Windows(network=network, capacity=len(recordings) + 1)
    rows = rows_of(recordings, windows=windows)
    return _table(
        recordings,
        rows,
        x=rows.x,
        names=tuple(feature.name for feature in FEATURES),
        groups_of=tuple(feature.group for feature in FEATURES),
        witnesses=WITNESSES,
        has_windows=True,
    )


def _measured(recordings: tuple[Recording, ...]) -> Table:
    names = tuple(next(iter(r.measured[0] for r in recordings if r.measured)))
    values = [[m[name] for name in names] for r in recordings for m in r.measured]
    rows = _probe_rows(recordings)
    return _table(
        recordings,
        rows,
        x=np.array(values, np.float64),
        names=names,
        groups_of=("measured",) * len(names),
        witnesses=np.array([], np.intp),
        has_windows=False,
    )


def _probe_rows(recordings: tuple[Recording, ...]) -> Rows:
    found = [(index, probe) for index, r in enumerate(recordings) for probe in r.probes()]
    seen: dict[str, int] = {}
    order = []
    for index, _ in found:
        person = recordings[index].person
        order.append(seen.get(person, 0))
        seen[person] = order[-1] + 1
    return Rows(
        x=np.zeros((len(found), 0)),
        is_off_task=np.array([is_off_task(probe) for _, probe in found], bool),
        person=np.array([recordings[index].person for index, _ in found]),
        recording=np.array([index for index, _ in found], np.intp),
        at_s=np.array([probe.at_ms / 1000 for _, probe in found]),
        order=np.array(order, np.intp),
        told=np.zeros((len(found), COLUMNS)),
    )


def _table(
    recordings: tuple[Recording, ...],
    rows: Rows,
    *,
    x: Floats,
    names: tuple[str, ...],
    groups_of: tuple[str, ...],
    witnesses: NDArray[np.intp],
    has_windows: bool,
) -> Table:
    starts = np.array([r.events[0].at_ms / 1000 if r.events else 0.0 for r in recordings])
    keys = sorted({key for r in recordings for key in r.groups})
    return Table(
        x=x,
        names=names,
        groups_of=groups_of,
        witnesses=witnesses,
        y=rows.is_off_task,
        person=rows.person,
        at_s=rows.at_s,
        order=rows.order,
        minutes=(rows.at_s - starts[rows.recording]) / 60,
        item_kind=_item_kinds(recordings, rows),
        slices={
            key: np.array([recordings[i].groups.get(key, "unknown") for i in rows.recording])
            for key in keys
        },
        has_windows=has_windows,
        trials=trial_columns(recordings) if has_windows else np.zeros((len(rows), 0)),
        answers_per_min=_answers_per_min(recordings),
        told=rows.told,
    )


def _answers_per_min(recordings: tuple[Recording, ...]) -> float:
    """The median recording's answers a minute."""
    paces = [
        sum(isinstance(event, Answer) for event in r.events)
        / max((r.events[-1].at_ms - r.events[0].at_ms) / 60_000, 1.0)
        for r in recordings
        if r.events
    ]
    return float(np.median(paces)) if paces else 0.0


def _item_kinds(recordings: tuple[Recording, ...], rows: Rows) -> NDArray[np.str_]:
    out = []
    last_index, position, kind = -1, 0, NEVER_ANSWERED
    for index, at_s in zip(rows.recording.tolist(), rows.at_s.tolist(), strict=True):
        if index != last_index:
            last_index, position, kind = index, 0, NEVER_ANSWERED
        events = recordings[index].events
        while position < len(events) and events[position].at_ms / 1000 < at_s:
            event = events[position]
            kind = event.exercise_type if isinstance(event, Answer) else kind
            position += 1
        out.append(kind)
    return np.array(out)

"""Recordings to labelled rows: the features just before each probe, and nothing after it.

The stream is cut CUT_S before the probe appears, because reaching for the probe is itself
behaviour (evaluation paper, trap 2). All recordings advance together, one batch a probe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.bulk import LiveLearner
from attention_model.datasets.base import Recording, is_off_task
from attention_model.signals import Signal
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.state_filter import StateFilter
from attention_model.windows import Windows

Floats = NDArray[np.float64]
CUT_S = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Labelled windows. Shapes: x (n, F) with nan for absent, everything else (n,).

    `order` counts the probes of a person over all sessions; `at_s` is the moment of the probe;
    `told` (n, G + 1) is what the network said by behaviour and for the rest.
    """

    x: Floats
    is_off_task: NDArray[np.bool_]
    person: NDArray[np.str_]
    recording: NDArray[np.intp]
    at_s: Floats
    order: NDArray[np.intp]
    told: Floats

    def __len__(self) -> int:
        return len(self.is_off_task)

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """The rows where `keep`."""
        return Rows(
            x=self.x[keep],
            is_off_task=self.is_off_task[keep],
            person=self.person[keep],
            recording=self.recording[keep],
            at_s=self.at_s[keep],
            order=self.order[keep],
            told=self.told[keep],
        )


@dataclass(slots=True)
class _Playing:
    index: int
    recording: Recording
    learner: LiveLearner
    probes: tuple[ProbeAnswer, ...]
    next_event: int = 0
    next_probe: int = 0

    def due(self, until_ms: float) -> list[Signal]:
        """The events before `until_ms` that were not played yet."""
        events, first = self.recording.events, self.next_event
        last = first
        while last < len(events) and events[last].at_ms < until_ms:
            last += 1
        self.next_event = last
        return list(events[first:last])


def rows_of(
    recordings: Sequence[Recording],
    *,
    cut_s: float = CUT_S,
    state_filter: StateFilter | None = None,
    windows: Windows | None = None,
    learners: Sequence[LiveLearner] | None = None,
) -> Rows:
    """The rows of all answered probes, ordered by recording and time.

    `cut_s` is how long before a probe the stream is cut. `windows` and `learners` (one for each
    recording) may be given to pin what is known of a simulated learner.
    """
    windows = windows or Windows(state_filter, capacity=len(recordings) + 1)
    learners = learners or [windows.new_learner() for _ in recordings]
    playing = [
        _Playing(index, recording, learner, recording.probes())
        for index, (recording, learner) in enumerate(zip(recordings, learners, strict=True))
    ]
    found: list[tuple[int, int, ProbeAnswer, Floats, Floats]] = []
    while playing := [one for one in playing if one.next_probe < len(one.probes)]:
        deliveries = []
        for one in playing:
            until_s = _onset_s(one.probes[one.next_probe]) - cut_s
            deliveries.append((one.learner, one.due(until_s * 1000), until_s))
        windows.advance(deliveries)
        x = windows.matrix([one.learner for one in playing])
        told = windows.told([one.learner for one in playing])
        for one, row, said in zip(playing, x, told, strict=True):
            found.append((one.index, one.next_probe, one.probes[one.next_probe], row, said))
            one.next_probe += 1
    found.sort(key=lambda item: item[:2])
    return _assemble(recordings, found)


def _onset_s(probe: ProbeAnswer) -> float:
    return (probe.at_ms - probe.latency_ms) / 1000


def _assemble(
    recordings: Sequence[Recording], found: list[tuple[int, int, ProbeAnswer, Floats, Floats]]
) -> Rows:
    seen: dict[str, int] = {}
    order = []
    for index, *_ in found:
        person = recordings[index].person
        order.append(seen.get(person, 0))
        seen[person] = order[-1] + 1
    return Rows(
        x=np.array([row for *_, row, _ in found]),
        is_off_task=np.array([is_off_task(probe) for _, _, probe, *_ in found], bool),
        person=np.array([recordings[index].person for index, *_ in found]),
        recording=np.array([index for index, *_ in found], np.intp),
        at_s=np.array([_onset_s(probe) for _, _, probe, *_ in found]),
        order=np.array(order, np.intp),
        told=np.array([said for *_, said in found]),
    )

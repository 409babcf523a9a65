"""Nothing that happens later may change what is said now, and no probe may explain itself.

Each check is first seen to fail on a planted fault, so that a pass means something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from attention_model import weights_file
from attention_model.datasets.base import Recording
from attention_model.datasets.simulated import SimulatedClass
from attention_model.features import INDEX
from attention_model.rows import CUT_S, Rows, rows_of
from attention_model.signals.click import Click
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.windows import Windows

Floats = NDArray[np.float64]
Pipeline = Callable[[Sequence[Recording]], Rows]


def rows_told(recordings: Sequence[Recording], *, cut_s: float = CUT_S) -> Rows:
    """Rows with what the shipped network says of each."""
    return rows_of(recordings, cut_s=cut_s, windows=Windows(network=weights_file.load().network))


def honest(recordings: Sequence[Recording]) -> Rows:
    return rows_told(recordings)


def network_centred_on_the_whole_session(recordings: Sequence[Recording]) -> Rows:
    """A planted fault: what the network says is centred with its mean over the whole lesson."""
    rows = rows_told(recordings)
    told = rows.told.copy()
    for one in np.unique(rows.recording):
        told[rows.recording == one] -= told[rows.recording == one].mean(axis=0)
    return replace(rows, told=told)


def network_reads_past_the_probe(recordings: Sequence[Recording]) -> Rows:
    """A planted fault: the windows end in time, and the network three seconds too late."""
    return replace(rows_told(recordings), told=rows_told(recordings, cut_s=-3.0).told)


def normalised_over_the_whole_session(recordings: Sequence[Recording]) -> Rows:
    """A planted fault: each learner's features are centred with means of the whole lesson."""
    rows = rows_of(recordings)
    x = rows.x.copy()
    for one in np.unique(rows.recording):
        mine = rows.recording == one
        x[mine] -= np.nan_to_num(np.nanmean(np.nan_to_num(x[mine]), axis=0))
    return replace(rows, x=x)


def cut_after_the_probe(recordings: Sequence[Recording]) -> Rows:
    """A planted fault: the window ends three seconds after the probe appeared."""
    return rows_of(recordings, cut_s=-3.0)


def until_the_second_probe(recording: Recording) -> Recording:
    last = recording.probes()[:2][-1]
    return replace(
        recording, events=tuple(event for event in recording.events if event.at_ms <= last.at_ms)
    )


def future_changes_the_past(pipeline: Pipeline, recordings: Sequence[Recording]) -> bool:
    """Whether the first two rows differ when the lesson goes on after the second probe."""
    short = pipeline([until_the_second_probe(recording) for recording in recordings])
    whole = pipeline(recordings)
    return differ(short, whole.where(whole.order < 2))


def reaching_shows(pipeline: Pipeline, recordings: Sequence[Recording]) -> bool:
    """Whether the rows change when every learner rushes to the probe with pointer and clicks."""

    def rushed(recording: Recording) -> Recording:
        extra = [
            signal
            for probe in recording.probes()
            for at_ms in (probe.at_ms - probe.latency_ms + 100 * step for step in range(1, 9))
            for signal in (
                Pointer(at_ms=at_ms, moves=10, distance_vh=3.0, pauses=0, span_ms=1_000),
                Click(at_ms=at_ms, target="control", is_interactive=True),
            )
        ]
        together = sorted([*recording.events, *extra], key=lambda event: event.at_ms)
        return replace(recording, events=tuple(together))

    before, after = pipeline(recordings), pipeline([rushed(one) for one in recordings])
    first = before.order == 0  # later probes may see that an earlier one was answered in a rush
    return differ(before.where(first), after.where(first))


def differ(one: Rows, other: Rows) -> bool:
    """Whether windows or the network's words differ in any row."""
    return not (
        np.array_equal(one.x, other.x, equal_nan=True) and np.array_equal(one.told, other.told)
    )


@pytest.mark.parametrize(
    ("pipeline", "sees_the_future"),
    [
        (honest, False),
        (normalised_over_the_whole_session, True),
        (network_centred_on_the_whole_session, True),
    ],
)
def test_what_comes_later_changes_nothing_now(
    pipeline: Pipeline, sees_the_future: bool, small_class: SimulatedClass
) -> None:
    assert future_changes_the_past(pipeline, small_class.recordings) is sees_the_future


@pytest.mark.parametrize(
    ("pipeline", "is_fooled"),
    [(honest, False), (cut_after_the_probe, True), (network_reads_past_the_probe, True)],
)
def test_reaching_for_the_probe_is_not_seen(
    pipeline: Pipeline, is_fooled: bool, small_class: SimulatedClass
) -> None:
    assert reaching_shows(pipeline, small_class.recordings) is is_fooled


def test_the_probes_own_answer_is_no_feature(small_class: SimulatedClass) -> None:
    flipped = [
        replace(
            recording,
            events=tuple(
                replace(event, answer="elsewhere" if event.answer == "on_task" else "on_task")
                if isinstance(event, ProbeAnswer) and event.answer != "skipped"
                else event
                for event in recording.events
            ),
        )
        for recording in small_class.recordings
    ]
    before, after = rows_of(small_class.recordings), rows_of(flipped)
    assert not np.array_equal(before.is_off_task, after.is_off_task)
    assert np.array_equal(before.x, after.x, equal_nan=True)
    assert "probe_answer" not in INDEX

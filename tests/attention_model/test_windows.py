"""The live windows: the same numbers whole or in pieces, live or rebuilt, alone or in a batch."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from attention_model.datasets.simulated import SimulatedClass
from attention_model.features import FEATURES, INDEX, fingerprint
from attention_model.signals import Signal
from attention_model.signals.idle import Idle
from attention_model.signals.pointer import Pointer
from attention_model.signals.scroll import Scroll
from attention_model.signals.visibility import Visibility
from attention_model.simulate import SimulatedLearner, study
from attention_model.windows import Windows

Floats = NDArray[np.float64]


def scroll(at_ms: int) -> Scroll:
    return Scroll(at_ms=at_ms, distance_vh=0.2, reversals=0, jumps=0, span_ms=1_000)


BOS_LESSON: list[Signal] = study(SimulatedLearner(seed=21), seed=22, minutes=4).events
END_S = 240.0


def row_after(pieces: list[list[Signal]]) -> Floats:
    windows = Windows()
    bo = windows.new_learner()
    for piece in pieces:
        if piece:
            windows.advance([(bo, piece, piece[-1].at_ms / 1000)])
    windows.advance([(bo, [], END_S)])
    row: Floats = windows.matrix([bo])[0]
    return row


WHOLE = row_after([BOS_LESSON])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, len(BOS_LESSON)), max_size=8))
def test_a_stream_in_pieces_gives_the_numbers_of_the_whole(cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(BOS_LESSON)]
    pieces = [BOS_LESSON[a:b] for a, b in itertools.pairwise(bounds)]
    assert np.array_equal(row_after(pieces), WHOLE, equal_nan=True)


def test_a_learner_in_a_batch_gets_the_numbers_of_a_learner_alone(
    small_class: SimulatedClass,
) -> None:
    together = Windows(capacity=2)
    learners = [together.new_learner() for _ in small_class.recordings]
    together.advance(
        [
            (learner, recording.events, 400.0)
            for learner, recording in zip(learners, small_class.recordings, strict=True)
        ]
    )
    batch = together.matrix(learners)
    for index, recording in enumerate(small_class.recordings):
        alone = Windows()
        one = alone.new_learner()
        alone.advance([(one, recording.events, 400.0)])
        assert np.allclose(alone.matrix([one])[0], batch[index], equal_nan=True)


def test_a_class_of_live_learners_gets_the_numbers_of_a_rebuild(
    small_class: SimulatedClass,
) -> None:
    live, rebuilt = Windows(), Windows()
    learners = [live.new_learner() for _ in small_class.recordings]
    streams = [list(recording.events) for recording in small_class.recordings]
    for now_s in np.arange(0.5, 300.0, 0.5):
        due = [[e for e in stream if e.at_ms < now_s * 1000] for stream in streams]
        streams = [stream[len(new) :] for stream, new in zip(streams, due, strict=True)]
        live.advance([(one, new, now_s) for one, new in zip(learners, due, strict=True)])
    again = [rebuilt.new_learner() for _ in small_class.recordings]
    for one, recording in zip(again, small_class.recordings, strict=True):
        rebuilt.advance([(one, [e for e in recording.events if e.at_ms < 299_500], 299.5)])
    assert np.array_equal(live.matrix(learners), rebuilt.matrix(again), equal_nan=True)


def idle(at_ms: int, idle_ms: int) -> Idle:
    return Idle(at_ms=at_ms, idle_ms=max(idle_ms, 0), is_over=idle_ms < 0)


# Up to eight acts and idle spans of half a minute or less (below nought: one that is over).
IN_ONE_SECOND = st.lists(
    st.tuples(st.integers(0, 900), st.none() | st.integers(-1, 30_000)), max_size=8
)


@given(st.lists(IN_ONE_SECOND, min_size=3, max_size=3))
def test_acts_and_idle_spans_of_one_second_count_in_their_order(
    classmates: list[list[tuple[int, int | None]]],
) -> None:
    """In a batch as one by one: `idle_now` is what a stretch without input leaves."""
    lists: list[list[Signal]] = [
        [
            scroll(60_000 + ms) if idle_ms is None else idle(60_000 + ms, idle_ms)
            for ms, idle_ms in sorted(happened, key=lambda one: one[0])
        ]
        for happened in classmates
    ]
    beginning: list[Signal] = [scroll(second * 1000) for second in range(0, 60, 20)]
    together = Windows()
    learners = [together.new_learner() for _ in lists]
    together.advance([(one, beginning, 60.0) for one in learners])
    together.advance([(one, new, 62.0) for one, new in zip(learners, lists, strict=True)])
    for one, new in zip(learners, lists, strict=True):
        alone = Windows()
        learner = alone.new_learner()
        alone.advance([(learner, beginning, 60.0)])
        alone.advance([(learner, new, 62.0)])
        assert np.array_equal(alone.matrix([learner]), together.matrix([one]), equal_nan=True)


def test_every_feature_lies_in_its_declared_range(small_class: SimulatedClass) -> None:
    windows = Windows()
    bo = windows.new_learner()
    windows.advance([(bo, small_class.recordings[0].events, 400.0)])
    row = windows.matrix([bo])[0]
    for feature, value in zip(FEATURES, row.tolist(), strict=True):
        assert np.isnan(value) or feature.low <= value <= feature.high, feature.name


def test_a_gap_of_more_than_five_minutes_starts_afresh_live_and_rebuilt() -> None:
    early = [scroll(1_000 * second) for second in range(0, 60, 3)]
    late = [scroll(1_000_000 + 1_000 * second) for second in range(0, 30, 3)]
    live, rebuilt = Windows(), Windows()
    bo, again = live.new_learner(), rebuilt.new_learner()
    live.advance([(bo, early, 60.0)])
    for second in range(61, 990, 7):
        live.advance([(bo, [], float(second))])
    live.advance([(bo, late, 1_030.0)])
    rebuilt.advance([(again, [*early, *late], 1_030.0)])
    assert np.array_equal(live.matrix([bo]), rebuilt.matrix([again]), equal_nan=True)


def test_a_hidden_tab_counts_as_hidden_until_it_is_back() -> None:
    windows = Windows()
    bo = windows.new_learner()
    events: list[Signal] = [
        *(scroll(1_000 * second) for second in range(0, 60, 2)),
        Visibility(at_ms=60_000, is_visible=False, hidden_ms=0),
    ]
    windows.advance([(bo, events, 90.0)])
    assert windows.matrix([bo])[0][INDEX["hidden_30"]] == 1.0
    back = Visibility(at_ms=90_000, is_visible=True, hidden_ms=30_000)
    windows.advance([(bo, [back], 120.0)])
    assert windows.matrix([bo])[0][INDEX["hidden_30"]] == 0.0


def test_a_late_signal_counts_now_and_changes_no_closed_second() -> None:
    windows = Windows()
    bo = windows.new_learner()
    windows.advance([(bo, [scroll(0)], 50.0)])
    closed = windows.arena.ring[bo.row].copy()
    late = Pointer(at_ms=20_000, moves=3, distance_vh=0.1, pauses=0, span_ms=1_000)
    windows.advance([(bo, [late], 50.0)])
    assert np.array_equal(windows.arena.ring[bo.row], closed)


def test_a_row_is_free_again_when_its_learner_is_gone() -> None:
    windows = Windows(capacity=2)
    for _ in range(10):
        windows.new_learner()
    assert windows.arena.capacity == 2


def test_the_fingerprint_follows_name_range_and_order() -> None:
    assert fingerprint() == fingerprint(FEATURES)
    assert fingerprint(FEATURES[::-1]) != fingerprint()
    assert fingerprint(FEATURES[:-1]) != fingerprint()

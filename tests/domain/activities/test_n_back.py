"""Sequences hold the matches and lures they say, and the level follows the last block."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.activities import Trial, activity
from tutor.domain.activities.base import answered
from tutor.domain.activities.n_back import HIGHEST, LOWEST, next_level


@given(level=st.integers(LOWEST, HIGHEST), seed=st.integers(0, 2**62))
def test_each_step_is_what_its_kind_says(level: int, seed: int) -> None:
    kind = activity("n_back")
    parameters = {**kind.parameters("standard"), "level": level}
    plan = kind.plan(parameters, rng=Random(seed))
    cells = [planned.stimulus["cell"] for planned in plan]
    assert len(plan) == parameters["steps"] + level
    for at, planned in enumerate(plan):
        if at < level:
            assert planned.kind == "lead"
            continue
        near = {cells[at - o] for o in (level - 1, level + 1) if 0 < o <= at}
        is_match = cells[at] == cells[at - level]
        assert (planned.kind == "target") is is_match
        assert (planned.kind == "lure") is (not is_match and cells[at] in near)
    kinds = [planned.kind for planned in plan]
    assert (kinds.count("target"), kinds.count("lure")) == (6, 3)


def block(*, hits: int, alarms: int) -> list[Trial]:
    """A block at 2 back with so many of its 6 matches found and so many presses without one."""
    kind = activity("n_back")
    plan = kind.plan({**kind.parameters("standard"), "level": 2}, rng=Random(1))
    trials, left = [], {"target": hits, "other": alarms}
    for planned in plan:
        is_pressed = left.get(planned.kind, 0) > 0
        left[planned.kind] = left.get(planned.kind, 0) - is_pressed
        trials.append(answered(planned, [("match", 500.0)] if is_pressed else []))
    return trials


@pytest.mark.parametrize(
    ("hits", "alarms", "expected"),
    [
        (6, 0, 3),  # 1.00
        (5, 1, 3),  # (5/6 + 13/14) / 2 = .88
        (5, 2, 2),  # (5/6 + 12/14) / 2 = .845
        (3, 1, 2),  # (3/6 + 13/14) / 2 = .714
        (3, 2, 1),  # (3/6 + 12/14) / 2 = .679
        (0, 0, 1),  # never pressing is .50, not .70
    ],
)
def test_the_level_goes_up_from_85_percent_and_down_below_70(
    hits: int, alarms: int, expected: int
) -> None:
    assert next_level(2, block(hits=hits, alarms=alarms)) == expected


def test_the_level_stays_in_its_bounds() -> None:
    assert next_level(HIGHEST, block(hits=6, alarms=0)) == HIGHEST
    assert next_level(LOWEST, block(hits=0, alarms=0)) == LOWEST


@pytest.mark.parametrize(("form", "expected"), [("standard", 2), ("own_pace", 3)])
def test_a_dropped_frame_spoils_a_timed_step_and_none_at_ones_own_pace(
    form: str, expected: int
) -> None:
    kind = activity("n_back")
    plan = kind.plan({**kind.parameters(form), "level": 2}, rng=Random(1))
    trials = [
        replace(
            answered(step, [("match" if step.kind == "target" else "other", 500.0)]),
            dropped_frames=2,
        )
        for step in plan
    ]
    assert next_level(2, trials) == expected

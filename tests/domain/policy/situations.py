"""Situations for tests: any that the types allow, and plain ones to change."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Candidate,
    Focus,
    Past,
    Place,
    Presence,
    Situation,
    Timing,
    Trigger,
)

MINUTE_MS = 60_000
ids = st.integers(1, 2**31)
spans_ms = st.integers(0, 4_000_000)
fractions = st.floats(0, 1)
triggers = st.sampled_from(list(Trigger))
actions = st.sampled_from(list(Action))

focuses = st.builds(
    Focus,
    p_off_task=fractions,
    low=fractions,
    high=fractions,
    top_feature=st.sampled_from(["", "answer_speed", "never heard of"]),
    sustained_ms=spans_ms,
    top_value=st.floats(-1e6, 1e6),
    part_p=st.none() | fractions,
)
presences = st.builds(
    Presence,
    last_hidden_ms=spans_ms,
    last_blurred_ms=spans_ms,
    idle_ms=spans_ms,
    active_ms_90s=st.integers(0, 90_000),
    wrong_in_a_row=st.integers(0, 9),
    hints_in_a_row=st.integers(0, 9),
    fast_answers_in_a_row=st.integers(0, 9),
    active_session_ms=spans_ms,
    has_drifted_press=st.booleans(),
    has_drifted_here=st.booleans(),
)
places = st.builds(
    Place,
    segment=ids,
    segment_kind=st.sampled_from(["reading", "worked_example", "media", "practice"]),
    is_answering=st.booleans(),
    key_segment=st.none() | ids,
    example_segment=st.none() | ids,
    check_item=st.none() | ids,
    next_reading_segment=st.none() | ids,
    has_check_ahead=st.booleans(),
)
candidates = st.builds(
    Candidate,
    item=ids,
    success_p=fractions,
    mastery_p=fractions,
    is_seen=st.booleans(),
    same_skill_as_last=st.booleans(),
)
pasts = st.builds(
    Past,
    action=actions,
    at_ms=st.integers(-2_000_000, 4_000_000),
    resolution=st.sampled_from(["open", "kept", "undone", "not_now", "turned_off"]),
    resolved_at_ms=st.none() | st.integers(-2_000_000, 4_000_000),
    is_other_lesson=st.booleans(),
    is_asked=st.booleans(),
)
timings = st.builds(
    Timing,
    action=st.sampled_from(sorted(INTERVENTIONS)),
    at_ms=spans_ms,
    is_asked=st.booleans(),
)
situations = st.builds(
    Situation,
    trigger=triggers,
    now_ms=spans_ms,
    focus=st.none() | focuses,
    presence=presences,
    place=places,
    candidates=st.lists(candidates, max_size=8).map(tuple),
    past=st.lists(pasts, max_size=8).map(tuple),
    turned_off=st.lists(actions, max_size=3).map(tuple),
    away_ms=st.sampled_from([100, 90_000]),
    may_probe=st.booleans(),
    timings=st.lists(timings, max_size=4).map(tuple),
    probed_p=st.lists(fractions, max_size=4).map(tuple),
)

DRIFTING = Focus(
    p_off_task=0.62,
    low=0.48,
    high=0.74,
    top_feature="answer_speed",
    sustained_ms=20_000,
    part_p=0.55,
)
READING = Place(
    segment=10,
    segment_kind="reading",
    key_segment=10,
    example_segment=11,
    check_item=101,
    next_reading_segment=14,
    has_check_ahead=True,
)
# The same in a lesson that has no check questions (left).
NO_QUESTION = msgspec.structs.replace(READING, check_item=None, has_check_ahead=False)
PRACTICE = Place(segment=12, segment_kind="practice", key_segment=10, example_segment=11)


def situation(trigger: Trigger, **changes: Any) -> Situation:
    """A quiet quarter of an hour into a lesson, with whatever is different."""
    plain = Situation(
        trigger=trigger,
        now_ms=15 * MINUTE_MS,
        focus=None,
        presence=Presence(active_ms_90s=60_000, active_session_ms=14 * MINUTE_MS),
        place=READING,
    )
    return msgspec.structs.replace(plain, **changes)

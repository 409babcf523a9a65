"""Proactive asks at fixed places, yoked at another learner's times; neither looks at Bo."""

from __future__ import annotations

from random import Random

import pytest

from tests.domain.policy.situations import DRIFTING, MINUTE_MS, PRACTICE, READING, situation
from tutor.domain.policy import policy_named
from tutor.domain.policy.proactive import QUESTION_EVERY_MS
from tutor.domain.policy.situation import Action, Choice, Past, Situation, Timing, Trigger

NOW_MS = 15 * MINUTE_MS
OTHERS = (
    Timing(action=Action.REREAD, at_ms=4 * MINUTE_MS),
    Timing(action=Action.CHECK, at_ms=14 * MINUTE_MS),
)


def step(policy: str, here: Situation) -> Choice:
    return policy_named(policy).step(here, rng=Random(1))


def question(minutes_ago: float) -> Past:
    at_ms = NOW_MS - int(minutes_ago * MINUTE_MS)
    return Past(action=Action.CHECK, at_ms=at_ms, resolution="kept")


def test_a_part_with_a_check_question_ends_with_it() -> None:
    choice = step("proactive", situation(Trigger.SEGMENT_FINISHED))
    assert (choice.action, choice.target) == (Action.CHECK, {"item": READING.check_item})
    assert (choice.propensity_p, choice.reason_code) == (1, "planned_check_question")


@pytest.mark.parametrize("trigger", [Trigger.TICK, Trigger.RETURNED, Trigger.ITEM_ANSWERED])
def test_questions_come_only_where_a_part_ends(trigger: Trigger) -> None:
    assert step("proactive", situation(trigger, focus=DRIFTING)).action is Action.STAY


def test_questions_are_some_minutes_apart() -> None:
    apart = QUESTION_EVERY_MS / MINUTE_MS
    for minutes, action in ((apart - 0.1, Action.STAY), (apart, Action.CHECK)):
        past = (question(minutes),)
        assert step("proactive", situation(Trigger.SEGMENT_FINISHED, past=past)).action is action


def test_the_others_next_change_comes_at_its_time_and_is_of_its_kind() -> None:
    tick = situation(Trigger.TICK, timings=OTHERS)
    assert step("yoked", tick).reason_code == "timed_reread"
    early = situation(Trigger.TICK, timings=OTHERS, now_ms=4 * MINUTE_MS - 1)
    assert step("yoked", early).action is Action.STAY


def test_each_of_the_others_changes_comes_once() -> None:
    first = Past(action=Action.REREAD, at_ms=4 * MINUTE_MS, resolution="kept")
    here = situation(Trigger.TICK, timings=OTHERS, past=(first,))
    assert step("yoked", here).action is Action.CHECK
    both = situation(Trigger.TICK, timings=OTHERS, past=(first, question(5)))
    assert step("yoked", both).action is Action.STAY


def test_where_the_place_has_nothing_of_that_kind_something_near_comes() -> None:
    asked = (Timing(action=Action.CHECK, at_ms=0),)
    here = situation(Trigger.TICK, timings=asked, place=PRACTICE)
    assert step("yoked", here).action is Action.REREAD


def test_without_another_learner_a_yoked_lesson_is_the_control() -> None:
    assert step("yoked", situation(Trigger.TICK)).action is Action.STAY

"""The adaptive policy does what its rules say, moment by moment."""

from __future__ import annotations

from collections import Counter
from random import Random

import msgspec
import pytest

from tests.domain.policy.situations import DRIFTING, MINUTE_MS, NO_QUESTION, PRACTICE, situation
from tutor.domain.policy import policy_named
from tutor.domain.policy.hysteresis import GAP_MS, Sustained, sustained
from tutor.domain.policy.situation import (
    ASKED,
    Action,
    Candidate,
    Choice,
    Past,
    Presence,
    Situation,
    Trigger,
)

NOW_MS = 15 * MINUTE_MS
AWAY = Presence(last_hidden_ms=120_000)


def step(here: Situation, seed: int = 1) -> Choice:
    return policy_named("adaptive").step(here, rng=Random(seed))


def actions(here: Situation) -> Counter[Action]:
    """What is chosen over many dice."""
    return Counter(step(here, seed).action for seed in range(400))


def shown(action: Action, minutes_ago: float, resolution: str = "kept", **more: object) -> Past:
    return msgspec.convert(
        {
            "action": action,
            "at_ms": NOW_MS - int(minutes_ago * MINUTE_MS),
            "resolution": resolution,
            **more,
        },
        Past,
    )


def test_two_minutes_in_another_tab_bring_the_worked_example_back_to_practice() -> None:
    choice = step(situation(Trigger.RETURNED, place=PRACTICE, presence=AWAY))
    assert choice.action is Action.EXAMPLE
    assert choice.target == {"segment": 11}
    assert choice.propensity_p == 1
    assert choice.reason_code == "tab_worked_example"
    assert choice.reason_values == {"away_ms": 120_000}


def test_two_minutes_away_from_reading_bring_the_key_paragraph_back() -> None:
    choice = step(situation(Trigger.RETURNED, presence=AWAY))
    assert (choice.action, choice.reason_code) == (Action.REREAD, "tab_reread")


def test_another_window_is_named_as_a_window() -> None:
    presence = Presence(last_blurred_ms=95_000)
    choice = step(situation(Trigger.RETURNED, place=PRACTICE, presence=presence))
    assert choice.reason_code == "window_worked_example"


def test_a_short_absence_changes_nothing() -> None:
    presence = Presence(last_hidden_ms=89_999)
    assert step(situation(Trigger.RETURNED, presence=presence)).action is Action.STAY


def test_a_lesson_with_nothing_to_bring_back_stays_as_it_is() -> None:
    place = msgspec.structs.replace(PRACTICE, example_segment=None, key_segment=None)
    assert step(situation(Trigger.RETURNED, place=place, presence=AWAY)).action is Action.STAY


def test_three_answers_that_did_not_work_out_bring_help_without_any_estimate() -> None:
    presence = Presence(wrong_in_a_row=3)
    choice = step(situation(Trigger.ITEM_ANSWERED, place=PRACTICE, presence=presence))
    assert (choice.action, choice.reason_code) == (Action.EXAMPLE, "stuck_worked_example")


def test_pressing_i_drifted_brings_the_key_paragraph_back_where_no_question_will_come() -> None:
    presence = Presence(has_drifted_press=True, has_drifted_here=True)
    choice = step(situation(Trigger.TICK, presence=presence, place=NO_QUESTION))
    assert (choice.reason_code, choice.reason_values) == ("drifted_reread", ASKED)
    with_question = situation(Trigger.TICK, presence=presence)
    assert step(with_question).action is Action.STAY


def test_a_part_in_which_i_drifted_was_pressed_ends_with_its_question() -> None:
    pressed = Presence(has_drifted_here=True)
    choice = step(situation(Trigger.SEGMENT_FINISHED, presence=pressed))
    assert (choice.reason_code, choice.propensity_p) == ("drifted_check_question", 1)
    unpressed = situation(Trigger.SEGMENT_FINISHED, presence=Presence())
    assert step(unpressed).action is Action.STAY


def test_what_was_asked_for_comes_on_top_of_a_lessons_three() -> None:
    past = tuple(shown(Action.CHECK, minutes) for minutes in (12, 8, 4))
    presence = Presence(has_drifted_here=True)
    here = situation(Trigger.SEGMENT_FINISHED, presence=presence, focus=DRIFTING, past=past)
    assert step(here).reason_code == "drifted_check_question"
    asked = tuple(msgspec.structs.replace(each, is_asked=True) for each in past)
    unasked = msgspec.structs.replace(here, presence=Presence(), past=asked)
    assert Action.CHECK in actions(unasked)
    used_up = msgspec.structs.replace(here, presence=Presence())
    assert set(actions(used_up)) == {Action.STAY}


def test_what_was_asked_for_keeps_the_distance_and_the_most_in_a_window() -> None:
    presence = Presence(has_drifted_here=True)
    just_now = (shown(Action.CHECK, 1.4),)
    six = tuple(shown(Action.CHECK, 14 - 2 * each, is_asked=True) for each in range(6))
    for past in (just_now, six):
        here = situation(Trigger.SEGMENT_FINISHED, presence=presence, past=past)
        assert step(here).action is Action.STAY


def over_part(part_p: float | None, **changes: object) -> Situation:
    focus = msgspec.structs.replace(DRIFTING, part_p=part_p, **changes)
    return situation(Trigger.SEGMENT_FINISHED, focus=focus)


def test_a_question_is_asked_where_more_of_the_part_was_missed_than_usual() -> None:
    seen = actions(over_part(0.55))
    assert set(seen) == {Action.CHECK, Action.STAY}
    assert seen.most_common(1)[0][0] is Action.CHECK
    assert seen[Action.STAY] >= 50  # at least one in five of 400
    assert step(over_part(0.55), 3).reason_code in {"", "seen_check_question"}


@pytest.mark.parametrize("part_p", [None, 0.0, 0.25, 0.32])
def test_a_part_like_others_ends_without_a_question(part_p: float | None) -> None:
    assert set(actions(over_part(part_p, p_off_task=0.9, sustained_ms=60_000))) == {Action.STAY}


def test_a_question_needs_no_estimate_that_is_high_at_the_last_moment() -> None:
    here = over_part(0.55, p_off_task=0.2, sustained_ms=0)
    assert Action.CHECK in actions(here)


@pytest.mark.parametrize(("used", "part_p"), [(0, 0.33), (1, 0.37), (2, 0.40)])
def test_the_fewer_changes_are_left_the_more_a_part_must_have_lost(
    used: int, part_p: float
) -> None:
    past = tuple(shown(Action.CHECK, 12 - 4 * each) for each in range(used))
    one_more = (*past, shown(Action.CHECK, 2))
    here = msgspec.structs.replace(over_part(part_p), past=past)
    assert Action.CHECK in actions(here)
    assert set(actions(msgspec.structs.replace(here, past=one_more))) == {Action.STAY}


def test_what_was_asked_for_does_not_make_a_place_dearer() -> None:
    asked = tuple(shown(Action.CHECK, 12 - 4 * each, is_asked=True) for each in range(2))
    assert Action.CHECK in actions(msgspec.structs.replace(over_part(0.33), past=asked))


def test_a_question_is_likelier_where_it_is_worth_more() -> None:
    chances = [step(over_part(p)).alternatives[0].propensity_p for p in (0.33, 0.36, 0.4, 0.6)]
    assert chances == sorted(chances)
    assert 0.05 <= chances[0] < chances[-1] <= 0.80


@pytest.mark.parametrize(("p", "sustained_ms"), [(0.39, 60_000), (0.9, 14_999)])
def test_an_estimate_that_is_low_or_new_changes_nothing_else(p: float, sustained_ms: int) -> None:
    focus = msgspec.structs.replace(DRIFTING, p_off_task=p, sustained_ms=sustained_ms)
    for trigger in (Trigger.SEGMENT_FINISHED, Trigger.TICK):
        here = situation(trigger, focus=focus, place=NO_QUESTION)
        assert set(actions(here)) == {Action.STAY}


def test_where_no_question_can_come_the_next_part_may_come_in_steps() -> None:
    here = situation(Trigger.SEGMENT_FINISHED, focus=DRIFTING, place=NO_QUESTION)
    assert set(actions(here)) == {Action.SHORTEN, Action.STAY}


def test_while_questions_are_ahead_smaller_changes_wait() -> None:
    ahead = msgspec.structs.replace(NO_QUESTION, has_check_ahead=True)
    for trigger in (Trigger.SEGMENT_FINISHED, Trigger.TICK):
        assert set(actions(situation(trigger, focus=DRIFTING, place=ahead))) == {Action.STAY}


def test_a_break_is_offered_from_twenty_active_minutes_on() -> None:
    early = situation(Trigger.SEGMENT_FINISHED, focus=DRIFTING, place=NO_QUESTION)
    late = msgspec.structs.replace(early, presence=Presence(active_session_ms=20 * MINUTE_MS))
    assert Action.BREAK not in actions(early)
    assert actions(late).most_common(1)[0][0] is Action.BREAK


def test_a_tick_during_practice_leaves_the_learner_alone() -> None:
    assert set(actions(situation(Trigger.TICK, focus=DRIFTING, place=PRACTICE))) == {Action.STAY}


def test_ninety_seconds_lie_between_two_interruptions() -> None:
    just_now = situation(Trigger.RETURNED, presence=AWAY, past=(shown(Action.CHECK, 1.4),))
    a_while_ago = situation(Trigger.RETURNED, presence=AWAY, past=(shown(Action.CHECK, 1.5),))
    assert step(just_now).action is Action.STAY
    assert step(a_while_ago).action is Action.REREAD


def test_three_interruptions_are_enough_for_a_lesson() -> None:
    kinds = (Action.CHECK, Action.SHORTEN, Action.CHECK)
    past = tuple(shown(kind, 14 - 4 * each) for each, kind in enumerate(kinds))
    assert step(situation(Trigger.RETURNED, presence=AWAY, past=past)).action is Action.STAY


def test_six_in_twenty_five_minutes_are_counted_over_lessons() -> None:
    past = tuple(shown(Action.CHECK, 24 - 3 * each, is_other_lesson=True) for each in range(6))
    assert step(situation(Trigger.RETURNED, presence=AWAY, past=past)).action is Action.STAY
    assert step(situation(Trigger.RETURNED, presence=AWAY, past=past[:5])).action is Action.REREAD


def test_the_same_kind_does_not_come_twice_in_a_row() -> None:
    past = (shown(Action.EXAMPLE, 5),)
    choice = step(situation(Trigger.RETURNED, place=PRACTICE, presence=AWAY, past=past))
    assert choice.action is Action.REREAD


def test_not_now_is_ten_quiet_minutes_from_when_it_was_said() -> None:
    said = NOW_MS - 9 * MINUTE_MS
    past = (shown(Action.CHECK, 12, "not_now", resolved_at_ms=said),)
    assert step(situation(Trigger.RETURNED, presence=AWAY, past=past)).action is Action.STAY
    past = (shown(Action.CHECK, 12, "not_now", resolved_at_ms=said - 2 * MINUTE_MS),)
    assert step(situation(Trigger.RETURNED, presence=AWAY, past=past)).action is Action.REREAD


def test_an_undone_kind_rests_while_others_may_come() -> None:
    past = (shown(Action.EXAMPLE, 6, "undone"), shown(Action.CHECK, 3))
    choice = step(situation(Trigger.RETURNED, place=PRACTICE, presence=AWAY, past=past))
    assert choice.action is Action.REREAD


def candidate(item: int, success_p: float, **changes: object) -> Candidate:
    plain: dict[str, object] = {
        "item": item,
        "success_p": success_p,
        "mastery_p": 0.5,
        "is_seen": False,
        "same_skill_as_last": False,
    }
    return msgspec.convert({**plain, **changes}, Candidate)


def best(*candidates: Candidate, focus: object = None) -> int:
    here = situation(Trigger.ITEM_ANSWERED, place=PRACTICE, candidates=candidates, focus=focus)
    target = step(here).alternatives[0].target["item"]
    assert isinstance(target, int)
    return target


def test_practice_aims_at_three_to_seven_in_eight_right() -> None:
    assert best(candidate(1, 0.95), candidate(2, 0.8), candidate(3, 0.65)) == 2


def test_practice_prefers_the_skill_that_needs_it_and_another_than_the_last() -> None:
    assert best(candidate(1, 0.8, mastery_p=0.9), candidate(2, 0.8, mastery_p=0.3)) == 2
    assert best(candidate(1, 0.8, same_skill_as_last=True), candidate(2, 0.8)) == 2


def test_practice_is_never_below_three_in_five_where_there_is_a_choice() -> None:
    assert best(candidate(1, 0.59, mastery_p=0.0), candidate(2, 0.99, mastery_p=0.99)) == 2
    assert best(candidate(1, 0.2), candidate(2, 0.4)) == 2


def test_practice_is_a_little_surer_while_attention_seems_elsewhere() -> None:
    pair = candidate(1, 0.76), candidate(2, 0.92, mastery_p=0.52)
    assert best(*pair) == 1
    assert best(*pair, focus=DRIFTING) == 2


def test_half_of_the_natural_boundaries_ask_a_probe() -> None:
    seen = actions(situation(Trigger.SEGMENT_FINISHED, may_probe=True))
    assert set(seen) == {Action.PROBE, Action.STAY}
    assert 160 <= seen[Action.PROBE] <= 240


def test_a_high_estimate_is_left_at_a_lower_level_than_it_was_entered() -> None:
    state = Sustained()
    for at_ms, p in ((0, 0.45), (5_000, 0.55), (10_000, 0.45), (15_000, 0.42)):
        state = sustained(state, p=p, at_ms=at_ms)
    assert state.for_ms == 10_000
    assert sustained(state, p=0.39, at_ms=20_000).for_ms == 0
    assert sustained(state, p=None, at_ms=20_000).for_ms == 0


def test_a_long_silence_starts_the_span_anew() -> None:
    state = sustained(Sustained(), p=0.6, at_ms=0)
    assert sustained(state, p=0.6, at_ms=GAP_MS + 1).for_ms == 0

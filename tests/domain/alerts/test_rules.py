"""Who comes up under "Needs you": struggle first, never for one wrong answer, never when done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.alerts import RULES, Facts, Hinted, Try, holding, need_of, state_of
from tutor.domain.alerts.rules import BOTTOM_OUTS, GONE_MS, MANY_HINTS, WRONG_IN_A_ROW

NOW_MS = 10_000_000


def tries(*outcomes: str, is_rapid: bool = False) -> tuple[Try, ...]:
    start_ms = NOW_MS - 10_000 * len(outcomes)
    return tuple(
        Try(item=1, outcome=outcome, at_ms=start_ms + 10_000 * index, is_rapid=is_rapid)
        for index, outcome in enumerate(outcomes, start=1)
    )


def rule(facts: Facts) -> str:
    need = need_of(facts, now_ms=NOW_MS)
    return need.rule if need else ""


def test_one_wrong_answer_and_an_unopened_exercise_are_no_need() -> None:
    assert rule(Facts(last_seen_ms=NOW_MS, tries=tries("not_yet"))) == ""
    assert rule(Facts(last_seen_ms=NOW_MS)) == ""
    assert rule(Facts(is_started=False)) == ""


def test_three_wrong_in_a_row_are_a_need_without_any_hint() -> None:
    facts = Facts(last_seen_ms=NOW_MS, tries=tries("right", "not_yet", "not_yet", "not_yet"))
    need = need_of(facts, now_ms=NOW_MS)
    assert need is not None
    assert need.rule == "wrong_on_item"
    assert need.since_ms == NOW_MS
    assert need.words == "3 answers not yet right on the same exercise"
    assert state_of(facts, need, now_ms=NOW_MS) == ("stuck", "Stuck")


@pytest.mark.parametrize("outcome", ["right", "almost"])
def test_an_answer_that_is_right_or_almost_right_clears_it(outcome: str) -> None:
    wrong = ("not_yet",) * WRONG_IN_A_ROW
    assert rule(Facts(last_seen_ms=NOW_MS, tries=tries(*wrong, outcome))) == ""


def test_hints_count_from_the_last_right_answer_on() -> None:
    right = tries("right")
    before = [Hinted(item=1, at_ms=right[0].at_ms - 1)] * MANY_HINTS
    after = [Hinted(item=1, at_ms=right[0].at_ms + 1)] * MANY_HINTS
    assert rule(Facts(last_seen_ms=NOW_MS, tries=right, hints=before)) == ""
    assert rule(Facts(last_seen_ms=NOW_MS, tries=right, hints=after)) == "many_hints"


def test_wheel_spinning_is_ten_answers_fewer_than_half_right_and_the_last_not() -> None:
    facts = Facts(last_seen_ms=NOW_MS, wheel_skill="Undo", wheel_opportunities=10)
    assert rule(replace(facts, wheel_right=4, tries=tries("not_yet"))) == "wheel_spinning"
    assert rule(replace(facts, wheel_right=5, tries=tries("not_yet"))) == ""
    assert rule(replace(facts, wheel_right=4, tries=tries("right"))) == ""


def test_struggle_comes_before_idleness() -> None:
    facts = Facts(last_seen_ms=NOW_MS, tries=tries(*["not_yet"] * 3), hidden_ms=600_000)
    held = [one.rule for one in holding(facts, now_ms=NOW_MS)]
    assert held == ["wrong_on_item", "away"]
    struggles = [rule.is_struggle for rule in RULES]
    assert struggles == sorted(struggles, reverse=True)
    weights = [rule.weight for rule in RULES]
    assert weights == sorted(set(weights), reverse=True)


def test_wrong_answers_over_several_exercises_are_another_rule() -> None:
    run = [Try(item=number, outcome="not_yet", at_ms=NOW_MS - 10 + number) for number in (1, 1, 2)]
    assert rule(Facts(last_seen_ms=NOW_MS, tries=run)) == "wrong_in_a_row"


def test_one_worked_answer_is_no_need_two_without_an_exercise_solved_unaided_are() -> None:
    first = Hinted(item=1, at_ms=NOW_MS - 30, is_bottom_out=True)
    second = Hinted(item=2, at_ms=NOW_MS - 10, is_bottom_out=True)
    copied = Try(item=1, outcome="right", at_ms=NOW_MS - 20)
    unaided = Try(item=3, outcome="right", at_ms=NOW_MS - 15)
    assert rule(Facts(last_seen_ms=NOW_MS, hints=[first])) == ""
    copying = Facts(last_seen_ms=NOW_MS, hints=[first, second], tries=[copied])
    assert rule(copying) == "bottom_outs"
    assert rule(replace(copying, tries=[copied, unaided])) == ""
    assert BOTTOM_OUTS == 2


def test_what_a_teacher_has_dealt_with_comes_up_again_only_by_what_comes_after() -> None:
    five = Facts(last_seen_ms=NOW_MS, tries=tries(*["not_yet"] * 5))
    dealt = {"wrong_on_item": NOW_MS - 20_000}
    assert need_of(five, now_ms=NOW_MS, seen_to_ms=dealt) is None
    dealt = {"wrong_on_item": NOW_MS - 30_000}
    again = need_of(five, now_ms=NOW_MS, seen_to_ms=dealt)
    assert again is not None
    assert again.words == "3 answers not yet right on the same exercise"


def test_an_absence_that_was_dealt_with_is_the_same_until_it_ends() -> None:
    away = Facts(last_seen_ms=NOW_MS, hidden_ms=300_000)
    need = need_of(away, now_ms=NOW_MS)
    assert need is not None
    assert need_of(away, now_ms=NOW_MS, seen_to_ms={"away": need.since_ms + 1}) is None
    later = need_of(away, now_ms=NOW_MS + 600_000, seen_to_ms={"away": need.since_ms + 1})
    assert later is not None


def test_away_idle_and_silent_are_told_apart() -> None:
    assert rule(Facts(last_seen_ms=NOW_MS, hidden_ms=120_000)) == "away"
    assert rule(Facts(last_seen_ms=NOW_MS, idle_ms=120_000)) == "idle"
    silent = Facts(last_seen_ms=NOW_MS - 130_000, is_sensed=True)
    assert rule(silent) == "silent"
    assert state_of(silent, need_of(silent, now_ms=NOW_MS), now_ms=NOW_MS)[0] == "offline"


def test_who_is_not_sensed_may_read_for_minutes_without_an_alert() -> None:
    assert rule(Facts(last_seen_ms=NOW_MS - 600_000, is_sensed=False)) == ""


def test_a_break_that_was_taken_is_no_idleness() -> None:
    facts = Facts(last_seen_ms=NOW_MS, idle_ms=200_000, is_on_break=True)
    assert rule(facts) == ""
    assert state_of(facts, None, now_ms=NOW_MS)[0] == "on_a_break"


def test_who_has_gone_home_needs_nobody() -> None:
    facts = Facts(last_seen_ms=NOW_MS - GONE_MS - 1, tries=tries(*["not_yet"] * 5))
    assert rule(facts) == ""
    assert state_of(facts, None, now_ms=NOW_MS)[0] == "gone"


outcomes = st.lists(st.sampled_from(["right", "almost", "not_yet"]), max_size=20)
spans = st.none() | st.integers(min_value=0, max_value=3_600_000)


@given(outcomes=outcomes, hints=st.integers(0, 8), hidden=spans, idle=spans, is_rapid=st.booleans())
def test_finished_means_no_need_whatever_happened(
    outcomes: list[str], hints: int, hidden: int | None, idle: int | None, is_rapid: bool
) -> None:
    facts = Facts(
        is_finished=True,
        last_seen_ms=NOW_MS,
        tries=tries(*outcomes, is_rapid=is_rapid),
        hints=[Hinted(item=1, at_ms=NOW_MS, is_bottom_out=True)] * hints,
        hidden_ms=hidden,
        idle_ms=idle,
    )
    assert need_of(facts, now_ms=NOW_MS) is None
    assert state_of(facts, None, now_ms=NOW_MS)[0] == "finished"


@given(outcomes=outcomes)
def test_the_run_of_wrong_answers_equals_counting_by_hand(outcomes: list[str]) -> None:
    run = 0
    for outcome in outcomes:
        run = run + 1 if outcome == "not_yet" else 0
    facts = Facts(last_seen_ms=NOW_MS, tries=tries(*outcomes))
    assert (rule(facts) == "wrong_on_item") == (run >= WRONG_IN_A_ROW)


def test_every_rule_has_a_name_and_a_sentence_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len({rule.sentence for rule in RULES}) == 9

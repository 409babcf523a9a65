"""All that is known of Bo is one fold over her answers, replayed or one at a time."""

from __future__ import annotations

import doctest
import json
from datetime import UTC, datetime, timedelta
from types import ModuleType
from unittest.mock import Mock

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learner import (
    Answer,
    Knowledge,
    Question,
    Response,
    after,
    chance_p,
    effort,
    fold,
    is_wheel_spinning,
    knowledge,
    known_from,
    memory,
    recall_p,
    shipped_tracer,
    tracer,
    usual_offset,
)
from tutor.domain.learner.tracer import FEATURES, tracer_from

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

answers = st.builds(
    Answer,
    response=st.builds(
        Response,
        skills=st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True).map(tuple),
        is_right=st.booleans(),
        difficulty=st.floats(-4, 4),
        guess_p=st.sampled_from([0.0, 0.25]),
        weight_p=st.sampled_from([0.0, 0.06, 0.2, 0.5, 1.0]),
    ),
    at=st.integers(0, 90 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
)
logs = st.lists(answers, max_size=30).map(lambda log: sorted(log, key=lambda each: each.at))


def answer(
    *, is_right: bool = True, weight: float = 1.0, day: float = 0.0, skill: int = 1
) -> Answer:
    response = Response(
        skills=(skill,), is_right=is_right, difficulty=0.0, guess_p=0.0, weight_p=weight
    )
    return Answer(response=response, at=MONDAY + timedelta(days=day))


@pytest.mark.parametrize("module", [knowledge, tracer, memory, effort])
def test_the_docstrings_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@given(logs)
def test_one_answer_at_a_time_gives_what_the_whole_log_gives(log: list[Answer]) -> None:
    known = Knowledge()
    for each in log:
        known = after(known, each)
    assert known == known_from(log)


@given(logs)
def test_the_ratings_are_those_of_the_elo_fold(log: list[Answer]) -> None:
    states = {skill: known.state for skill, known in known_from(log).skills.items()}
    assert states == fold(each.response for each in log)


@given(logs)
def test_a_chance_is_a_chance_and_never_below_a_guess(log: list[Answer]) -> None:
    question = Question(skills=(1, 2), difficulty=0.5, guess_p=0.25, right_before=2)
    assert 0.25 <= chance_p(known_from(log), question, tracer=shipped_tracer()) <= 1


@given(logs)
def test_review_dates_come_after_the_last_review(log: list[Answer]) -> None:
    for known in known_from(log).skills.values():
        if known.memory is not None:
            assert known.memory.due_at >= known.memory.reviewed_at + timedelta(days=1)
            assert 0 < recall_p(known.memory, now=known.memory.due_at) <= 1


def test_right_answers_raise_the_chance_and_others_lower_it() -> None:
    question = Question(skills=(1,), difficulty=0.0)
    new = chance_p(Knowledge(), question, tracer=shipped_tracer())
    good = chance_p(known_from([answer()] * 5), question, tracer=shipped_tracer())
    bad = chance_p(known_from([answer(is_right=False)] * 5), question, tracer=shipped_tracer())
    assert bad < new < good


def test_a_harder_question_has_a_smaller_chance() -> None:
    easy, hard = (
        chance_p(Knowledge(), Question(skills=(1,), difficulty=d), tracer=shipped_tracer())
        for d in (-1.0, 1.0)
    )
    assert hard < easy


def test_a_rapid_guess_moves_the_trace_a_fifth_as_far_and_no_review_date() -> None:
    whole = known_from([answer(is_right=False)])
    guess = known_from([answer(is_right=False, weight=0.2)])
    assert guess.general.fast == pytest.approx(whole.general.fast / 5)
    assert guess.skills[1].trace.recent == pytest.approx(whole.skills[1].trace.recent / 5)
    assert guess.skills[1].memory is None
    assert guess.skills[1].effort.opportunities == 0


def test_a_skill_that_was_kept_comes_back_later_each_time() -> None:
    known, day, gaps = Knowledge(), 0.0, []
    for _ in range(4):
        known = after(known, answer(day=day))
        kept = known.skills[1].memory
        assert kept is not None
        gaps.append((kept.due_at - kept.reviewed_at).days)
        day += gaps[-1]
    assert gaps == sorted(gaps)
    assert gaps[0] == 2
    assert gaps[-1] > 20


def test_what_was_forgotten_is_met_again_soon() -> None:
    kept = known_from([answer(day=0), answer(day=2), answer(day=12)]).skills[1].memory
    lost = known_from([answer(day=0), answer(day=2), answer(is_right=False, day=12)]).skills[1]
    assert kept is not None
    assert lost.memory is not None
    assert lost.memory.due_at < kept.due_at
    assert lost.memory.stability_days < kept.stability_days


def test_review_dates_ask_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (fsrs.card, fsrs.scheduler):
        monkeypatch.setattr(module, "datetime", Mock(now=Mock(side_effect=AssertionError)))
    log = [answer(day=day, is_right=day != 9) for day in (0, 2, 9, 30)]
    assert known_from(log).skills[1].memory is not None


def test_ten_opportunities_without_three_in_a_row_call_for_help() -> None:
    pattern = [True, True, False] * 4
    nine = known_from([answer(is_right=right) for right in pattern[:9]])
    ten = known_from([answer(is_right=right) for right in pattern[:10]])
    assert not is_wheel_spinning(nine.skills[1].effort)
    assert is_wheel_spinning(ten.skills[1].effort)
    solved = known_from([answer(is_right=right) for right in [*pattern, True, True, True]])
    assert not is_wheel_spinning(solved.skills[1].effort)


def test_a_new_item_starts_where_its_skills_others_are() -> None:
    assert usual_offset([(2.0, 1.0)]) == pytest.approx(0.5)
    assert usual_offset([(2.0, 97.0)]) == pytest.approx(1.94)


def test_weights_of_other_features_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="lack ease"):
        tracer_from(json.dumps({"fitted_on": "x", "weights": {"bias": 1}}))
    assert len(shipped_tracer().weights) == len(FEATURES)

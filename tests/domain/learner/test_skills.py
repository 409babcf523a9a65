"""Skill states are a fold, and every answer moves them the way the rule says."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.exercises.base import Outcome
from tutor.domain.learner import (
    Response,
    SkillState,
    evidence,
    expected_p,
    fold,
    is_mastered,
    item_offset,
    learn,
    rating_over,
    skills,
    weight_p,
)

responses = st.builds(
    Response,
    skills=st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True).map(tuple),
    is_right=st.booleans(),
    difficulty=st.floats(-4, 4),
    guess_p=st.sampled_from([0.0, 0.2, 0.25, 0.5]),
    weight_p=st.sampled_from([0.0, 0.06, 0.2, 0.5, 1.0]),
)


def _answer(*, is_right: bool, weight: float = 1.0, guess_p: float = 0.0) -> Response:
    return Response(
        skills=(1,), is_right=is_right, difficulty=0.0, guess_p=guess_p, weight_p=weight
    )


@pytest.mark.parametrize("module", [skills, evidence])
def test_the_docstrings_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@given(st.lists(responses, max_size=40))
def test_one_answer_at_a_time_gives_what_the_whole_log_gives(log: list[Response]) -> None:
    states: dict[int, SkillState] = {}
    for response in log:
        states = {**states, **learn(states, response)}
    assert states == fold(log)


@given(st.lists(responses, max_size=40))
def test_everything_stays_a_number_in_its_range(log: list[Response]) -> None:
    for state in fold(log).values():
        assert 0 <= state.mastery_p <= 1
        assert abs(state.rating) < 30
        assert state.right_in_a_row <= state.right_count <= state.attempt_count


@given(st.lists(responses, max_size=20), st.sampled_from([0.06, 0.2, 1.0]))
def test_a_right_answer_never_lowers_what_is_known(log: list[Response], weight: float) -> None:
    before = fold(log).get(1, SkillState())
    after = learn(fold(log), _answer(is_right=True, weight=weight))[1]
    assert after.rating >= before.rating
    assert after.mastery_p >= before.mastery_p - 1e-12


@given(st.lists(responses, max_size=20))
def test_almost_costs_no_mastery(log: list[Response]) -> None:
    before = fold(log).get(1, SkillState())
    almost = _answer(is_right=False, weight=weight_p(Outcome.ALMOST))
    after = learn(fold(log), almost)[1]
    assert (after.rating, after.mastery_p, after.right_in_a_row) == (
        before.rating,
        before.mastery_p,
        before.right_in_a_row,
    )


def test_a_rapid_guess_moves_the_rating_a_fifth_as_far() -> None:
    start = SkillState().rating
    whole = learn({}, _answer(is_right=False))[1].rating - start
    guessed = weight_p(Outcome.NOT_YET, is_rapid_guess=True)
    moved = learn({}, _answer(is_right=False, weight=guessed))[1].rating - start
    assert moved == pytest.approx(whole / 5)


def test_right_after_the_answer_was_shown_counts_nothing() -> None:
    assert weight_p(Outcome.RIGHT, hints_used=3, saw_answer=True) == 0


def test_not_yet_after_hints_counts_in_full() -> None:
    assert weight_p(Outcome.NOT_YET, hints_used=2) == 1


def test_two_in_three_newcomers_are_expected_to_solve_an_ordinary_exercise() -> None:
    assert expected_p(SkillState().rating, difficulty=0.0, guess_p=0.0) == pytest.approx(
        2 / 3, abs=0.01
    )


def test_mastery_takes_three_whole_answers() -> None:
    two = fold([_answer(is_right=True)] * 2)[1]
    three = fold([_answer(is_right=True)] * 3)[1]
    assert two.mastery_p > 0.95
    assert not is_mastered(two)
    assert is_mastered(three)


def test_mastery_is_not_reached_by_quick_guessing() -> None:
    guess = _answer(is_right=True, guess_p=0.25, weight=0.2)
    assert not is_mastered(fold([guess] * 10)[1])


def test_the_guess_floor_keeps_the_expectation_above_chance() -> None:
    assert expected_p(-40.0, difficulty=4.0, guess_p=0.25) == pytest.approx(0.25)


def test_later_answers_move_the_rating_less_than_the_first() -> None:
    states = fold([_answer(is_right=True)] * 20)
    settled = states[1].rating
    moved = settled - learn(states, _answer(is_right=False))[1].rating
    assert moved < 0.5


def test_skills_of_one_item_share_its_surprise() -> None:
    after = learn(
        {}, Response(skills=(1, 2), is_right=True, difficulty=0.0, guess_p=0.0, weight_p=1.0)
    )
    assert after[1] == after[2]
    assert rating_over(after, (1, 2)) == after[1].rating
    assert rating_over(after, ()) == rating_over({}, (1, 2)) == SkillState().rating


def test_an_item_that_is_missed_more_than_expected_becomes_harder() -> None:
    harder = item_offset(0.0, evidence=5.0, is_right=False, expected=0.8, weight_p=1.0)
    assert harder > 0
    easier = item_offset(0.0, evidence=5.0, is_right=True, expected=0.8, weight_p=1.0)
    assert easier < 0

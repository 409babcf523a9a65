"""What every exercise type promises, whoever wrote it."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.domain.exercises import (
    EXERCISE_TYPES,
    ExerciseType,
    Outcome,
    UnknownExerciseTypeError,
    exercise_type,
    grade_from_json,
)

_SECRET_KEYS = {
    "is_right", "feedback", "answer", "accepted", "tolerance", "units_accepted", "say", "when",
    "given", "feedback_default", "feedback_right", "edit_distance", "form", "order", "also",
    "pairs", "belongs",
}  # fmt: skip

every_type = pytest.mark.parametrize("exercise", EXERCISE_TYPES, ids=lambda one: one.name)

_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
_RESPONSES = st.one_of(
    _ANY_JSON,
    st.fixed_dictionaries({"text": _ANY_JSON}),
    st.fixed_dictionaries({"choice": _ANY_JSON}),
    st.fixed_dictionaries({"text": st.text(max_size=80)}),
    st.dictionaries(
        st.sampled_from(["chosen", "order", "tokens", "a", "b", "c"]),
        st.text("abc 0123=-²", max_size=12) | st.sampled_from(["none", "sum", "one"]) | _ANY_JSON,
        max_size=4,
    ),
    st.fixed_dictionaries({"text": st.text("0123456789xy+-*/^()=<>,.| ±√", max_size=40)}),
)


@every_type
def test_its_sample_is_a_valid_spec(exercise: ExerciseType) -> None:
    assert exercise.check_spec(exercise.sample()) == []


@every_type
def test_its_spec_and_what_a_browser_sees_are_json(exercise: ExerciseType) -> None:
    for data in (exercise.sample(), exercise.public_spec(exercise.sample())):
        assert json.loads(json.dumps(data)) == data


@every_type
@pytest.mark.parametrize("seed", range(20))
def test_a_right_simulated_answer_is_right(exercise: ExerciseType, seed: int) -> None:
    spec = exercise.sample()
    response = exercise.simulate(spec, is_right=True, rng=Random(seed))
    assert exercise.grade(spec, response, rng=Random(seed)).outcome is Outcome.RIGHT


@every_type
@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_simulated_answer_is_not_yet(exercise: ExerciseType, seed: int) -> None:
    spec = exercise.sample()
    response = exercise.simulate(spec, is_right=False, rng=Random(seed))
    assert exercise.grade(spec, response, rng=Random(seed)).outcome is Outcome.NOT_YET


@every_type
def test_a_browser_never_sees_what_gives_the_answer_away(exercise: ExerciseType) -> None:
    public = exercise.public_spec({**exercise.sample(), "feedback_right": "Well reasoned."})
    assert not _keys(public) & _SECRET_KEYS
    assert "Well reasoned." not in json.dumps(public)


def _keys(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data) | {key for value in data.values() for key in _keys(value)}
    return {key for value in data for key in _keys(value)} if isinstance(data, list) else set()


@every_type
@settings(deadline=None)
@given(response=_RESPONSES)
def test_any_response_gets_a_grade_with_a_reason(exercise: ExerciseType, response: Any) -> None:
    grade = exercise.grade(exercise.sample(), response, rng=Random(1))
    assert grade.outcome in Outcome
    assert grade.feedback.strip()
    assert len(grade.normalised) <= 300
    grade.normalised.encode("utf-8")
    assert "\x00" not in grade.normalised


@every_type
def test_a_grade_survives_json(exercise: ExerciseType) -> None:
    spec = exercise.sample()
    for is_right in (True, False):
        response = exercise.simulate(spec, is_right=is_right, rng=Random(3))
        grade = exercise.grade(spec, response, rng=Random(3))
        assert grade_from_json(json.loads(json.dumps(grade.as_json()))) == grade


@every_type
def test_the_same_answer_gets_the_same_grade(exercise: ExerciseType) -> None:
    spec = exercise.sample()
    response = exercise.simulate(spec, is_right=False, rng=Random(3))
    grades = {exercise.grade(spec, response, rng=Random(seed)) for seed in range(5)}
    assert len(grades) == 1


@every_type
def test_a_misspelt_key_is_named(exercise: ExerciseType) -> None:
    errors = exercise.check_spec({**exercise.sample(), "tolerence": "1"})
    assert any("'tolerence'" in error for error in errors)


@every_type
def test_an_empty_spec_is_refused_with_a_reason(exercise: ExerciseType) -> None:
    assert exercise.check_spec({})


@every_type
@settings(deadline=None)
@given(value=_ANY_JSON, index=st.integers(0, 30))
def test_a_broken_spec_is_reported_not_raised(
    exercise: ExerciseType, value: Any, index: int
) -> None:
    spec = exercise.sample()
    key = sorted(spec)[index % len(spec)]
    assert isinstance(exercise.check_spec({**spec, key: value}), list)


@every_type
def test_no_words_of_blame(exercise: ExerciseType) -> None:
    spec = exercise.sample()
    for text in ("", "1/0", "x", "?", "7", "((("):
        keys = ("text", "choice", "chosen", "order", "tokens", "a", "b", "c")
        said = exercise.grade(spec, dict.fromkeys(keys, text), rng=Random(1)).feedback
        assert "!" not in said
        assert not {"wrong", "failed", "lazy", "error", "invalid"} & set(said.lower().split())


def test_names_are_found_and_unknown_ones_named() -> None:
    assert [exercise_type(one.name) for one in EXERCISE_TYPES] == list(EXERCISE_TYPES)
    with pytest.raises(UnknownExerciseTypeError, match="essay"):
        exercise_type("essay")

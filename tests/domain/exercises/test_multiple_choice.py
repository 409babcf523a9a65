"""One of several options."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import exercise_type
from tutor.domain.exercises.multiple_choice import choice_id

CHOICE = exercise_type("multiple_choice")
SPEC: dict[str, Any] = {
    "choices": [
        {"id": "a", "text": "4", "is_right": True},
        {"id": "b", "text": "16", "is_right": False, "feedback": "Divide as the last step."},
        {"id": "c", "text": "8", "is_right": False},
    ],
    "feedback_default": "Put each value into the equation.",
}


@pytest.mark.parametrize(
    ("choice", "outcome", "feedback", "misconception"),
    [
        ("a", "right", "That is right.", None),
        ("b", "not_yet", "Divide as the last step.", "b"),
        ("c", "not_yet", "Put each value into the equation.", None),
        ("z", "not_yet", "Choose one of the options.", None),
        ("", "not_yet", "Choose one of the options.", None),
    ],
)
def test_each_option_has_its_own_words(
    choice: str, outcome: str, feedback: str, misconception: str | None
) -> None:
    grade = CHOICE.grade(SPEC, {"choice": choice}, rng=Random(1))
    assert (grade.outcome, grade.feedback, grade.misconception) == (
        outcome,
        feedback,
        misconception,
    )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"id": "b"}, "same id"),
        ({"text": "16"}, "same text"),
        ({"is_right": "yes"}, "is_right must be"),
        ({"text": " "}, "text must be"),
        ({"colour": "red"}, "'colour'"),
        ({"is_right": False}, "no choice is right"),
    ],
)
def test_what_an_author_got_wrong_is_named(change: dict[str, Any], word: str) -> None:
    choices = [{**SPEC["choices"][0], **change}, *SPEC["choices"][1:]]
    assert word in " ".join(CHOICE.check_spec({"choices": choices}))


def test_when_every_option_is_right_there_is_nothing_to_choose() -> None:
    choices = [{"id": x, "text": x, "is_right": True} for x in "ab"]
    assert CHOICE.check_spec({"choices": choices}) == [
        "every choice is right: there is nothing to choose."
    ]


def test_ids_go_on_after_z() -> None:
    assert [choice_id(n) for n in (0, 25, 26, 53)] == ["a", "z", "a1", "b2"]

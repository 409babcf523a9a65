"""Bo ticks all that fit."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

RESPONSE = exercise_type("multiple_response")
OPTIONS: list[dict[str, Any]] = [
    {"id": "a", "text": "2", "is_right": True},
    {"id": "b", "text": "3", "is_right": False},
    {"id": "c", "text": "4", "is_right": True},
    {"id": "d", "text": "6", "is_right": True},
    {"id": "e", "text": "9", "is_right": False, "feedback": "Is 9 even?"},
]


def grade(chosen: str, **spec: Any) -> Grade:
    return RESPONSE.grade({"options": OPTIONS, **spec}, {"chosen": chosen}, rng=Random(1))


@pytest.mark.parametrize("chosen", ["a c d", "d a c", " c  d a "])
def test_all_that_fit_are_right_in_any_order(chosen: str) -> None:
    said = grade(chosen)
    assert (said.outcome, said.normalised) == ("right", "a c d")


@pytest.mark.parametrize(
    ("chosen", "word"),
    [
        ("a c", "still missing"),
        ("a b c d", "One that you chose does not fit. All the others do."),
        ("a b c", "Test each one by itself"),
        ("b", "Test each one by itself"),
        ("", "everything that fits"),
        ("a a", "everything that fits"),
        ("a z", "everything that fits"),
        ("none", "everything that fits"),
    ],
)
def test_these_are_not_yet_and_say_what_to_look_at(chosen: str, word: str) -> None:
    said = grade(chosen)
    assert said.outcome == "not_yet"
    assert word in said.feedback


def test_close_is_said_where_the_credit_is_half_or_more() -> None:
    more = [*OPTIONS, {"id": "f", "text": "8", "is_right": True}]
    assert "Close: 3 that you chose fit" in grade("a c d b", options=more).feedback


def test_an_option_has_words_of_its_own() -> None:
    said = grade("a c d e")
    assert (said.feedback, said.misconception) == ("Is 9 even?", "e")


def test_a_fitting_option_that_was_left_out_may_have_words_too() -> None:
    options = [{**OPTIONS[0], "feedback": "What about the smallest?"}, *OPTIONS[1:]]
    said = grade("c d", options=options)
    assert (said.feedback, said.misconception) == ("What about the smallest?", "a")


def test_that_none_fits_can_be_the_answer() -> None:
    options = [{**option, "is_right": False, "feedback": ""} for option in OPTIONS]
    assert grade("none", options=options, offers_none=True).outcome == "right"
    assert grade("a none", options=options, offers_none=True).outcome == "not_yet"
    assert "not fit" in grade("a", options=options, offers_none=True).feedback
    assert "At least one" in grade("none", offers_none=True).feedback


def test_the_authors_advice_follows_what_to_look_at() -> None:
    said = grade("a c", feedback_default="Even numbers end in 0, 2, 4, 6 or 8.")
    assert said.feedback.endswith("missing. Even numbers end in 0, 2, 4, 6 or 8.")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"id": "b"}, "same id"),
        ({"id": "none"}, "meaning of its own"),
        ({"id": "A B"}, "use small letters"),
        ({"text": "3"}, "same text"),
        ({"is_right": "yes"}, "is_right must be"),
        ({"text": " "}, "text must be"),
        ({"colour": "blue"}, "'colour'"),
        ({"feedback": 3}, "feedback is 3"),
    ],
)
def test_what_an_author_got_wrong_is_named(change: dict[str, Any], word: str) -> None:
    options = [{**OPTIONS[0], **change}, *OPTIONS[1:]]
    assert word in " ".join(RESPONSE.check_spec({"options": options}))


def test_none_that_fits_needs_a_way_to_say_so() -> None:
    options = [{**option, "is_right": False} for option in OPTIONS]
    assert "set offers_none" in " ".join(RESPONSE.check_spec({"options": options}))
    assert RESPONSE.check_spec({"options": options, "offers_none": True}) == []

"""Bo puts the lines of a solution in order."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

ORDERING = exercise_type("ordering")
SPEC: dict[str, Any] = {
    "elements": [{"id": x, "text": f"line {x}"} for x in "abcde"],
    "order": ["c", "a", "e", "b", "d"],
}


def grade(order: str, **spec: Any) -> Grade:
    return ORDERING.grade({**SPEC, **spec}, {"order": order}, rng=Random(1))


def test_the_order_that_was_asked_for_is_right() -> None:
    said = grade("c a e b d")
    assert (said.outcome, said.normalised) == ("right", "c a e b d")


def test_another_order_may_be_right_as_well() -> None:
    assert grade("c a b e d").outcome == "not_yet"
    assert grade("c a b e d", also=[["c", "a", "b", "e", "d"]]).outcome == "right"


@pytest.mark.parametrize(
    ("order", "word"),
    [
        ("c a e d b", "Close: most of them follow each other rightly. The first 3 fit. Look at"),
        ("a c e b d", "first place"),
        ("c d b e a", "The first one fits. Look at place 2."),
        ("d b e a c", "the other way round"),
        ("c a e b", "Put all of them"),
        ("c a e b b", "Put all of them"),
        ("c a e b z", "Put all of them"),
        ("", "Put all of them"),
    ],
)
def test_these_are_not_yet_and_say_where_to_look(order: str, word: str) -> None:
    said = grade(order)
    assert said.outcome == "not_yet"
    assert word in said.feedback


def test_the_nearest_right_order_is_spoken_of() -> None:
    also = [["b", "d", "c", "a", "e"]]
    assert "The first 3 fit" in grade("b d c e a", also=also).feedback


def test_a_known_slip_gets_its_own_words() -> None:
    rules = [{"when": "d before b", "say": "Divide last."}]
    said = grade("c a e d b", feedback=rules)
    assert (said.feedback, said.misconception) == ("Divide last.", "d before b")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"order": ["a", "b"]}, "each of a, b, c, d, e once"),
        ({"order": "c a e b d"}, "list of ids"),
        ({"order": list("abcde")}, "mix those"),
        ({"also": [list("abcde")]}, "also 1"),
        ({"also": "x"}, "list of orders"),
        ({"elements": [{"id": "a", "text": "a"}]}, "3 to 20"),
        ({"feedback": [{"when": "c before a", "say": "?"}]}, "which is right"),
        ({"feedback": [{"when": "c a", "say": "?"}]}, "id before id"),
    ],
)
def test_what_an_author_got_wrong_is_named(change: dict[str, Any], word: str) -> None:
    assert word in " ".join(ORDERING.check_spec({**SPEC, **change}))

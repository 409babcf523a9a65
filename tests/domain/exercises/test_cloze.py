"""Bo fills the gaps of a worked solution."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

CLOZE = exercise_type("cloze")
GAPS: list[dict[str, Any]] = [
    {
        "id": "a",
        "label": "the number to take away",
        "type": "numeric",
        "spec": {"answer": "3", "feedback": [{"when": "-3", "say": "Look at the sign of 3."}]},
    },
    {"id": "b", "type": "algebraic", "spec": {"answer": "2x", "form": "simplified"}},
    {
        "id": "c",
        "type": "multiple_choice",
        "spec": {
            "choices": [
                {"id": "a", "text": "divide", "is_right": True},
                {"id": "b", "text": "multiply", "is_right": False, "feedback": "That doubles it."},
            ]
        },
    },
    {"id": "d", "type": "short_text", "spec": {"accepted": ["solution"], "edit_distance": 1}},
]
SPEC: dict[str, Any] = {
    "text": "Take [[a]] away, so that [[b]] is left.\n\nThen [[c]]: 4 is the [[d]].",
    "gaps": GAPS,
}
RIGHT = {"a": "3", "b": "2x", "c": "a", "d": "solution"}


def grade(**given: str) -> Grade:
    return CLOZE.grade(SPEC, {**RIGHT, **given}, rng=Random(1))


def test_every_gap_has_to_fit() -> None:
    said = grade()
    assert (said.outcome, said.normalised) == ("right", "[3] [2*x] [a] [solution]")


@pytest.mark.parametrize(
    ("given", "outcome", "feedback"),
    [
        ({"b": "x+x"}, "almost", "Gap 2: That is equal, but not finished."),
        ({"d": "soluton"}, "almost", "Gap 4: That is the right idea. Check the spelling."),
        ({"a": "-3"}, "not_yet", "3 of 4 fit. Gap 1: Look at the sign of 3."),
        ({"c": "b", "b": "x+x"}, "not_yet", "2 of 4 fit. Gap 3: That doubles it."),
        ({"a": "7", "b": "x", "c": "b", "d": "sum"}, "not_yet", "Gap 1: Not yet."),
        ({"c": ""}, "not_yet", "Fill gap 3 first."),
    ],
)
def test_the_first_gap_to_look_at_is_named(
    given: dict[str, str], outcome: str, feedback: str
) -> None:
    said = grade(**given)
    assert said.outcome == outcome
    assert said.feedback.startswith(feedback)


def test_what_was_meant_is_kept_with_its_gap() -> None:
    assert grade(a="-3").misconception == "a: -3"


def test_one_gap_needs_no_number() -> None:
    spec = {"text": "x = [[a]]", "gaps": [GAPS[0]]}
    assert CLOZE.grade(spec, {"a": "-3"}, rng=Random(1)).feedback == "Look at the sign of 3."


def test_a_browser_sees_the_text_in_pieces_and_each_gap_without_its_answer() -> None:
    public = CLOZE.public_spec(SPEC)
    assert public["count"] == 4
    first, second = public["lines"]
    assert [piece.get("text") or piece["gap"] for piece in first] == [
        "Take", "a", "away, so that", "b", "is left.",
    ]  # fmt: skip
    assert first[1]["label"] == "the number to take away"
    assert [piece["number"] for line in public["lines"] for piece in line if "gap" in piece] == [
        1, 2, 3, 4,
    ]  # fmt: skip
    assert second[1]["choices"] == [{"id": "a", "text": "divide"}, {"id": "b", "text": "multiply"}]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"text": "x = [[a]]"}, "must have [[b]] once"),
        ({"text": SPEC["text"] + " [[e]]"}, "no gap has this id"),
        ({"text": SPEC["text"] + " [[a]]"}, "stands there 2 times"),
        ({"text": "x = [[a"}, "each [[ needs a ]]"),
        ({"text": 3}, "text is 3"),
        ({"gaps": []}, "1 to 12 gaps"),
        ({"gaps": [{"id": "a", "type": "essay", "spec": {}}]}, "type is 'essay'"),
        ({"gaps": [{"id": "a", "type": "numeric", "spec": {}}]}, "gap 1: answer is None"),
        ({"gaps": [{"id": "A!", "type": "numeric", "spec": {"answer": "1"}}]}, "id is 'A!'"),
        ({"gaps": [*GAPS, GAPS[0]]}, "two gaps have the same id"),
    ],
)
def test_what_an_author_got_wrong_is_named(change: dict[str, Any], word: str) -> None:
    assert word in " ".join(CLOZE.check_spec({**SPEC, **change}))

"""How an answer reads afterwards, and in which order a form shows what there is to choose."""

from __future__ import annotations

from random import Random

import pytest

from tutor.content.specs import rendered_spec
from tutor.domain.exercises import EXERCISE_TYPES, ExerciseType, exercise_type
from tutor.student.shown import response_html, shown_spec


def shown(name: str, response: dict[str, str]) -> str:
    public = rendered_spec(name, exercise_type(name).sample(), figures={}).public_spec
    return response_html(name, public_spec=public, response=response)


@pytest.mark.parametrize("kind", EXERCISE_TYPES, ids=lambda kind: str(kind.name))
def test_every_answer_reads_as_something(kind: ExerciseType) -> None:
    response = kind.simulate(kind.sample(), is_right=True, rng=Random(1))
    assert shown(kind.name, response).strip()


@pytest.mark.parametrize("kind", EXERCISE_TYPES, ids=lambda kind: str(kind.name))
def test_no_answer_can_bring_markup_along(kind: ExerciseType) -> None:
    hostile = "<img src=x>"
    keys = ("text", "choice", "chosen", "order", "tokens", "a", "b", "c")
    assert "<img" not in shown(kind.name, dict.fromkeys(keys, hostile))


@pytest.mark.parametrize(
    ("name", "response", "words"),
    [
        ("categorise", {"a": "one", "b": "zero", "c": "one"}, "none; "),
        ("matching", {"a": "sum", "b": "power"}, "3 more than"),
        ("ordering", {"order": "b c a"}, "1. <math"),
        ("cloze", {"a": "3", "b": "2x=8", "c": "a"}, "3 · 2x=8 · 4"),
        ("highlight", {"tokens": "1 4"}, "</math> · <math"),
        ("multiple_response", {"chosen": "a c"}, "</math>, <math"),
        ("multiple_response", {"chosen": "none"}, "None of these"),
    ],
)
def test_answers_of_several_parts_read_in_their_own_way(
    name: str, response: dict[str, str], words: str
) -> None:
    assert words in shown(name, response)


def test_what_is_chosen_from_is_shuffled_once_a_session_and_prompts_are_not() -> None:
    entries = [{"id": str(n), "html": str(n), "speech": str(n)} for n in range(8)]
    public = {"options": entries, "prompts": entries, "shuffle": True}
    first, again = (shown_spec(public, seed="7 item 3") for _ in range(2))
    assert first == again
    assert first["prompts"] == entries
    assert first["options"] != entries
    assert sorted(first["options"], key=lambda one: one["id"]) == entries

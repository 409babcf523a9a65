"""Bo gives each thing its partner, and each thing its place."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

MATCHING, CATEGORISE = exercise_type("matching"), exercise_type("categorise")
PAIRS: dict[str, Any] = {
    "prompts": [{"id": x, "text": f"${x}$"} for x in "abc"],
    "options": [{"id": f"o{n}", "text": f"option {n}"} for n in range(1, 5)],
    "pairs": {"a": "o1", "b": "o2", "c": "o3"},
    "feedback": [{"when": "a = o4", "say": "o4 is nobody's partner."}],
}
SORTED: dict[str, Any] = {
    "categories": [{"id": "one", "text": "one solution"}, {"id": "zero", "text": "no solution"}],
    "elements": [{"id": x, "text": f"${x}=1$"} for x in "abcd"],
    "belongs": {"a": "one", "b": "one", "c": "zero", "d": "zero"},
}


def match(response: dict[str, Any], **spec: Any) -> Grade:
    return MATCHING.grade({**PAIRS, **spec}, response, rng=Random(1))


def sort(response: dict[str, Any], **spec: Any) -> Grade:
    return CATEGORISE.grade({**SORTED, **spec}, response, rng=Random(1))


def test_every_pair_has_to_fit() -> None:
    said = match({"a": "o1", "b": "o2", "c": "o3"})
    assert (said.outcome, said.normalised) == ("right", "a=o1 b=o2 c=o3")


@pytest.mark.parametrize(
    ("response", "word"),
    [
        ({"a": "o1", "b": "o3", "c": "o2"}, "1 of 3 fits. Look at this one again: $b$."),
        ({"a": "o1", "b": "o2", "c": "o4"}, "2 of 3 fit. Look at this one again: $c$."),
        ({"a": "o2", "b": "o3", "c": "o1"}, "None of them fits yet. Look at this one again: $a$."),
        ({"a": "o1", "b": "o2"}, "Choose a partner for each"),
        ({"a": "o1", "b": "o2", "c": "z"}, "Choose a partner for each"),
        ({"a": "o1", "b": "o2", "c": 3}, "Choose a partner for each"),
        ({}, "Choose a partner for each"),
    ],
)
def test_pairs_that_do_not_fit_say_where_to_look(response: dict[str, Any], word: str) -> None:
    said = match(response)
    assert said.outcome == "not_yet"
    assert word in said.feedback


def test_a_known_slip_in_a_pair_gets_its_own_words() -> None:
    said = match({"a": "o4", "b": "o2", "c": "o3"})
    assert (said.feedback, said.misconception) == ("o4 is nobody's partner.", "a = o4")


def test_one_option_may_belong_to_two_prompts() -> None:
    pairs = {"a": "o1", "b": "o1", "c": "o3"}
    assert MATCHING.check_spec({**PAIRS, "pairs": pairs}) == []
    assert match(dict(pairs), pairs=pairs).outcome == "right"


def test_everything_has_to_stand_in_its_category() -> None:
    assert sort({"a": "one", "b": "one", "c": "zero", "d": "zero"}).outcome == "right"


@pytest.mark.parametrize(
    ("response", "word"),
    [
        (
            {"a": "one", "b": "one", "c": "one", "d": "zero"},
            "3 of 4 stand where they belong. Look again at what you put under: one solution.",
        ),
        (
            {"a": "one", "b": "zero", "c": "one", "d": "one"},
            "1 of 4 stands where it belongs. Look again at what you put under: one solution.",
        ),
        ({"a": "one"}, "Choose a place for each"),
    ],
)
def test_a_category_is_named_and_never_the_element(response: dict[str, str], word: str) -> None:
    said = sort(response)
    assert (said.outcome, said.feedback) == ("not_yet", said.feedback)
    assert word in said.feedback


def test_a_category_with_one_element_is_not_named() -> None:
    said = sort({"a": "zero", "b": "one", "c": "zero", "d": "zero"}, belongs={
        "a": "zero", "b": "zero", "c": "zero", "d": "zero",
    })  # fmt: skip
    assert said.feedback == "3 of 4 stand where they belong. Test each one again."


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pairs": {"a": "o1"}}, "pairs lacks 'b'"),
        ({"pairs": {**PAIRS["pairs"], "z": "o1"}}, "'z', which is no id"),
        ({"pairs": {**PAIRS["pairs"], "a": "o9"}}, "'a' is given 'o9'"),
        ({"pairs": "a=o1"}, "must map each id"),
        ({"prompts": []}, "prompts must be a list"),
        ({"shuffle": "yes"}, "shuffle is 'yes'"),
        ({"feedback": [{"when": "a = o1", "say": "?"}]}, "which is right"),
        ({"feedback": [{"when": "a o2", "say": "?"}]}, "id = id"),
    ],
)
def test_what_an_author_got_wrong_is_named(change: dict[str, Any], word: str) -> None:
    assert word in " ".join(MATCHING.check_spec({**PAIRS, **change}))

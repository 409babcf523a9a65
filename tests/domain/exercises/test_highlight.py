"""Bo highlights what a question asks for."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

HIGHLIGHT = exercise_type("highlight")
SPEC: dict[str, Any] = {
    "text": "Take [[3 from both]] sides, then [[divide by 2]] at last.",
    "feedback": [{"when": "at last.", "say": "That says when, not what."}],
}
# 0 Take, 1-3 3 from both, 4 sides, 5 then, 6-8 divide by 2, 9-10 at last.
RIGHT = "1 2 3 6 7 8"


def grade(tokens: str, **spec: Any) -> Grade:
    return HIGHLIGHT.grade({**SPEC, **spec}, {"tokens": tokens}, rng=Random(1))


def test_exactly_what_was_asked_for_is_right() -> None:
    said = grade(RIGHT)
    assert (said.outcome, said.normalised) == ("right", "3 from both | divide by 2")
    assert grade("8 7 6 3 2 1").outcome == "right"


@pytest.mark.parametrize(
    ("tokens", "word"),
    [
        (RIGHT + " 5", "Close. What was asked for is in it, and something more."),
        ("1 2 3 6 7", "Close. What you highlighted fits. Something is still missing."),
        ("1", "What you highlighted fits. Something is still missing."),
        ("1 2 3 6 7 9", "Close. Part of it fits."),
        ("0 1", "Part of it fits."),
        ("0 4", "Not here yet."),
        ("", "Highlight at least one"),
        ("99", "Highlight at least one"),
        ("1 x", "Highlight at least one"),
    ],
)
def test_these_are_not_yet_and_say_what_to_look_at(tokens: str, word: str) -> None:
    said = grade(tokens)
    assert said.outcome == "not_yet"
    assert said.feedback.startswith(word)


def test_a_known_slip_gets_its_own_words() -> None:
    said = grade("9 10")
    assert (said.feedback, said.misconception) == ("That says when, not what.", "at last.")


@pytest.mark.parametrize(
    ("by", "text", "lines"),
    [
        ("word", "In $4 x+7$, [[$4$]]: so.", [["In", "$4 x+7$,", "$4$:", "so."]]),
        ("sentence", "One is 1. [[Is it?]] So.", [["One is 1.", "Is it?", "So."]]),
        ("line", "$2x=6$\n\n[[$x=4$]]\n$x$ is 4.", [["$2x=6$"], ["$x=4$"], ["$x$ is 4."]]),
    ],
)
def test_a_text_is_cut_by_word_sentence_or_line(by: str, text: str, lines: list[Any]) -> None:
    public = HIGHLIGHT.public_spec({"text": text, "by": by})
    assert [[token["text"] for token in line] for line in public["lines"]] == lines
    assert not any("[[" in token["text"] for line in public["lines"] for token in line)


def test_a_formula_is_never_cut() -> None:
    spec = {"text": "[[$2 x + 1$]] is long."}
    assert HIGHLIGHT.grade(spec, {"tokens": "0"}, rng=Random(1)).outcome == "right"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"text": "nothing"}, "nothing to highlight"),
        ({"text": "[[all of it]]"}, "nothing to choose"),
        ({"text": "[[a [[b]]"}, "each [[ needs a ]]"),
        ({"text": 3}, "text is 3"),
        ({"by": "letter"}, "by is 'letter'"),
        ({"text": "[[a]] " * 200}, "at most 120"),
        ({"feedback": [{"when": "nowhere", "say": "?"}]}, "not in the text"),
        ({"feedback": [{"when": "3 from", "say": "?"}]}, "which is right"),
    ],
)
def test_what_an_author_got_wrong_is_named(change: dict[str, Any], word: str) -> None:
    assert word in " ".join(HIGHLIGHT.check_spec({**SPEC, **change}))

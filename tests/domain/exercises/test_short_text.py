"""Bo's words, with a slip of spelling now and then."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type
from tutor.domain.exercises.short_text import edit_distance

SHORT_TEXT = exercise_type("short_text")


def grade(accepted: list[str], text: str, **spec: Any) -> Grade:
    return SHORT_TEXT.grade({"accepted": accepted, **spec}, {"text": text}, rng=Random(1))


@pytest.mark.parametrize(
    "text", ["coefficient", "Coefficient", "  COEFFICIENT. ", "coeﬃcient", "factor"]
)
def test_case_spaces_and_a_full_stop_do_not_matter(text: str) -> None:
    assert grade(["coefficient", "factor"], text).outcome == "right"


def test_a_slip_of_spelling_is_almost_there() -> None:
    assert grade(["coefficient"], "coeficient", edit_distance=1).outcome == "almost"
    assert grade(["coefficient"], "coefficeint", edit_distance=1).outcome == "almost"
    assert grade(["coefficient"], "coeficent", edit_distance=1).outcome == "not_yet"


def test_a_slip_in_a_number_or_a_short_word_is_no_slip_of_spelling() -> None:
    speeds = "Country road speed = 50, Interstate speed = 65"
    assert grade([speeds], speeds.replace("=", " = "), edit_distance=1).outcome == "right"
    assert grade([speeds], speeds.replace("65", "64"), edit_distance=1).outcome == "not_yet"
    assert grade(["x"], "y", edit_distance=2).outcome == "not_yet"
    assert grade(["no"], "so", edit_distance=1).outcome == "not_yet"


def test_a_known_slip_gets_its_own_words() -> None:
    said = grade(["slope"], "Intercept", feedback=[{"when": "intercept", "say": "That is b."}])
    assert (said.feedback, said.misconception) == ("That is b.", "intercept")


def test_a_very_long_text_is_not_compared() -> None:
    assert "shorter" in grade(["slope"], "s" * 1_000_000, edit_distance=2).feedback


def test_all_mistakes_of_an_author_are_told_at_once() -> None:
    errors = SHORT_TEXT.check_spec({"accepted": [""], "edit_distance": 3, "feedback": "x"})
    assert len(errors) == 3


def test_edit_distance_counts_swaps_as_one() -> None:
    assert edit_distance("ab", "ba", limit=2) == 1
    assert edit_distance("kitten", "sitting", limit=3) == 3
    assert edit_distance("same", "same", limit=0) == 0

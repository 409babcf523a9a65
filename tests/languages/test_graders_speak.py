"""What a grader says, Bo reads in Chinese; what an author wrote stays as the author wrote it."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from django.utils import translation

from scripts.words import compile_all
from tutor.content.grader_words import PATTERNS, in_ones_language
from tutor.content.specs import feedback_html
from tutor.domain.exercises import EXERCISE_TYPES, ExerciseType

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRITTEN = [
    "", "9", "-4", "4.5.", "1/0", "2x+", "(x", "x)", "3 4", "x!", "x^9999", "2/(4", "@", "x+x",
    "sqrt(", "2*3", "5 cm", "12 apples", "x" * 900, "(" * 200, "[0,", "1" * 400, "x²³", "\\foo{x}",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    compile_all()


def said(exercise: ExerciseType) -> set[str]:
    """What it says to answers of many kinds."""
    spec = exercise.sample()
    answers = [
        exercise.simulate(spec, is_right=is_right, rng=Random(seed))
        for is_right in (True, False)
        for seed in range(30)
    ]
    # The same forms with other text in each of their fields.
    shapes = [{**answers[0], key: text} for key in answers[0] for text in WRITTEN]
    return {exercise.grade(spec, one, rng=Random(1)).feedback for one in [*answers, *shapes]}


@pytest.mark.parametrize("exercise", EXERCISE_TYPES, ids=lambda one: one.name)
def test_every_sentence_of_a_grader_is_known(exercise: ExerciseType) -> None:
    of_author = json.dumps(exercise.sample(), ensure_ascii=False)
    with translation.override("zh-hans"):
        for sentence in said(exercise):
            own = [part for part in re.split(r"(?<=[.?]) ", sentence) if part in of_author]
            assert own or CHINESE.search(in_ones_language(sentence)), sentence


def test_every_pattern_is_said_whole_with_its_values() -> None:
    with translation.override("zh-hans"):
        assert in_ones_language("Gap 2: 3 of 4 fit. Test each one again.") == (
            "第 2 个空:4 个中有 3 个对。请逐一再检验一遍。"
        )
        assert in_ones_language("2 of 3 fit.") == "3 个中有 2 个对。"
        assert in_ones_language("Carry the balance to both sides.") == (
            "Carry the balance to both sides."
        )
    assert len(set(PATTERNS)) == len(PATTERNS)


def test_in_english_nothing_changes() -> None:
    with translation.override("en"):
        for sentence in ("Gap 2: Look at the sign again.", "Close. Part of it."):
            assert in_ones_language(sentence) == sentence


def test_feedback_is_rendered_in_ones_language() -> None:
    with translation.override("zh-hans"):
        assert feedback_html({}, "Look at the sign again.") == "再看看符号。"

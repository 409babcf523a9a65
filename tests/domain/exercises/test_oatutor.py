"""OATutor's steps and scaffolds become exercises whose own answers are right."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import exercise_type
from tutor.domain.exercises.oatutor import UnsupportedStepError, spec_from_step


def text_box(answer: str, *, title: str = "", kind: str = "arithmetic") -> dict[str, Any]:
    return {
        "problemType": "TextBox",
        "answerType": kind,
        "stepTitle": title,
        "stepBody": "",
        "stepAnswer": [answer],
    }


@pytest.mark.parametrize(
    ("answer", "exercise"),
    [
        ("$$-8$$", "numeric"),
        (r"$$\frac{-9}{7}$$", "numeric"),
        ("$$1.79$$", "numeric"),
        ("$1.79", "numeric"),
        (r"$$6p^3 \left(3p^3+4\right)$$", "algebraic"),
        ("$$x=5$$", "algebraic"),
        (r"$$9.6\times{10}^4$$", "algebraic"),
        ("m=4, m=-2", "algebraic"),
        ("615,195", "algebraic"),
        ("DNE", "algebraic"),
        ("(0,13), DNE", "algebraic"),
        ("x-3y=2 2x-5y=5", "algebraic"),
        ("y**(3/4-1/4", "algebraic"),
        ("$$2W$$ - $$4$$", "algebraic"),
        (r"$$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$$", "algebraic"),
        ("11a13c", "short_text"),
        ("Complex", "short_text"),
        ("TRUE", "short_text"),
        ("N", "short_text"),
        ("Uphill skiing speed = 5, Downhill skiing speed = 10", "short_text"),
    ],
)
def test_an_answer_finds_its_exercise_type_and_is_right_in_it(answer: str, exercise: str) -> None:
    name, spec = spec_from_step(text_box(answer))
    assert name == exercise
    assert exercise_type(name).check_spec(spec) == []
    grade = exercise_type(name).grade(spec, {"text": answer}, rng=Random(1))
    assert grade.outcome == "right"


def test_counts_of_two_things_are_not_multiplied() -> None:
    name, spec = spec_from_step(text_box("40a32c"))

    def outcome(text: str) -> str:
        return exercise_type(name).grade(spec, {"text": text}, rng=Random(1)).outcome

    assert outcome("40a, 32c") == outcome("32c40a") == outcome("40a + 32c") == "right"
    assert outcome("32a40c") == "not_yet"


@pytest.mark.parametrize(
    ("title", "answer", "given"),
    [
        ("$$2x+3x$$", "$$5x$$", "2x+3x"),
        ("Add $$25y^2+15y^2$$", "$$40y^2$$", "25y^2+15y^2"),
        (r"$$6\sqrt{a}-3\sqrt{b}$$", r"$$6\sqrt{a}-3\sqrt{b}$$", None),
        ("Is $$5$$ prime?", "$$x$$", None),
        ("$$x$$ and $$y$$", "$$x+y$$", None),
    ],
)
def test_the_question_itself_is_kept_as_given(title: str, answer: str, given: str | None) -> None:
    assert spec_from_step(text_box(answer, title=title))[1].get("given") == given


@pytest.mark.parametrize(
    ("instructions", "answer", "form"),
    [
        ("Factor completely", "$$(x+1)(x+2)$$", "factored"),
        ("In the following exercises, multiply.", "$$x^2-49$$", "expanded"),
        ("Simplify", "$$5x$$", "simplified"),
        ("Factor completely", "$$x^2-1$$", "simplified"),
        ("Simplify", r"$$\sqrt{200}$$", "any"),
        ("Solve", "$$x=5$$", "any"),
    ],
)
def test_the_instructions_tell_the_form(instructions: str, answer: str, form: str) -> None:
    assert spec_from_step(text_box(answer), instructions=instructions)[1]["form"] == form


def test_a_fraction_to_be_simplified_is_wanted_in_lowest_terms() -> None:
    step = text_box(r"$$\frac{2}{3}$$", title=r"Simplify $$\frac{12}{18}$$")
    spec = spec_from_step(step)[1]
    assert (spec["form"], spec["given"]) == ("lowest_terms", r"\frac{12}{18}")
    assert spec_from_step(text_box(r"$$\frac{2}{3}$$", title="Solve"))[1]["form"] == "any"


def test_choices_keep_their_order_and_lose_their_doubles() -> None:
    step = {
        "problemType": "MultipleChoice",
        "answerType": "string",
        "hintAnswer": ["$$2$$"],
        "choices": ["$$1$$", "$$2$$", "$$2$$", "$$3$$"],
    }
    name, spec = spec_from_step(step)
    assert name == "multiple_choice"
    assert [(c["text"], c["is_right"]) for c in spec["choices"]] == [
        ("$$1$$", False),
        ("$$2$$", True),
        ("$$3$$", False),
    ]
    assert exercise_type(name).check_spec(spec) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stepAnswer": []}, "no answer"),
        ({"problemType": "Essay"}, "'Essay'"),
        ({"problemType": "MultipleChoice", "choices": ["a", "b"]}, "not among its choices"),
        ({"problemType": "MultipleChoice", "choices": ["5", "5"]}, "fewer than two"),
    ],
)
def test_what_cannot_become_an_exercise_says_why(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnsupportedStepError, match=reason):
        spec_from_step({**text_box("5"), **change})

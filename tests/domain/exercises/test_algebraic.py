"""Bo's expressions, equations and lists: right, almost, not yet, and why."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

ALGEBRAIC = exercise_type("algebraic")


def grade(answer: str, text: str, **spec: Any) -> Grade:
    return ALGEBRAIC.grade({"answer": answer, **spec}, {"text": text}, rng=Random(1))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("2x+3", "3 + 2x"), ("2x+3", "3+2X"), ("x=5", "5"), ("x=5", "5 = x"), ("x=±3", "3, -3"),
        ("x=±3", "x=3 or x=-3"), ("(2,3)", "( 2 , 3 )"), ("y=2x+3", "y = 3+2x"),
        ("x>3", "3 < x"), ("x>3", "(3, ∞)"), ("no solution", "No solution"), ("5, 2", "2 and 5"),
        (r"\frac{3p\sqrt{102}}{17q^2}", "3p√102/(17q²)"), ("615, 195", "615,195"),
        ("2x+6", "6+2x."), ("2x+6", "y = 2x+6"), ("2x+6", "f(x) = 2x+6"), ("x=5", "x==5"),
        ("x=2, x=-3", "x=2 and x=-3"), ("x<3", "-∞<x<3"), ("4.67x", "4.67 x"),
        ("x-y=1, x+y=3", "x-y=1 x+y=3"), ("2.5", "2,5"), ("x^{3/4}", "x^(3/4"), ("30", "30 mph"),
        (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", "[1, 2; 3, 4]"), ("y=2x+3", "2x-y+3=0"),
    ],
)  # fmt: skip
def test_these_are_right(answer: str, text: str) -> None:
    assert grade(answer, text).outcome == "right"


@pytest.mark.parametrize(
    ("answer", "text", "form", "word"),
    [
        ("5x", "2x+3x", "simplified", "like terms"),
        ("2x+6", "2(x+3)", "expanded", "multiplied out"),
        ("(x+1)(x+2)", "x^2+3x+2", "factored", "product"),
        ("2(x+1)(x+2)", "(2x+2)(x+2)", "factored", "factored"),
        ("x/2", "2x/4", "simplified", "reduced"),
        ("2√3", "√12", "simplified", "root"),
        ("x=5", "2x=10", "any", "alone"),
        ("x=5", "x=4+1", "any", "work it out"),
        ("x=5", "4+1", "any", "work it out"),
        ("x<3", "2x<6", "any", "alone"),
        ("x=2, x=-3", "(2,-3)", "any", "point"),
        ("x=2, x=-1", "x=2", "any", "missing"),
        ("x=2", "x=2, x=7", "any", "Part of this is right"),
        ("(2,3)", "2, 3", "any", "parentheses"),
        ("y=2x+3", "2x+3", "any", "whole equation"),
        ("2<x≤5", "2<x<5", "any", "ends"),
        ("1/(2x)", "1/2x", "any", "brackets"),
    ],
)
def test_these_are_almost_there_and_say_what_is_left(
    answer: str, text: str, form: str, word: str
) -> None:
    said = grade(answer, text, form=form)
    assert said.outcome == "almost"
    assert word in said.feedback


@pytest.mark.parametrize(
    ("answer", "text", "word"),
    [
        ("2x+3", "2x-3", "Not yet"),
        ("2x+3", "-2x-3", "signs"),
        ("2x+3", "2x+3q", "The letter q"),
        ("x<3", "x is less than 3", "instead of words"),
        ("2x+3", "2x+", "missing at the end"),
        ("2x+3", "x/(1-1)", "divides by zero"),
        ("2x+3", "", "Write an answer"),
        ("$5", "€5", "unit"),
    ],
)
def test_these_are_not_yet_and_say_where_to_look(answer: str, text: str, word: str) -> None:
    said = grade(answer, text)
    assert said.outcome == "not_yet"
    assert word in said.feedback


def test_a_known_slip_gets_its_own_words_however_it_is_written() -> None:
    feedback = [{"when": "2x+3", "say": "The 2 multiplies both parts."}]
    said = grade("2x+6", "3+x*2", feedback=feedback)
    assert (said.outcome, said.feedback) == ("not_yet", "The 2 multiplies both parts.")
    assert said.misconception == "2x+3"


def test_repeating_the_question_is_no_answer() -> None:
    said = grade("5x", "3x+2x", given="2x+3x")
    assert (said.outcome, "repeats" in said.feedback) == ("not_yet", True)
    assert grade("x=5", "10=2x", given="2x=10").outcome == "not_yet"


def test_a_question_that_is_its_own_answer_may_be_repeated() -> None:
    assert grade("6√a-3√b", "6√a-3√b", given="6√a-3√b").outcome == "right"


def test_a_form_that_the_answer_itself_lacks_is_not_asked_of_bo() -> None:
    assert grade("2*3x", "6x", form="simplified").outcome == "right"
    assert grade("2*3x", "3*2x", form="simplified").outcome == "right"


def test_what_was_read_is_shown_back() -> None:
    assert grade("1/(2x)", "1/2x").normalised == "(1/2)*x"


def test_an_answer_that_only_an_engine_can_judge() -> None:
    spec = {"answer": "ln(-(a+b+c+d+e)^40)"}
    text = "ln(-(a+b+c+d+e)^38 (a+b+c+d+e)^2)"
    asked = ALGEBRAIC.grade(spec, {"text": text}, rng=Random(1), symbolic=lambda a, b: True)
    alone = ALGEBRAIC.grade(spec, {"text": text}, rng=Random(1))
    assert asked.outcome == "right"
    assert (alone.outcome, "simpler way" in alone.feedback) == ("not_yet", True)


def test_all_mistakes_of_an_author_are_told_at_once() -> None:
    spec = {"answer": "2x+", "form": "pretty", "given": "((", "variables": "x", "feedback": [1]}
    errors = " ".join(ALGEBRAIC.check_spec(spec))
    for word in ("answer is '2x+'", "'pretty'", "given is '(('", "variables is 'x'", "feedback 1"):
        assert word in errors


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        ({"answer": "2(x+3)", "form": "expanded"}, "not expanded itself"),
        ({"answer": "2x+y", "variables": ["x"]}, "letters y"),
        ({"answer": "2x+6", "feedback": [{"when": "2(x+3)", "say": "?"}]}, "which is the answer"),
        ({"answer": "2x+6", "feedback": [{"when": "2x+", "say": "?"}]}, "feedback 1: when"),
    ],
)
def test_a_spec_that_cannot_work_is_refused(spec: dict[str, Any], word: str) -> None:
    assert word in " ".join(ALGEBRAIC.check_spec(spec))

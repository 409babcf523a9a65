"""Equal is not always finished: which form complaints an expression gets."""

from __future__ import annotations

from random import Random

import pytest

from tutor.domain.algebra.forms import Form, form_complaints, meets_form
from tutor.domain.algebra.parser import parse


def complaints(text: str, form: Form) -> list[str]:
    return form_complaints(parse(text), form, rng=Random(1))


@pytest.mark.parametrize(
    "text",
    [
        "5x", "2x+3", "-x", "x^2-4", "3/4", "-9/7", "2(x+3)", "(x+2)(x+3)", "x/2", "(2x+1)/3",
        "x^2/y^2", "2√3", "3√5+2√2", "√(x+1)", "(1+√5)/2", "√2/2", "9.6*10^4", "x^{3/4}", "1/(2x)",
        "3p√102/(17q^2)", "|x|", "5-3i", "7x/(x-3)", "y=2x+3", "1 1/2", "4q+1-1/(3q)", "pi r^2",
        "2-√5", "a^3b^2", "root(x,3)", "x root(x,3)", "0.5x+1.2", "(x+1)/(x-1)", "1/(x-y)",
        "x/(x+1)+1/(x-2)",
    ],
)  # fmt: skip
def test_these_are_simplified(text: str) -> None:
    assert complaints(text, "simplified") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("3x+2x", "like terms"),
        ("2x+3-x", "like terms"),
        ("x+1+2", "numbers"),
        ("2*3x", "multiplied"),
        ("x*x", "one power"),
        ("x^2 x^3", "one power"),
        ("6/8", "reduced"),
        ("-6/8 x", "reduced"),
        ("6x/8", "reduced"),
        ("(2x+4)/2", "reduced"),
        ("x^2/x", "reduced"),
        ("(x^2-1)/(x-1)", "reduced"),
        ("(x^2+3x+2)/(x^2-1)", "reduced"),
        ("5/1", "denominator of 1"),
        ("1x", "0 or 1"),
        ("0x+2", "0 or 1"),
        ("√8", "root can be simplified"),
        ("√(x^3)", "root can be simplified"),
        ("√(8x)", "root can be simplified"),
        ("1/√2", "root stands in the denominator"),
        ("√(1/2)", "fraction under a root"),
        ("√2 √3", "multiplied into one"),
        ("2^3 x", "power of a number"),
        ("(x^2)^3", "power of a power"),
        ("(2x)^3", "each factor"),
        ("x^1", "exponent 0 or 1"),
        ("x^{1+2}", "exponent can be worked out"),
        ("--x", "minus"),
        ("1/(1/x)", "fraction inside"),
        ("2(x+1)+3x", "like terms"),
    ],
)
def test_these_can_be_simplified_and_it_is_said_how(text: str, word: str) -> None:
    assert any(word in complaint for complaint in complaints(text, "simplified")), complaints(
        text, "simplified"
    )


@pytest.mark.parametrize(
    ("text", "is_expanded"),
    [("x^2+3x+2", True), ("2x+6", True), ("(x+1)(x+2)", False), ("2(x+3)", False),
     ("(x+1)^2", False), ("x^2+x+2x+2", False), ("-(x+1)", True), ("7", True)],
)  # fmt: skip
def test_expanded_means_no_brackets_to_multiply_out(text: str, is_expanded: bool) -> None:
    assert meets_form(parse(text), "expanded", rng=Random(1)) is is_expanded


@pytest.mark.parametrize(
    ("text", "is_factored"),
    [
        ("(x+1)(x+2)", True),
        ("x^2+3x+2", False),
        ("2(x+3)", True),
        ("2x+6", False),
        ("(2x+6)(x-1)", False),
        ("(x^2-4)(x+1)", False),
        ("(x^2+4)(x+1)", True),
        ("x^2+4", True),
        ("x(x^2-1)", False),
        ("6p^3(3p^3+4)", True),
        ("(a-b)(a+b)", True),
        ("a^2-b^2", False),
        ("a^2+b^2", True),
        ("xy+x", False),
        ("(x-5)(h+3)", True),
        ("xh+3x-5h-15", False),
        ("x^4+4", False),
        ("(7b-8)^2", True),
        ("49b^2-112b+64", False),
        ("-3(x+1)", True),
        ("5", True),
        ("x^3-8", False),
        ("(x-2)(x^2+2x+4)", True),
        ("9x^2+30xy+25y^2", False),
    ],
)
def test_factored_means_no_factor_can_be_split(text: str, is_factored: bool) -> None:
    assert meets_form(parse(text), "factored", rng=Random(1)) is is_factored


def test_any_form_will_do_when_none_is_asked() -> None:
    assert complaints("2*3x+0", "any") == []

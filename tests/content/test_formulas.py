"""Formulas become MathML with words; nothing in them can act, and no two options sound alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tutor.content import maths, spoken
from tutor.content.maths import FormulaError, MathsToolsMissingError, formula
from tutor.content.specs import rendered_spec


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("2t", "2 T"),
        ("2^t", "2 to the T"),
        ("x^2+1", "X squared plus 1"),
        (r"\frac{1}{x+1}", "the fraction 1 over X plus 1, end fraction"),
        (r"4\left(x+3\right)", "4 open paren X plus 3 close paren"),
        (r"\left[3,\infty\right)", "open bracket 3 comma infinity close paren"),
        ("1,000", "1000"),
        (r"\frac{2}{3}x", "two thirds X"),
        (r"\frac{1}{8}", "one eighth"),
        ("f'(x)", "F prime of X"),
        ("12:5", "12 to 5"),
        (r"m\leq3", "M is less than or equal to 3"),
    ],
)
def test_a_formula_is_read_as_a_teacher_would(tex: str, words: str) -> None:
    assert formula(tex).usual_reading == words


def test_the_words_are_the_formulas_accessible_name() -> None:
    assert formula("2^t").markup().startswith('<math aria-label="2 to the T"')


def test_a_system_that_the_usual_rules_cannot_read_is_read_word_for_word() -> None:
    words = formula(r"\begin{cases}x+y=2\\x-y=0\end{cases}").usual_reading
    assert words == "open brace row 1: x plus y equals 2; row 2: x minus y equals 0"


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\url{javascript:alert(1)}",
        r"\class{evil}{x}",
        r"\style{background:url(//evil.example)}{x}",
        r"\id{x}{y}",
        r"\includegraphics{https://evil.example/x.png}",
        r"\data{a=b}{x}",
    ],
)
def test_commands_that_reach_outside_a_formula_are_refused(tex: str) -> None:
    with pytest.raises(FormulaError):
        formula(tex)


@pytest.mark.parametrize(
    "tex", [r"\text{<script>alert(1)</script>}", r"\text{<img src=x onerror=alert(1)>}", "a<b>c"]
)
def test_markup_inside_a_formula_stays_text(tex: str) -> None:
    markup = formula(tex).markup()
    assert "<script" not in markup
    assert "<img" not in markup
    assert "&lt;" in markup


def test_colours_leave_no_inline_style_which_the_policy_would_refuse() -> None:
    assert "style=" not in formula(r"\color{red}x").markup()


@pytest.mark.parametrize("tex", [r"\foo", "x^", r"\frac{1", "}", "x" * 3000, r"\def\a{\a\a}\a"])
def test_broken_tex_is_an_error_with_a_reason(tex: str) -> None:
    with pytest.raises(FormulaError) as caught:
        formula(tex)
    assert str(caught.value)


def test_a_missing_build_names_the_command_that_mends_it(
    settings: Settings, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path
    formula.cache_clear()
    maths._interpreter.cache_clear()
    with pytest.raises(MathsToolsMissingError, match="make setup"):
        formula("x")
    maths._interpreter.cache_clear()


@pytest.mark.parametrize(
    "options",
    [
        ("$2t$", "$2^t$"),
        ("$x$", "$X$"),
        ("$x^{2+1}$", "$x^2+1$"),
        (r"$\frac{1}{x+1}$", r"$\frac{1}{x}+1$"),
        (r"$\sqrt{x+1}$", r"$\sqrt{x}+1$"),
        ("$(x+1)^2$", "$x+1^2$", "$x+(1)^2$"),
        ("$-3$", "$3$", "$+3$"),
        ("$[1,2)$", "$(1,2]$", "$(1,2)$", "$[1,2]$"),
        (r"$xy$", r"$x\times y$", r"$x\cdot y$", "$x+y$"),
        ("$x_2$", "$x2$", "$2x$", "$x^2$"),
        ("$8x$, $3y$", "$8$, $x$, $3$, $y$", "$8x$, $3$, $y$"),
        ("(0.5, 3)", "[0.5, 3)", "(0.5, 3]"),
        ("$1.5$", "$15$", "$1,5$"),
        (r"$x<3$", r"$x\leq3$", r"$x>3$", r"$x\neq3$"),
        ("8 lb 13 oz", "8 lb. 13 oz"),
        (r"$\frac{s}{2}$", r"$\frac{2}{s}$", "$s/2$"),
    ],
)
def test_no_two_options_sound_the_same(options: tuple[str, ...]) -> None:
    choices = [
        {"id": str(n), "text": text, "is_right": n == 0, "feedback": ""}
        for n, text in enumerate(options)
    ]
    rendered = rendered_spec("multiple_choice", {"choices": choices, "shuffle": False}, figures={})
    heard = [choice["speech"] for choice in rendered.public_spec["choices"]]
    assert rendered.problems == ()
    assert not any(
        spoken.are_alike(one, other) for i, one in enumerate(heard) for other in heard[:i]
    )


def test_options_that_cannot_be_told_apart_by_ear_are_reported() -> None:
    choices = [
        {"id": "a", "text": "No", "is_right": True, "feedback": ""},
        {"id": "b", "text": "*No*", "is_right": False, "feedback": ""},
    ]
    rendered = rendered_spec("multiple_choice", {"choices": choices}, figures={})
    assert "sound the same" in rendered.problems[0]

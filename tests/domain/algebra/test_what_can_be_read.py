"""What a learner types and what a book prints come out as the same tree."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.printer import show, structure_key
from tutor.domain.algebra.tokens import Commas
from tutor.domain.algebra.tree import Collection, Number, Variable, variables


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2x+3", "2*x + 3"),
        ("2 × 3", "2*3"),
        ("8÷2", "8/2"),
        ("5−2", "5 - 2"),
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("2^3^2", "2^3^2"),
        ("1/2x", "(1/2)*x"),
        ("a/b/c", "a/b/c"),
        ("x²y³", "x^2*y^3"),
        ("x⁻¹", "x^(-1)"),
        ("√5x", "sqrt(5)*x"),
        ("sqrt 5", "sqrt(5)"),
        ("2√3", "2*sqrt(3)"),
        (r"\sqrt[3]{x+1}", "root(x + 1, 3)"),
        (r"\frac{1}{2x}", "1/(2*x)"),
        (r"\frac12", "1/2"),
        (r"\left(x+1\right)\cdot 2", "(x + 1)*2"),
        ("|x|y|z|", "abs(x)*y*abs(z)"),
        ("abs(x)", "abs(x)"),
        ("abs", "a*b*s"),
        ("1 1/2", "1 1/2"),
        ("2½", "2 1/2"),
        ("1.2e3", "1200"),
        ("3e", "3*e"),
        ("x = 2 or 3", "x = 2, 3"),
        ("{1, 2}", "{1, 2}"),
        ("(2, 3)", "(2, 3)"),
        ("[2, ∞)", "[2, ∞)"),
        ("2 < x ≤ 5", "2 < x ≤ 5"),
        ("x >= 2", "x ≥ 2"),
        ("x != 2", "x ≠ 2"),
        ("5 ± √2", "5 ±sqrt(2)"),
        ("x = +-3", "x = ±3"),
        ("3+-2", "3 - 2"),
        ("$1.79", "$1.79"),
        ("8.3%", "8.3%"),
        (r"45^\circ", "45°"),
        (r"90^{\circ}", "90°"),
        ("x_1 + x_{12}", "x_{1} + x_{12}"),
        (r"\text{no solution}", "no solution"),
        ("NO SOLUTION", "no solution"),
        (r"x=1 \text{ or } x=2", "x = 1, x = 2"),
        ("[1, 2; 3, 4]", "[1, 2; 3, 4]"),
        (r"\theta + 1", "theta + 1"),
        ("٣x", "3*x"),
        ("16{cd}^2", "16*(c*d^2)"),
        (r"{\left(-9d\right)}^2", "(-9*d)^2"),
        ("{10}^4", "10^4"),
        ("sin^2(x)", "sin(x)^2"),
        ("$$2W$$ - $$4$$", "2*W - 4"),
    ],
)
def test_it_is_read_like_this(text: str, shown: str) -> None:
    assert show(parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "There is nothing here yet.", 0),
        ("5 +", "Something is missing at the end.", 3),
        ("(x+1", "This bracket is opened but not closed: (", 0),
        ("x+1)", "This ) closes nothing.", 3),
        ("3 4", "Two numbers stand side by side here.", 2),
        ("x + * 2", "Before * a number or a letter is missing.", 4),
        ("x § 2", "The character '§' has no meaning here.", 2),
        (r"2\foo", r"\foo is not used here; write it another way.", 1),
        ("[1, 2, 3)", "An interval has two ends: [0, 1).", 0),
        ("5!", "Factorials are not used here.", 1),
        ("(1, 2}", "An interval has two ends: [0, 1).", 0),
        ("(x]", "( is closed by ].", 2),
        ("x^5000", "Exponents above 1000 are not read.", 1),
        ("root(x, 1)", "The index of a root is from 2 to 64.", 0),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, message: str, position: int) -> None:
    with pytest.raises(AlgebraError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.position) == (message, position)


def test_a_comma_between_digits_depends_on_the_place() -> None:
    assert isinstance(parse("1,234"), Collection)
    assert parse("1,234", commas=Commas(is_thousands=True)) == Number(Fraction(1234))
    decimal = parse("1,234", commas=Commas(is_decimal=True))
    assert isinstance(decimal, Number)
    assert decimal.value == Fraction("1.234")


def test_letters_side_by_side_are_factors_unless_they_make_a_word() -> None:
    assert variables(parse("xy")) == {"x", "y"}
    assert parse("pi") != parse("p i")
    assert variables(parse("for")) == {"f", "o", "r"}


def test_e_and_i_are_letters_like_any_other() -> None:
    assert parse("e") == Variable("e")


def test_the_key_forgets_order_and_style_but_nothing_else() -> None:
    assert structure_key(parse("2x+1.0")) == structure_key(parse("1+x*2"))
    assert structure_key(parse("x+x")) != structure_key(parse("2x"))
    assert structure_key(parse("x=2")) == structure_key(parse("2=x"))
    assert structure_key(parse("(1,2)")) != structure_key(parse("(2,1)"))

"""The exact normal form of an expression: one polynomial over another.

Besides the form itself there is `UndefinedError` (division by zero), `LimitError` (too large to be
exact, sampling must decide) and a form with a remark:

* `is_canonical` false: it holds pieces that may be equal in ways this algebra does not know
  (sin x, 2^x, nested roots), so "different" proves nothing;
* `assumes_positive` true: a letter was taken out of a root as if it were positive, so even "equal"
  needs to be seen at negative points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tutor.domain.algebra.errors import LimitError, UndefinedError
from tutor.domain.algebra.limits import (
    MAX_BITS,
    MAX_EXPANDED_EXPONENT,
    MAX_WORK,
)
from tutor.domain.algebra.numbers import bits, content, root_of_number
from tutor.domain.algebra.polynomial import (
    ONE,
    ZERO,
    Generator,
    Monomial,
    Polynomial,
    number,
    power_of,
)
from tutor.domain.algebra.tree import (
    Absolute,
    Add,
    Call,
    Constant,
    Divide,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
    Quantity,
    Root,
    Variable,
)


@dataclass(frozen=True, slots=True)
class Normal:
    """numerator / denominator, with the two remarks of the module's docstring."""

    numerator: Polynomial
    denominator: Polynomial
    is_canonical: bool
    assumes_positive: bool

    def constant(self) -> Fraction | None:
        """The value of a rational number."""
        top, bottom = self.numerator.constant(), self.denominator.constant()
        return None if top is None or not bottom else top / bottom


def normal_form(node: Node) -> Normal:
    """The normal form of an expression (no relation, list or ±).

    Raises:
        UndefinedError: it divides by zero.
        LimitError: it cannot be exact within bounds.
    """
    result = _normal_or_error(node)
    if isinstance(result, Normal):
        return result
    raise type(result)(*result.args)  # a fresh one: a raised error collects tracebacks


@lru_cache(maxsize=512)
def _normal_or_error(node: Node) -> Normal | LimitError | UndefinedError:
    """One grade asks for the same form several times, and a failure costs as much as a success."""
    work = _Normaliser()
    try:
        ratio = work.ratio(node)
    except (LimitError, UndefinedError) as error:
        return error
    return Normal(ratio.top, ratio.bottom, work.is_canonical, work.assumes_positive)


@dataclass(frozen=True, slots=True)
class _Ratio:
    top: Polynomial
    bottom: Polynomial = ONE


class _Normaliser:
    def __init__(self) -> None:
        self.work = 0
        self.is_canonical = True
        self.assumes_positive = False

    def ratio(self, node: Node) -> _Ratio:
        match node:
            case Number(value):
                return _Ratio(number(value))
            case Variable(name):
                return _Ratio(power_of(Generator(name), Fraction(1)))
            case Constant("pi"):
                return _Ratio(power_of(Generator("π"), Fraction(1)))
            case Negate(argument):
                inside = self.ratio(argument)
                return _Ratio(-inside.top, inside.bottom)
            case Add(terms):
                return self.sum([self.ratio(term) for term in terms])
            case Multiply(factors):
                return self.product([self.ratio(factor) for factor in factors])
            case Divide(numerator, denominator):
                return self.quotient(self.ratio(numerator), self.ratio(denominator))
            case Power(base, exponent):
                return self.power(base, exponent)
            case Root(radicand, index):
                return self.rational_power(self.ratio(radicand), Fraction(1, index))
            case Absolute(argument):
                return self.absolute(self.ratio(argument))
            case Quantity(value, unit):
                scale = Fraction(1, 100) if unit == "%" else Fraction(1)
                inside = self.ratio(value)
                return _Ratio(inside.top.scaled(scale), inside.bottom)
            case Call(function, argument):
                return self.closed(f"{function}({self.key(self.ratio(argument))})")
            case _:
                raise LimitError("this has no single value")

    # Four operations.

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        self.work += len(left.terms) * len(right.terms)
        if self.work > MAX_WORK:
            raise LimitError("too much to multiply out")
        return left * right

    def sum(self, ratios: list[_Ratio]) -> _Ratio:
        total = _Ratio(ZERO)
        for ratio in ratios:
            if total.bottom == ratio.bottom:
                total = _Ratio(total.top + ratio.top, total.bottom)
            else:
                top = self.times(total.top, ratio.bottom) + self.times(ratio.top, total.bottom)
                total = _Ratio(top, self.times(total.bottom, ratio.bottom))
        return total

    def product(self, ratios: list[_Ratio]) -> _Ratio:
        top, bottom = ONE, ONE
        for ratio in ratios:
            top, bottom = self.times(top, ratio.top), self.times(bottom, ratio.bottom)
        return _Ratio(top, bottom)

    def quotient(self, left: _Ratio, right: _Ratio) -> _Ratio:
        return self.product([left, self.inverse(right)])

    def inverse(self, ratio: _Ratio) -> _Ratio:
        if not ratio.top:
            raise UndefinedError
        if len(ratio.top.terms) == 1:
            monomial, coefficient = ratio.top.terms[0]
            if all(not generator.period for generator, _ in monomial):
                opposite = tuple((generator, -exponent) for generator, exponent in monomial)
                single = Polynomial(((opposite, 1 / coefficient),))
                return _Ratio(self.times(ratio.bottom, self.times(ONE, single)))
        return _Ratio(ratio.bottom, ratio.top)

    # Powers and roots.

    def power(self, base: Node, exponent: Node) -> _Ratio:
        up = self.ratio(exponent)
        exact = up.top.constant()
        if exact is None or up.bottom != ONE:
            name = f"({self.key(self.ratio(base))})^({self.key(up)})"
            return self.closed(name)
        return self.rational_power(self.ratio(base), exact)

    def rational_power(self, base: _Ratio, exponent: Fraction) -> _Ratio:
        if exponent == 0:
            if not base.top:
                raise UndefinedError
            return _Ratio(ONE)
        if exponent < 0:
            return self.inverse(self.rational_power(base, -exponent))
        if exponent.denominator == 1:
            return self.whole_power(base, exponent.numerator)
        top = self.root(base.top, exponent)
        return self.quotient(top, self.root(base.bottom, exponent))

    def whole_power(self, base: _Ratio, exponent: int) -> _Ratio:
        size = max(len(base.top.terms), len(base.bottom.terms))
        if size > 1 and exponent > MAX_EXPANDED_EXPONENT:
            raise LimitError("this power is too large to multiply out")
        for polynomial in (base.top, base.bottom):
            size = max((bits(value) for _, value in polynomial.terms), default=0)
            if size > 1 and size * exponent > MAX_BITS:
                raise LimitError("too many digits")
        result = _Ratio(ONE)
        while exponent:
            if exponent & 1:
                result = self.product([result, base])
            exponent >>= 1
            if exponent:
                base = self.product([base, base])
        return result

    def root(self, polynomial: Polynomial, exponent: Fraction) -> _Ratio:
        """polynomial^exponent for a positive exponent that is not whole."""
        if not polynomial:
            return _Ratio(ZERO)
        if len(polynomial.terms) > 1:
            return self.root_of_sum(polynomial, exponent)
        monomial, coefficient = polynomial.terms[0]
        sign = 1
        if coefficient < 0:
            if exponent.denominator % 2 == 0:
                return self.closed(f"({polynomial.key()})^({exponent})")
            sign = -1 if exponent.numerator % 2 else 1
        outside = root_of_number(abs(coefficient), exponent).scaled(Fraction(sign))
        return _Ratio(self.times(outside, self.root_of_monomial(monomial, exponent)))

    def root_of_monomial(self, monomial: Monomial, exponent: Fraction) -> Polynomial:
        result = ONE
        for generator, old in monomial:
            if not generator.prime and generator.name != "π":
                self.assumes_positive = True
            if generator.period:
                self.is_canonical = False
            result = self.times(result, power_of(generator, old * exponent))
        return result

    def root_of_sum(self, polynomial: Polynomial, exponent: Fraction) -> _Ratio:
        shared = content(polynomial)
        inner = polynomial.scaled(1 / shared)
        self.is_canonical = False
        index = exponent.denominator
        closed = Generator(f"({inner.key()})^(1/{index})", period=index, value=inner)
        outside = root_of_number(shared, exponent)
        return _Ratio(self.times(outside, power_of(closed, Fraction(exponent.numerator))))

    # Closed pieces.

    def absolute(self, ratio: _Ratio) -> _Ratio:
        return self.quotient(self.absolute_value(ratio.top), self.absolute_value(ratio.bottom))

    def absolute_value(self, polynomial: Polynomial) -> _Ratio:
        if not polynomial:
            return _Ratio(ZERO)
        if len(polynomial.terms) > 1:
            inner = polynomial.scaled(1 / content(polynomial))
            if min(inner.key(), (-inner).key()) != inner.key():
                inner = -inner
            self.is_canonical = False
            closed = Generator(f"|{inner.key()}|", period=2, value=inner * inner)
            outside = number(content(polynomial))
            return _Ratio(self.times(outside, power_of(closed, Fraction(1))))
        monomial, coefficient = polynomial.terms[0]
        result = number(abs(coefficient))
        for generator, exponent in monomial:
            result = self.times(result, self.absolute_power(generator, exponent))
        return _Ratio(result)

    def absolute_power(self, generator: Generator, exponent: Fraction) -> Polynomial:
        if generator.prime or generator.name == "π" or exponent % 2 == 0:
            return power_of(generator, exponent)
        self.is_canonical = False
        square = power_of(generator, Fraction(2))
        closed = Generator(f"|{generator.name}|", period=2, value=square)
        whole = exponent.numerator // exponent.denominator
        even = Fraction(whole - whole % 2)
        rest = power_of(closed, Fraction(1)) if exponent - even == 1 else None
        if rest is None:
            return power_of(generator, exponent)
        return self.times(power_of(generator, even), rest)

    def closed(self, name: str) -> _Ratio:
        self.is_canonical = False
        return _Ratio(power_of(Generator(name), Fraction(1)))

    @staticmethod
    def key(ratio: _Ratio) -> str:
        text = f"{ratio.top.key()} / {ratio.bottom.key()}"
        if len(text) > 2_000:
            raise LimitError("this is too long inside a function")
        return text

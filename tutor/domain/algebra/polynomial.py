"""Exact sums of products over the rationals.

A monomial is a product of generators with rational exponents. Generators are letters, prime numbers
(under a root: √12 is 2·3^(1/2)), π, and closed pieces such as √(x+1) or |x| whose `period`-th power
is a polynomial again. Monomials of primes with exponents in [0, 1) are linearly independent over
the rationals (A. S. Besicovitch, "On the linear independence of fractional powers of integers",
1940), so for polynomials without closed pieces "equal" is exactly "same dictionary".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tutor.domain.algebra.errors import LimitError
from tutor.domain.algebra.limits import MAX_BITS, MAX_EXPANDED_EXPONENT, MAX_TERMS


@dataclass(frozen=True, slots=True)
class Generator:
    """An indivisible factor. `period` > 0: generator^period = `value`."""

    name: str
    prime: int = 0
    period: int = 0
    value: Polynomial | None = field(default=None, compare=False, repr=False)


Monomial = tuple[tuple[Generator, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of coefficient · monomial; no coefficient is zero."""

    terms: tuple[tuple[Monomial, Fraction], ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Polynomial) -> Polynomial:
        sums = dict(self.terms)
        for monomial, coefficient in other.terms:
            sums[monomial] = sums.get(monomial, Fraction(0)) + coefficient
        return _collect(sums)

    def __neg__(self) -> Polynomial:
        return self.scaled(Fraction(-1))

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + (-other)

    def scaled(self, factor: Fraction) -> Polynomial:
        """Every coefficient times a number that is not zero."""
        return Polynomial(tuple((monomial, value * factor) for monomial, value in self.terms))

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > MAX_TERMS * MAX_TERMS // 4:
            raise LimitError("too many terms to multiply out")
        total = ZERO
        plain: dict[Monomial, Fraction] = {}
        for left, first in self.terms:
            for right, second in other.terms:
                monomial, factor, rest = _times(left, right)
                coefficient = first * second * factor
                if rest is None:
                    plain[monomial] = plain.get(monomial, Fraction(0)) + coefficient
                else:
                    total += Polynomial(((monomial, coefficient),)) * rest
        return total + _collect(plain)

    def __pow__(self, exponent: int) -> Polynomial:
        if exponent < 0:
            raise LimitError("a negative power is no polynomial")
        if len(self.terms) > 1 and exponent > MAX_EXPANDED_EXPONENT:
            raise LimitError("this power is too large to multiply out")
        result, base = ONE, self
        while exponent:
            if exponent & 1:
                result = result * base
            exponent >>= 1
            if exponent:
                base = base * base
        return result

    def constant(self) -> Fraction | None:
        """Its value when it is a rational number."""
        if not self.terms:
            return Fraction(0)
        if len(self.terms) == 1 and not self.terms[0][0]:
            return self.terms[0][1]
        return None

    def generators(self) -> Iterator[Generator]:
        for monomial, _ in self.terms:
            for generator, _ in monomial:
                yield generator

    def key(self) -> str:
        """The same text for the same polynomial."""
        return " + ".join(
            sorted(
                f"{coefficient}" + "".join(f"·{g.name}^{e}" for g, e in monomial)
                for monomial, coefficient in self.terms
            )
        )


ZERO = Polynomial(())
ONE = Polynomial((((), Fraction(1)),))


def number(value: Fraction) -> Polynomial:
    """A constant polynomial."""
    return Polynomial((((), value),)) if value else ZERO


def power_of(generator: Generator, exponent: Fraction) -> Polynomial:
    """generator^exponent, reduced where the generator has a value for its period."""
    return Polynomial((((), Fraction(1)),)) * _single(generator, exponent)


def _single(generator: Generator, exponent: Fraction) -> Polynomial:
    return Polynomial(((((generator, exponent),) if exponent else (), Fraction(1)),))


def _collect(sums: dict[Monomial, Fraction]) -> Polynomial:
    kept = {monomial: value for monomial, value in sums.items() if value}
    if len(kept) > MAX_TERMS:
        raise LimitError("too many terms")
    for value in kept.values():
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
            raise LimitError("too many digits")
    return Polynomial(tuple(kept.items()))


def _times(left: Monomial, right: Monomial) -> tuple[Monomial, Fraction, Polynomial | None]:
    """The product as monomial · factor · rest; rest is None when nothing had to be opened."""
    exponents = dict(left)
    for generator, exponent in right:
        exponents[generator] = exponents.get(generator, Fraction(0)) + exponent
    factor, rest = Fraction(1), None
    kept: list[tuple[Generator, Fraction]] = []
    for generator, exponent in exponents.items():
        remaining = exponent
        if generator.prime:
            whole = exponent.numerator // exponent.denominator
            if whole:
                remaining -= whole
                if abs(whole) * generator.prime.bit_length() > MAX_BITS:
                    raise LimitError("too many digits")
                factor *= Fraction(generator.prime) ** whole
        elif generator.period and generator.value is not None:
            whole = int(exponent // generator.period)
            if whole > 0:
                remaining -= whole * generator.period
                opened = generator.value**whole
                rest = opened if rest is None else rest * opened
        if remaining:
            kept.append((generator, remaining))
    return tuple(sorted(kept, key=lambda pair: pair[0].name)), factor, rest

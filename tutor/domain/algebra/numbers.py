"""Whole-number work for exact forms: sizes, shared factors, primes, roots of rationals."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from tutor.domain.algebra.errors import LimitError
from tutor.domain.algebra.limits import MAX_RADICAND
from tutor.domain.algebra.polynomial import ONE, Generator, Polynomial, power_of


def bits(value: Fraction) -> int:
    return max(abs(value.numerator).bit_length(), value.denominator.bit_length())


def content(polynomial: Polynomial) -> Fraction:
    """The positive rational that all coefficients share, the first made ±1 when they share none."""
    values = [abs(value) for _, value in polynomial.terms]
    top = values[0].numerator
    bottom = values[0].denominator
    for value in values[1:]:
        shared = Fraction(top, bottom)
        top, bottom = _fraction_gcd(shared, value)
    return Fraction(top, bottom)


def _fraction_gcd(left: Fraction, right: Fraction) -> tuple[int, int]:
    return gcd(left.numerator, right.numerator), lcm(left.denominator, right.denominator)


def root_of_number(value: Fraction, exponent: Fraction) -> Polynomial:
    """value^exponent for a positive rational, as a product of primes under roots."""
    result = ONE
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, count in prime_factors(part).items():
            generator = Generator(f"#{prime}", prime=prime)
            result = result * power_of(generator, exponent * count * sign)
    return result


def prime_factors(value: int) -> dict[int, int]:
    """Prime -> exponent of a positive whole number.

    Raises:
        LimitError: above `MAX_RADICAND`, where trial division would take too long.
    """
    if value > MAX_RADICAND:
        raise LimitError("too large to factor")
    found: dict[int, int] = {}
    divisor = 2
    while divisor * divisor <= value:
        while value % divisor == 0:
            found[divisor] = found.get(divisor, 0) + 1
            value //= divisor
        divisor += 1 if divisor == 2 else 2
    if value > 1:
        found[value] = found.get(value, 0) + 1
    return found

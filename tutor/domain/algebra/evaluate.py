"""Numbers for letters: one value of an expression with a bound on its rounding error."""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

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

_EPSILON = 2.0**-52
_LARGEST = 1e120  # beyond this, products overflow and differences say nothing


class RejectedError(Exception):
    """This point is of no use: outside the domain, too large, or too inexact."""


@dataclass(frozen=True, slots=True)
class Approximate:
    """A value and a bound on its absolute error."""

    value: complex
    error: float


def evaluate(node: Node, point: Mapping[str, Fraction], *, is_complex: bool = False) -> Approximate:
    """The value at a point.

    Over the reals, even roots of negative numbers are rejected and odd ones are real; with
    `is_complex` every root is the principal one.

    Raises:
        RejectedError: when there is no value, or none that could be compared.
    """
    try:
        result = _evaluate(node, point, is_complex)
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        raise RejectedError from error
    if not cmath.isfinite(result.value) or abs(result.value) > _LARGEST:
        raise RejectedError
    return result


def _evaluate(node: Node, point: Mapping[str, Fraction], is_complex: bool) -> Approximate:
    def inner(part: Node) -> Approximate:
        return _evaluate(part, point, is_complex)

    match node:
        case Number(value):
            return _exact(float(value))
        case Constant("pi"):
            return _exact(math.pi)
        case Variable(name):
            return _exact(float(point[name]))
        case Negate(argument):
            inside = inner(argument)
            return Approximate(-inside.value, inside.error)
        case Add(terms):
            return _sum([inner(term) for term in terms])
        case Multiply(factors):
            return _product([inner(factor) for factor in factors])
        case Divide(numerator, denominator):
            return _product([inner(numerator), _inverse(inner(denominator))])
        case Power(base, exponent):
            return _power(inner(base), inner(exponent), exponent, is_complex)
        case Root(radicand, index):
            return _rational_power(inner(radicand), Fraction(1, index), is_complex)
        case Absolute(argument):
            inside = inner(argument)
            return Approximate(abs(inside.value), inside.error)
        case Quantity(argument, unit):
            return _product([inner(argument), _exact(0.01 if unit == "%" else 1.0)])
        case Call(function, argument):
            return _call(function, inner(argument))
        case _:
            raise RejectedError


def _exact(value: float) -> Approximate:
    return Approximate(value, abs(value) * _EPSILON)


def _sum(parts: list[Approximate]) -> Approximate:
    total = sum((part.value for part in parts), start=0j)
    size = sum(abs(part.value) for part in parts)
    return Approximate(total, sum(part.error for part in parts) + size * _EPSILON * len(parts))


def _product(parts: list[Approximate]) -> Approximate:
    value, error = 1 + 0j, 0.0
    for part in parts:
        error = abs(value) * part.error + abs(part.value) * error + error * part.error
        value *= part.value
        error += abs(value) * _EPSILON * 2
        if abs(value) > _LARGEST:
            raise RejectedError
    return Approximate(value, error)


def _inverse(part: Approximate) -> Approximate:
    size = abs(part.value)
    if size <= 1e4 * part.error or size < 1e-100:
        raise RejectedError
    return Approximate(1 / part.value, part.error / size**2 + _EPSILON / size)


def _power(
    base: Approximate, exponent: Approximate, written: Node, is_complex: bool
) -> Approximate:
    up = exponent.value.real
    if exponent.value.imag or abs(up) > 1e4:
        raise RejectedError
    exact = _written_exponent(written)
    if exact is not None:
        return _rational_power(base, exact, is_complex)
    nearest = round(up)
    if abs(up - nearest) <= 1e-12:
        return _rational_power(base, Fraction(nearest), is_complex)
    if base.value.real <= 1e3 * base.error and not is_complex:
        raise RejectedError
    value = base.value**up
    slope = abs(up) * base.error / abs(base.value) + abs(cmath.log(base.value)) * exponent.error
    return Approximate(value, abs(value) * (slope + 8 * _EPSILON))


def _written_exponent(node: Node) -> Fraction | None:
    """The exponent as a fraction, when it is a number or a quotient of two."""
    match node:
        case Number(value):
            return value
        case Negate(argument):
            inside = _written_exponent(argument)
            return None if inside is None else -inside
        case Divide(numerator, denominator):
            top, bottom = _written_exponent(numerator), _written_exponent(denominator)
            return None if top is None or not bottom else top / bottom
        case _:
            return None


def _rational_power(base: Approximate, exponent: Fraction, is_complex: bool) -> Approximate:
    if exponent < 0:
        return _inverse(_rational_power(base, -exponent, is_complex))
    size = abs(base.value)
    if exponent.denominator == 1:
        if exponent and size > 1 and exponent * math.log(size) > math.log(_LARGEST):
            raise RejectedError
        value = base.value ** int(exponent)
    elif is_complex:
        value = base.value ** float(exponent)
    else:
        value = _real_root(base, exponent)
    if size <= base.error:
        return Approximate(value, max(base.error, _EPSILON) ** min(float(exponent), 1.0))
    slope = float(exponent) * base.error / size
    return Approximate(value, abs(value) * (slope + 8 * _EPSILON))


def _real_root(base: Approximate, exponent: Fraction) -> complex:
    real = base.value.real
    if real < -base.error and exponent.denominator % 2 == 0:
        raise RejectedError
    if real < 0:
        sign = -1 if exponent.denominator % 2 and exponent.numerator % 2 else 1
        return complex(sign * (-real) ** float(exponent)) if exponent.denominator % 2 else 0j
    return complex(real ** float(exponent))


def _call(function: str, inside: Approximate) -> Approximate:
    real = inside.value.real
    if function in ("ln", "log"):
        if real <= 1e3 * inside.error:
            raise RejectedError
        value = math.log(real) if function == "ln" else math.log10(real)
        return Approximate(value, inside.error / real + abs(value) * 4 * _EPSILON + _EPSILON)
    if abs(real) > 1e4:
        raise RejectedError
    value = {"sin": math.sin, "cos": math.cos, "tan": math.tan, "exp": math.exp}[function](real)
    slope = {"sin": 1.0, "cos": 1.0, "tan": 1 + value**2, "exp": abs(value)}[function]
    return Approximate(value, slope * inside.error + abs(value) * 8 * _EPSILON + _EPSILON)

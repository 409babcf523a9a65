"""Numbers written out: 3, -0.75, 3/4, 1 1/2, 8.3%, $1.79 — but not 1 + 2."""

from __future__ import annotations

from fractions import Fraction

from tutor.domain.algebra.limits import MAX_SCIENTIFIC_EXPONENT
from tutor.domain.algebra.tree import Divide, Multiply, Negate, Node, Number, Power, Quantity


def literal_number(node: Node) -> Fraction | None:
    """The value of a finished number; None for anything that still has to be worked out."""
    match node:
        case Number(value):
            return value
        case Negate(argument):
            value_inside = literal_number(argument)
            return None if value_inside is None else -value_inside
        case Divide(numerator, denominator):
            return _fraction(numerator, denominator)
        case Quantity(argument, unit):
            value_inside = literal_number(argument)
            scale = 100 if unit == "%" else 1
            return None if value_inside is None else value_inside / scale
        case _:
            return None


def _fraction(numerator: Node, denominator: Node) -> Fraction | None:
    top, bottom = _whole(numerator), _whole(denominator)
    if top is None or not bottom:
        return None
    return Fraction(top, bottom)


def _whole(node: Node) -> int | None:
    if isinstance(node, Negate):
        inside = _whole(node.argument)
        return None if inside is None else -inside
    is_whole = isinstance(node, Number) and node.style == "integer"
    return int(node.value) if is_whole and isinstance(node, Number) else None


def is_lowest_terms(node: Node) -> bool:
    """Is a finished number free of fractions that can be reduced?"""
    match node:
        case Negate(argument) | Quantity(argument):
            return is_lowest_terms(argument)
        case Divide(numerator, denominator):
            top, bottom = _whole(numerator), _whole(denominator)
            if top is None or not bottom:
                return True
            return bottom not in (1, -1) and Fraction(top, bottom).denominator == abs(bottom)
        case _:
            return True


def scientific_value(node: Node) -> Fraction | None:
    """The value of a · 10^n with a finished number a, else None."""
    match node:
        case Multiply((Power(Number(base), exponent), mantissa)) if base == 10:
            return _scaled(mantissa, exponent)
        case Multiply((mantissa, Power(Number(base), exponent))) if base == 10:
            return _scaled(mantissa, exponent)
        case _:
            return None


def _scaled(mantissa: Node, exponent: Node) -> Fraction | None:
    front, power = literal_number(mantissa), _whole(exponent)
    if front is None or power is None or abs(power) > MAX_SCIENTIFIC_EXPONENT:
        return None
    return front * Fraction(10) ** power


def decimal_places(node: Node) -> int | None:
    """Digits after the point of a number written as a decimal, else None."""
    match node:
        case Negate(argument) | Quantity(argument):
            return decimal_places(argument)
        case Number(style="decimal", places=places):
            return places
        case _:
            return None

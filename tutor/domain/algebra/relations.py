"""Equations up to a factor and a swap of sides, inequalities up to a positive factor."""

from __future__ import annotations

from fractions import Fraction

from tutor.domain.algebra.errors import LimitError, UndefinedError
from tutor.domain.algebra.normal import Normal, normal_form
from tutor.domain.algebra.polynomial import Generator, Polynomial
from tutor.domain.algebra.printer import structure_key
from tutor.domain.algebra.sampling import defined_pairs
from tutor.domain.algebra.tree import Add, Negate, Node, Relation, RelationSign, variables
from tutor.domain.algebra.values import Decision, ValueComparison

_TURNED: dict[RelationSign, RelationSign] = {">": "<", "≥": "≤"}


class RelationComparison:
    """Compares two relations with one sign each."""

    def __init__(self, values: ValueComparison) -> None:
        self.values = values

    def compare(self, given: Relation, expected: Relation) -> Decision:
        """The verdict and the method that gave it."""
        if structure_key(given) == structure_key(expected):
            return "equal", "identical"
        sign, first = _difference(given)
        other, second = _difference(expected)
        if sign != other:
            return "unequal", "shape"
        is_signed = sign in "<≤"
        try:
            return self.exactly(normal_form(first), normal_form(second), is_signed=is_signed)
        except UndefinedError:
            return "undefined", "exact"
        except (LimitError, _OpenError):
            return self.sampled(first, second, is_signed=is_signed)

    def exactly(self, first: Normal, second: Normal, *, is_signed: bool) -> Decision:
        if not first.numerator or not second.numerator:
            is_both = not first.numerator and not second.numerator
            return ("equal" if is_both else "unequal"), "exact"
        crosswise = _factor(
            first.numerator * second.denominator, second.numerator * first.denominator
        )
        cleared = None if is_signed else _factor(_cleared(first), _cleared(second))
        factor = crosswise if crosswise is not None else cleared
        if factor is not None and not (is_signed and factor < 0):
            return "equal", "exact"
        numbers = [*first.numerator.generators(), *second.numerator.generators()]
        has_roots = any(generator.prime or generator.name == "π" for generator in numbers)
        is_proof = first.is_canonical and second.is_canonical
        if factor is None and (has_roots or not is_proof):
            raise _OpenError
        return "unequal", "exact"

    def sampled(self, first: Node, second: Node, *, is_signed: bool) -> Decision:
        """Is one difference a fixed multiple of the other?"""
        pairs = list(defined_pairs(first, second, rng=self.values.rng))
        if len(pairs) < (4 if variables(first) | variables(second) else 1):
            return "undecided", "none"
        ratios = []
        for pair in pairs:
            if abs(pair.second.value) <= 1e4 * pair.second.error:
                continue
            ratios.append(pair.first.value / pair.second.value)
        if len(ratios) < 3 or abs(ratios[0]) < 1e-9:
            return ("undecided", "none") if len(ratios) < 3 else ("unequal", "sampled")
        spread = max(abs(ratio / ratios[0] - 1) for ratio in ratios)
        if is_signed and ratios[0].real < 0:
            return "unequal", "sampled"
        if spread < 1e-9:
            return "equal", "sampled"
        return ("unequal", "sampled") if spread > 1e-6 else ("undecided", "none")


class _OpenError(Exception):
    """Normal forms do not settle this."""


def _difference(relation: Relation) -> tuple[RelationSign, Node]:
    """(sign, left minus right) with > and ≥ turned round."""
    left, right = relation.sides
    sign = relation.signs[0]
    if sign in _TURNED:
        return _TURNED[sign], Add((right, Negate(left)))
    return sign, Add((left, Negate(right)))


def _factor(first: Polynomial, second: Polynomial) -> Fraction | None:
    """The rational c with first = c · second."""
    other = dict(second.terms)
    if len(first.terms) != len(other):
        return None
    factor: Fraction | None = None
    for monomial, value in first.terms:
        if monomial not in other:
            return None
        ratio = value / other[monomial]
        if factor is not None and ratio != factor:
            return None
        factor = ratio
    return factor


def _cleared(normal: Normal) -> Polynomial:
    """The numerator times what its letters are divided by: 11/30 - 1/t becomes 11/30·t - 1."""
    lowest: dict[Generator, Fraction] = {}
    for monomial, _ in normal.numerator.terms:
        for generator, exponent in monomial:
            lowest[generator] = min(lowest.get(generator, Fraction(0)), exponent)
    shift = tuple(
        (generator, -exponent)
        for generator, exponent in sorted(lowest.items(), key=lambda pair: pair[0].name)
        if exponent < 0
    )
    return normal.numerator * Polynomial(((shift, Fraction(1)),)) if shift else normal.numerator

"""Comparing two expressions at seeded random points.

Two different school expressions agree at a random point about never, so the risk is not chance but
rounding and domains; hence error bounds on every value, and points of both signs and several sizes.
A difference between the bounds ("perhaps rounding") decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Literal

from tutor.domain.algebra.evaluate import Approximate, RejectedError, evaluate
from tutor.domain.algebra.tree import Node, variables

SampleResult = Literal["same", "different", "unsure"]
Point = dict[str, Fraction]

_TRIES = 48
_ENOUGH = 10  # points where both are defined
_AT_LEAST = 4
_RANGES = ((1, 5), (-5, -1), (-3, 3), (6, 40), (0, 1), (-40, 40))


@dataclass(frozen=True, slots=True)
class Pair:
    """Both values at one point."""

    point: Point
    first: Approximate
    second: Approximate

    def comparison(self) -> SampleResult:
        """Are they the same within rounding, clearly different, or too close to call?"""
        bound = 4 * (self.first.error + self.second.error) + 1e-300
        gap = abs(self.first.value - self.second.value)
        if gap <= bound:
            largest = max(abs(self.first.value), abs(self.second.value))
            return "same" if bound <= 1e-6 * largest or largest <= 1e-9 else "unsure"
        return "different" if gap > 100 * bound else "unsure"


def sample(first: Node, second: Node, *, rng: Random) -> SampleResult:
    """Are two expressions the same wherever both have a value?"""
    for is_complex in (False, True):
        pairs = list(defined_pairs(first, second, rng=rng, is_complex=is_complex))
        needed = _AT_LEAST if variables(first) | variables(second) else 1
        if len(pairs) >= needed:
            results = {pair.comparison() for pair in pairs}
            if "different" in results:
                return "different"
            return "unsure" if "unsure" in results else "same"
    return "unsure"


def defined_pairs(
    first: Node, second: Node, *, rng: Random, is_complex: bool = False
) -> Iterator[Pair]:
    """Up to `_ENOUGH` points at which both have a value."""
    names = sorted(variables(first) | variables(second))
    found = 0
    for turn in range(_TRIES if names else 1):
        point = random_point(names, turn=turn, rng=rng)
        try:
            one = evaluate(first, point, is_complex=is_complex)
            two = evaluate(second, point, is_complex=is_complex)
        except RejectedError:
            continue
        yield Pair(point, one, two)
        found += 1
        if found == _ENOUGH:
            return


def random_point(names: list[str], *, turn: int, rng: Random) -> Point:
    """A rational for each letter, from a range that changes with the turn."""
    low, high = _RANGES[turn % len(_RANGES)]
    return {name: Fraction(rng.randrange(low * 997, high * 997 + 1), 997) for name in names}


def is_never_defined(node: Node, *, rng: Random) -> bool:
    """Has the expression no real value at any of many points?"""
    names = sorted(variables(node))

    def has_value(turn: int) -> bool:
        try:
            evaluate(node, random_point(names, turn=turn, rng=rng))
        except RejectedError:
            return False
        return True

    return not any(has_value(turn) for turn in range(_TRIES if names else 1))

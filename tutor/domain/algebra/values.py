"""Are two expressions equal? Exact first, then sampled, then (rarely) asked of an engine."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal

from tutor.domain.algebra.errors import LimitError, UndefinedError
from tutor.domain.algebra.normal import Normal, normal_form
from tutor.domain.algebra.printer import structure_key
from tutor.domain.algebra.sampling import is_never_defined, sample
from tutor.domain.algebra.tree import Node, variables

VerdictKind = Literal["equal", "unequal", "undefined", "undecided"]
SymbolicCheck = Callable[[Node, Node], "bool | None"]
Decision = tuple[VerdictKind, str]


class ValueComparison:
    """The three methods in their order, with the dice and the engine they use."""

    def __init__(self, *, rng: Random, symbolic: SymbolicCheck | None = None) -> None:
        self.rng = rng
        self.symbolic = symbolic

    def compare(self, given: Node, expected: Node) -> Decision:
        """The verdict on two expressions and the method that gave it."""
        if structure_key(given) == structure_key(expected):
            return "equal", "identical"
        exact = self.exact(given, expected)
        if exact is not None:
            return exact, "exact"
        if self.has_no_value(given) and not self.has_no_value(expected):
            return "undefined", "sampled"
        sampled = sample(given, expected, rng=self.rng)
        if sampled == "different":
            return "unequal", "sampled"
        if sampled == "same":
            return "equal", "sampled"
        return self.symbolically(given, expected)

    def has_no_value(self, node: Node) -> bool:
        """Is it a number that does not exist over the reals, such as √-4 or ln 0?"""
        return not variables(node) and is_never_defined(node, rng=self.rng)

    def exact(self, given: Node, expected: Node) -> VerdictKind | None:
        """What normal forms prove; None when they prove nothing."""
        try:
            first = normal_form(given)
        except UndefinedError:
            return "undefined"
        except LimitError:
            return None
        try:
            second = normal_form(expected)
            is_same = are_same(first, second)
        except UndefinedError:
            return "unequal"
        except LimitError:
            return None
        if first.assumes_positive or second.assumes_positive:
            return None
        if is_same:
            return "equal"
        return "unequal" if first.is_canonical and second.is_canonical else None

    def symbolically(self, given: Node, expected: Node) -> Decision:
        answer = None if self.symbolic is None else self.symbolic(given, expected)
        if answer is None:
            return "undecided", "none"
        return ("equal" if answer else "unequal"), "symbolic"


def are_same(first: Normal, second: Normal) -> bool:
    """Is the first fraction equal to the second, by multiplying crosswise?"""
    difference = first.numerator * second.denominator - second.numerator * first.denominator
    return not difference

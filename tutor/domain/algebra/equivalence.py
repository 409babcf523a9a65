"""Do two statements say the same? Expressions, relations, lists, points, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from tutor.domain.algebra.limits import MAX_ALTERNATIVES
from tutor.domain.algebra.printer import structure_key
from tutor.domain.algebra.relations import RelationComparison
from tutor.domain.algebra.solutions import Interval, Solutions, flattened, interval, solutions
from tutor.domain.algebra.tree import (
    Collection,
    Constant,
    Matrix,
    Negate,
    Node,
    Phrase,
    Quantity,
    Relation,
    variables,
    walk,
)
from tutor.domain.algebra.values import SymbolicCheck, ValueComparison, VerdictKind

__all__ = ["SymbolicCheck", "Verdict", "equivalent"]

Remark = Literal[
    "", "some_missing", "some_extra", "no_brackets", "as_point", "no_variable", "unit", "endpoint"
]

#: Sayings that answer the same question.
_SAYINGS = (
    frozenset({"no solution", "none", "does not exist"}),
    frozenset({"undefined", "does not exist"}),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind`: equal, unequal, undefined (the given has no value) or undecided.

    `how` names the method that decided: identical, exact, sampled, symbolic, shape or none.
    `remark` says what little is amiss, when it is little.
    """

    kind: VerdictKind
    how: str = "shape"
    remark: Remark = ""


def equivalent(
    given: Node, expected: Node, *, rng: Random, symbolic: SymbolicCheck | None = None
) -> Verdict:
    """Compares what a learner wrote with what is expected.

    `symbolic(first, second)` answers True, False or None (unknown); it is asked only when exact
    arithmetic and sampling leave the question open.

    >>> from tutor.domain.algebra.parser import parse
    >>> equivalent(parse("x = ±3"), parse("x=3 or x=-3"), rng=Random(1)).kind
    'equal'
    """
    return _Comparison(ValueComparison(rng=rng, symbolic=symbolic)).statement(given, expected)


class _Comparison:
    def __init__(self, values: ValueComparison) -> None:
        self.values = values
        self.relations = RelationComparison(values)

    def statement(self, given: Node, expected: Node) -> Verdict:
        if _is_compound(given) or _is_compound(expected):
            if structure_key(given) == structure_key(expected):
                return Verdict("equal", "identical")
            return self.compound(given, expected)
        return self.value(given, expected)

    def value(self, given: Node, expected: Node) -> Verdict:
        units = _units(given), _units(expected)
        if units[0] and units[1] and units[0] != units[1] and "%" not in units[0] | units[1]:
            return Verdict("unequal", remark="unit")
        kind, how = self.values.compare(given, expected)
        return Verdict(kind, how)

    def compound(self, given: Node, expected: Node) -> Verdict:
        if isinstance(given, Phrase) and isinstance(expected, Phrase):
            pair = {given.meaning, expected.meaning}
            return _verdict(any(pair <= group for group in _SAYINGS) or len(pair) == 1)
        if isinstance(given, Matrix) or isinstance(expected, Matrix):
            return self.matrix(given, expected)
        ranges = interval(given), interval(expected)
        is_range = any(
            isinstance(node, Relation) or (isinstance(node, Collection) and node.kind == "interval")
            for node in (given, expected)
        )
        if ranges[0] and ranges[1] and is_range:
            return self.interval(ranges[0], ranges[1])
        if _is_tuple(given) and _is_tuple(expected):
            return self.ordered(_items(given), _items(expected))
        if _is_tuple(expected) and isinstance(given, Collection) and given.kind == "list":
            verdict = self.ordered(given.items, _items(expected))
            return Verdict("equal", verdict.how, "no_brackets") if _is_equal(verdict) else verdict
        first, second = flattened(given), flattened(expected)
        if _is_tuple(given) and len(second) > 1 and not any(map(_is_tuple, second)):
            verdict = self.compound(Collection("list", _items(given)), expected)
            return Verdict("equal", verdict.how, "as_point") if _is_equal(verdict) else verdict
        if max(len(first), len(second)) > MAX_ALTERNATIVES:
            return Verdict("undecided", "none")
        lists = solutions(given), solutions(expected)
        if lists[0] is not None and lists[1] is not None:
            return self.solutions(lists[0], lists[1])
        return self.members(first, second)

    def matrix(self, given: Node, expected: Node) -> Verdict:
        if not isinstance(given, Matrix) or not isinstance(expected, Matrix):
            return Verdict("unequal")
        if [len(row) for row in given.rows] != [len(row) for row in expected.rows]:
            return Verdict("unequal")
        return self.ordered(
            [cell for row in given.rows for cell in row],
            [cell for row in expected.rows for cell in row],
        )

    def ordered(self, given: Sequence[Node], expected: Sequence[Node]) -> Verdict:
        if len(given) != len(expected):
            return Verdict("unequal")
        return _all([self.statement(a, b) for a, b in zip(given, expected, strict=True)])

    def interval(self, given: Interval, expected: Interval) -> Verdict:
        ends = [self.end(given.low, expected.low), self.end(given.high, expected.high)]
        verdict = _all(ends)
        same_brackets = (given.is_low_closed, given.is_high_closed) == (
            expected.is_low_closed,
            expected.is_high_closed,
        )
        if _is_equal(verdict) and not same_brackets:
            return Verdict("unequal", remark="endpoint")
        return verdict

    def end(self, given: Node, expected: Node) -> Verdict:
        signs = _infinite_sign(given), _infinite_sign(expected)
        if signs != (0, 0):
            return _verdict(signs[0] == signs[1])
        return self.value(given, expected)

    def solutions(self, given: Solutions, expected: Solutions) -> Verdict:
        if given.variable and expected.variable and given.variable != expected.variable:
            return Verdict("unequal")
        verdict = self.members(given.values, expected.values)
        is_formula = any(variables(value) for value in expected.values)
        if _is_equal(verdict) and expected.variable and not given.variable and is_formula:
            return Verdict("equal", verdict.how, "no_variable")
        return verdict

    def members(self, given: Sequence[Node], expected: Sequence[Node]) -> Verdict:
        """Equal as sets."""
        if len(given) == 1 and len(expected) == 1:
            return self.single(given[0], expected[0])
        table = [[self.single(a, b) for b in expected] for a in given]
        is_known = [any(_is_equal(cell) for cell in row) for row in table]
        is_found = [any(_is_equal(row[j]) for row in table) for j in range(len(expected))]
        if all(is_known) and all(is_found):
            return Verdict("equal", _weakest(table))
        if any(cell.kind == "undecided" for row in table for cell in row):
            return Verdict("undecided", "none")
        if all(is_known) and given:
            return Verdict("unequal", remark="some_missing")
        if all(is_found):
            return Verdict("unequal", remark="some_extra")
        return Verdict("unequal")

    def single(self, given: Node, expected: Node) -> Verdict:
        if isinstance(given, Relation) and isinstance(expected, Relation):
            kind, how = self.relations.compare(given, expected)
            return Verdict(kind, how)
        if _is_tuple(given) and _is_tuple(expected):
            return self.ordered(_items(given), _items(expected))
        if _is_compound(given) or _is_compound(expected):
            return self.unlike(given, expected)
        return self.value(given, expected)

    def unlike(self, given: Node, expected: Node) -> Verdict:
        ranges = interval(given), interval(expected)
        if ranges[0] and ranges[1]:
            return self.interval(ranges[0], ranges[1])
        if isinstance(given, Phrase) and isinstance(expected, Phrase):
            return self.compound(given, expected)
        return Verdict("unequal")


def _verdict(is_equal: bool) -> Verdict:
    return Verdict("equal" if is_equal else "unequal")


def _is_equal(verdict: Verdict) -> bool:
    return verdict.kind == "equal"


def _all(verdicts: Sequence[Verdict]) -> Verdict:
    for kind in ("unequal", "undefined", "undecided"):
        for verdict in verdicts:
            if verdict.kind == kind:
                return verdict
    return Verdict("equal", _weakest([verdicts]))


def _weakest(table: Sequence[Sequence[Verdict]]) -> str:
    ways = {verdict.how for row in table for verdict in row if _is_equal(verdict)}
    order = ("symbolic", "sampled", "exact", "identical")
    return next((how for how in order if how in ways), "shape")


def _is_compound(node: Node) -> bool:
    """Is it more than one plain expression? (±, lists, relations, sayings, tables)"""
    if isinstance(node, Collection | Relation | Phrase | Matrix | Constant):
        return not isinstance(node, Constant) or node.name == "infinity"
    return len(flattened(node)) > 1 or _infinite_sign(node) != 0


def _is_tuple(node: Node) -> bool:
    return isinstance(node, Collection) and node.kind == "tuple"


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Collection) else (node,)


def _infinite_sign(node: Node) -> int:
    if isinstance(node, Negate):
        return -_infinite_sign(node.argument)
    return 1 if node == Constant("infinity") else 0


def _units(node: Node) -> frozenset[str]:
    return frozenset(part.unit for part in walk(node) if isinstance(part, Quantity))

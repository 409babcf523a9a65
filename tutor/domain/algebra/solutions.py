"""Statements taken apart: ± written out, x = 2 or x = 3 as values of x, x ≥ 2 as an interval."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.domain.algebra.limits import MAX_ALTERNATIVES
from tutor.domain.algebra.tree import (
    Add,
    Collection,
    Constant,
    Negate,
    Node,
    PlusMinus,
    Relation,
    RelationSign,
    Variable,
    rebuilt,
    variables,
    walk,
)


@dataclass(frozen=True, slots=True)
class Solutions:
    """Values, and the variable they are values of when one was written."""

    variable: str | None
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends with their brackets; an infinite end is an infinite constant."""

    low: Node
    high: Node
    is_low_closed: bool
    is_high_closed: bool


def alternatives(node: Node) -> tuple[Node, ...]:
    """The one or two readings of a tree with ±; all signs in it go together."""
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return (node,)
    return (_with_sign(node, is_plus=True), _with_sign(node, is_plus=False))


def _with_sign(node: Node, *, is_plus: bool) -> Node:
    def change(part: Node) -> Node:
        return _with_sign(part, is_plus=is_plus)

    if not isinstance(node, PlusMinus):
        return rebuilt(node, change)
    right = change(node.right)
    term = right if is_plus != node.is_reversed else Negate(right)
    return term if node.left is None else Add((change(node.left), term))


def flattened(node: Node) -> tuple[Node, ...]:
    """The members of lists and sets inside each other, with ± written out."""
    if isinstance(node, Collection) and node.kind in ("list", "set"):
        members = tuple(part for item in node.items for part in flattened(item))
        return members[: MAX_ALTERNATIVES + 1]
    if isinstance(node, Relation) and len(node.signs) > 1:
        pairs = zip(node.sides, node.signs, node.sides[1:], strict=False)
        return tuple(Relation((left, right), (sign,)) for left, sign, right in pairs)
    return alternatives(node)


def solutions(node: Node) -> Solutions | None:
    """The values that a statement lists; None when it is about several letters or not solved."""
    names: set[str] = set()
    values: list[Node] = []
    for member in flattened(node):
        if isinstance(member, Relation):
            solved = solved_for(member)
            if solved is None:
                return None
            names.add(solved[0])
            values.append(solved[1])
        else:
            values.append(member)
    if len(names) > 1:
        return None
    return Solutions(next(iter(names), None), tuple(values))


def solved_for(relation: Relation) -> tuple[str, Node] | None:
    """(letter, value) of an equation with a letter alone on one side and not on the other."""
    if relation.signs != ("=",):
        return None
    left, right = relation.sides
    if isinstance(left, Variable) and left.name not in variables(right):
        return left.name, right
    if isinstance(right, Variable) and right.name not in variables(left):
        return right.name, left
    return None


def interval(node: Node) -> Interval | None:
    """An interval in brackets, or the interval that a solved inequality describes."""
    infinity = Constant("infinity")
    if isinstance(node, Collection):
        if node.kind == "interval" or (node.kind == "tuple" and len(node.items) == 2):
            low, high = node.items
            brackets = node.brackets or "()"
            return Interval(low, high, brackets[0] == "[", brackets[1] == "]")
        return None
    if not isinstance(node, Relation) or not set(node.signs) <= set("<>≤≥"):
        return None
    rising = _rising(node)
    if rising is None:
        return None
    sides, signs = rising.sides, rising.signs
    if len(sides) == 3 and isinstance(sides[1], Variable):
        return Interval(sides[0], sides[2], signs[0] == "≤", signs[1] == "≤")
    if len(sides) != 2:
        return None
    is_closed = signs[0] == "≤"
    if isinstance(sides[0], Variable) and not variables(sides[1]):
        return Interval(Negate(infinity), sides[1], False, is_closed)
    if isinstance(sides[1], Variable) and not variables(sides[0]):
        return Interval(sides[0], infinity, is_closed, False)
    return None


def _rising(node: Relation) -> Relation | None:
    """The chain written with < and ≤ only, when its signs all point one way."""
    if set(node.signs) <= set("<≤"):
        return node
    turned: dict[RelationSign, RelationSign] = {">": "<", "≥": "≤"}
    if set(node.signs) <= set(turned):
        return Relation(node.sides[::-1], tuple(turned[sign] for sign in node.signs[::-1]))
    return None

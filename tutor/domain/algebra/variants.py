"""The same expression written another way, and a slip in it: what learners write.

Used by simulated learners and to measure the grader on answers that nobody typed for it.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from tutor.domain.algebra.tree import (
    Add,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
    Relation,
    Variable,
    rebuilt,
    walk,
)


def rewritten(node: Node, *, rng: Random) -> Node:
    """An equal statement: terms, factors and sides of equations in another order."""
    inner = rebuilt(node, lambda part: rewritten(part, rng=rng))
    match inner:
        case Add(parts):
            return Add(tuple(rng.sample(parts, len(parts))))
        case Multiply(parts):
            return Multiply(tuple(rng.sample(parts, len(parts))))
        case Relation((left, right), ("=",)) if rng.random() < 0.25:
            return Relation((right, left), ("=",))
        case _:
            return inner


def slipped(node: Node, *, rng: Random) -> Node | None:
    """The statement with one slip: a number off, a sign lost, a letter doubled, a power raised.

    None when it holds nothing to slip on. The result may by chance still be equal (0·x for 0·2x).
    """
    places = [part for part in walk(node) if isinstance(part, Number | Variable | Negate | Power)]
    if not places:
        return None
    place = rng.choice(places)
    return _replaced(node, place, _slip(place, rng))


def _slip(place: Node, rng: Random) -> Node:
    match place:
        case Number(value):
            return Number(value + rng.choice((1, 2)))
        case Negate(argument):
            return argument
        case Power(base, exponent):
            return Power(base, Add((exponent, Number(Fraction(1)))))
        case _:
            return Multiply((Number(Fraction(2)), place))


def _replaced(node: Node, place: Node, new: Node) -> Node:
    """The tree with this very node (by identity) replaced."""
    if node is place:
        return new
    return rebuilt(node, lambda part: _replaced(part, place, new))

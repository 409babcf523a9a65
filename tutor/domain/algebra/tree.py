"""The tree of one mathematical text. Immutable, hashable, and the only thing other code sees.

Sums and products are flat, subtraction is `Negate` inside `Add`, and parentheses leave no trace, so
that "how it was written" still shows what a form check needs (2*3x, 6/8, x*x) and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

NumberStyle = Literal["integer", "decimal", "mixed"]
RelationSign = Literal["=", "<", ">", "≤", "≥", "≠"]
CollectionKind = Literal["list", "set", "tuple", "interval"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written. `places` counts the digits after the decimal point."""

    value: Fraction
    style: NumberStyle = "integer"
    places: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """pi or infinity. The letters e and i stay variables, as in school algebra."""

    name: Literal["pi", "infinity"]


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Negate:
    argument: Node


@dataclass(frozen=True, slots=True)
class Add:
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Multiply:
    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Divide:
    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Power:
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Root:
    """The real `index`-th root, index 2 to `MAX_ROOT_INDEX`."""

    radicand: Node
    index: int = 2


@dataclass(frozen=True, slots=True)
class Absolute:
    argument: Node


@dataclass(frozen=True, slots=True)
class Call:
    """One of the functions in `FUNCTIONS`, of one argument."""

    function: str
    argument: Node


@dataclass(frozen=True, slots=True)
class PlusMinus:
    """`left` ± `right`; `is_reversed` for ∓. `left` is None for a leading sign."""

    left: Node | None
    right: Node
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with a sign of its unit: $, €, £, % or °."""

    value: Node
    unit: str


@dataclass(frozen=True, slots=True)
class Relation:
    """left sign right; a chain such as 2 < x ≤ 5 has three sides and two signs."""

    sides: tuple[Node, ...]
    signs: tuple[RelationSign, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Several values. `brackets` holds the two marks of an interval, such as "[)"."""

    kind: CollectionKind
    items: tuple[Node, ...]
    brackets: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed saying that stands for an answer, such as "no solution"."""

    meaning: str


Node = (
    Number
    | Constant
    | Variable
    | Negate
    | Add
    | Multiply
    | Divide
    | Power
    | Root
    | Absolute
    | Call
    | PlusMinus
    | Quantity
    | Relation
    | Collection
    | Matrix
    | Phrase
)

FUNCTIONS = ("sin", "cos", "tan", "ln", "log", "exp")


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, left to right."""
    match node:
        case Number() | Constant() | Variable() | Phrase():
            return ()
        case Negate(argument) | Absolute(argument) | Call(_, argument):
            return (argument,)
        case Add(parts) | Multiply(parts) | Collection(_, parts) | Relation(parts):
            return parts
        case Divide(first, second) | Power(first, second):
            return (first, second)
        case Root(argument) | Quantity(argument):
            return (argument,)
        case PlusMinus(left, right):
            return (right,) if left is None else (left, right)
        case Matrix(rows):
            return tuple(cell for row in rows for cell in row)


def depth(node: Node) -> int:
    """Levels of the tree; a leaf has one."""
    return 1 + max((depth(part) for part in children(node)), default=0)


def variables(node: Node) -> frozenset[str]:
    """The names of all variables in the tree."""
    if isinstance(node, Variable):
        return frozenset({node.name})
    return frozenset(name for part in children(node) for name in variables(part))


def walk(node: Node) -> tuple[Node, ...]:
    """The node and everything below it."""
    return (node, *(inner for part in children(node) for inner in walk(part)))


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with every direct part changed."""
    match node:
        case Negate(argument):
            return Negate(change(argument))
        case Absolute(argument):
            return Absolute(change(argument))
        case Add(parts):
            return Add(tuple(change(part) for part in parts))
        case Multiply(parts):
            return Multiply(tuple(change(part) for part in parts))
        case Divide(first, second):
            return Divide(change(first), change(second))
        case Power(first, second):
            return Power(change(first), change(second))
        case Root(argument, index):
            return Root(change(argument), index)
        case Call(function, argument):
            return Call(function, change(argument))
        case Quantity(argument, unit):
            return Quantity(change(argument), unit)
        case PlusMinus(left, right, is_reversed):
            return PlusMinus(None if left is None else change(left), change(right), is_reversed)
        case Relation(parts, signs):
            return Relation(tuple(change(part) for part in parts), signs)
        case Collection(kind, parts, brackets):
            return Collection(kind, tuple(change(part) for part in parts), brackets)
        case Matrix(rows):
            return Matrix(tuple(tuple(change(cell) for cell in row) for row in rows))
        case _:
            return node


def renamed(node: Node, names: dict[str, str]) -> Node:
    """The tree with some variables called otherwise."""
    if isinstance(node, Variable):
        return Variable(names.get(node.name, node.name))
    return rebuilt(node, lambda part: renamed(part, names))

"""A tree as nested JSON lists, to hand it to another process. Never text that has to be parsed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

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

Json = list[Any]


def to_json(node: Node) -> Json:
    """The expression as ["add", [...], ...].

    Raises:
        ValueError: for statements (relations, lists, ±), which have no single value.
    """
    match node:
        case Number(value):
            return ["number", str(value.numerator), str(value.denominator)]
        case Variable(name):
            return ["variable", name]
        case Constant("pi"):
            return ["pi"]
        case Negate(argument):
            return ["negate", to_json(argument)]
        case Absolute(argument):
            return ["absolute", to_json(argument)]
        case Add(parts):
            return ["add", *(to_json(part) for part in parts)]
        case Multiply(parts):
            return ["multiply", *(to_json(part) for part in parts)]
        case Divide(first, second):
            return ["divide", to_json(first), to_json(second)]
        case Power(first, second):
            return ["power", to_json(first), to_json(second)]
        case Root(argument, index):
            return ["root", to_json(argument), index]
        case Call(function, argument):
            return ["call", function, to_json(argument)]
        case Quantity(value, unit):
            scale = 100 if unit == "%" else 1
            return ["divide", to_json(value), ["number", str(scale), "1"]]
        case _:
            raise ValueError(f"{type(node).__name__} has no single value")


def from_json(data: Json) -> Node:
    """The inverse of `to_json`.

    Raises:
        ValueError: for anything `to_json` does not write.
    """
    match data:
        case ["number", str(top), str(bottom)]:
            return Number(Fraction(int(top), int(bottom)))
        case ["variable", str(name)]:
            return Variable(name)
        case ["pi"]:
            return Constant("pi")
        case ["negate", list(argument)]:
            return Negate(from_json(argument))
        case ["absolute", list(argument)]:
            return Absolute(from_json(argument))
        case ["add", *parts]:
            return Add(tuple(from_json(part) for part in parts))
        case ["multiply", *parts]:
            return Multiply(tuple(from_json(part) for part in parts))
        case ["divide", list(first), list(second)]:
            return Divide(from_json(first), from_json(second))
        case ["power", list(first), list(second)]:
            return Power(from_json(first), from_json(second))
        case ["root", list(argument), int(index)]:
            return Root(from_json(argument), index)
        case ["call", str(function), list(argument)]:
            return Call(function, from_json(argument))
        case _:
            raise ValueError("this is no expression written by to_json")

"""The same question asked of SymPy, on objects built from our tree: no text ever reaches it.

Imported only by the grading worker: SymPy takes half a second to load and may run for ever, so it
lives in a process that can be killed (`tutor.learning.grading`).
"""

from __future__ import annotations

from typing import Any

import sympy

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
    Root,
    Variable,
)

_FUNCTIONS = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "ln": sympy.log,
    "exp": sympy.exp,
}


def is_zero_difference(first: Node, second: Node) -> bool | None:
    """Are two expressions equal for all real letters? None when SymPy cannot tell.

    False is said only of a difference that is a number: SymPy's own guess about a difference with
    letters in it is at times wrong (for the real cube root of x³, for one).
    """
    difference = sympy_expression(first) - sympy_expression(second)
    simplified = sympy.simplify(difference)
    if simplified.has(sympy.zoo, sympy.nan, sympy.oo):
        return None
    if simplified == 0:
        return True
    return False if simplified.is_number and simplified.is_zero is False else None


def sympy_expression(node: Node) -> Any:
    """The SymPy object of a tree, built piece by piece by SymPy's constructors.

    Raises:
        ValueError: for a node that is no expression.
    """
    match node:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Variable(name):
            return sympy.Symbol(name, real=True)
        case Constant("pi"):
            return sympy.pi
        case Negate(argument):
            return -sympy_expression(argument)
        case Absolute(argument):
            return sympy.Abs(sympy_expression(argument))
        case Add(parts):
            return sympy.Add(*(sympy_expression(part) for part in parts))
        case Multiply(parts):
            return sympy.Mul(*(sympy_expression(part) for part in parts))
        case Divide(first, second):
            return sympy_expression(first) / sympy_expression(second)
        case Power(first, second):
            return sympy.Pow(sympy_expression(first), sympy_expression(second))
        case Root(argument, index):
            return _real_root(sympy_expression(argument), index)
        case Call(function, argument):
            inside = sympy_expression(argument)
            if function == "log":
                return sympy.log(inside, 10)
            return _FUNCTIONS[function](inside)
        case _:
            raise ValueError(f"{type(node).__name__} is no expression")


def _real_root(radicand: Any, index: int) -> Any:
    if index % 2 == 0:
        return sympy.root(radicand, index)
    return sympy.sign(radicand) * sympy.root(sympy.Abs(radicand), index)

"""Is an expression in the form a question asks for?

Each check returns complaints that a learner can act on, none of which gives the answer away.
"Simplified" follows school use: nothing left to calculate, no like terms, no repeated base, no
fraction to reduce, roots free of powers and out of denominators. A product of sums may stay one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Literal, get_args

from tutor.domain.algebra.errors import LimitError, UndefinedError
from tutor.domain.algebra.factors import common_factor, has_more_factors
from tutor.domain.algebra.literals import literal_number, scientific_value
from tutor.domain.algebra.normal import Normal, normal_form
from tutor.domain.algebra.numbers import prime_factors
from tutor.domain.algebra.printer import structure_key
from tutor.domain.algebra.tree import (
    Add,
    Divide,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
    Quantity,
    Relation,
    Root,
    Variable,
    children,
    variables,
    walk,
)

Form = Literal["any", "simplified", "expanded", "factored"]
FORMS: tuple[Form, ...] = get_args(Form)


def form_complaints(node: Node, form: Form, *, rng: Random) -> list[str]:
    """What keeps an expression from the form, one sentence each; empty when it has it."""
    match form:
        case "any":
            return []
        case "simplified":
            return _unique(_simplification(node))
        case "expanded":
            return _unique(_expansion(node))
        case "factored":
            return _unique(_factoring(node, rng=rng))


def meets_form(node: Node, form: Form, *, rng: Random) -> bool:
    """Does the expression have the form?"""
    return not form_complaints(node, form, rng=rng)


def _unique(complaints: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(complaints))


def _normal(node: Node) -> Normal | None:
    try:
        return normal_form(node)
    except (LimitError, UndefinedError):
        return None


def _simplification(node: Node) -> Iterator[str]:
    if literal_number(node) is None and scientific_value(node) is None:
        yield from _here(node)
        for part in children(node):
            yield from _simplification(part)
    elif isinstance(_unsigned(node), Divide):
        yield from _number_fraction(_unsigned(node))


def _unsigned(node: Node) -> Node:
    return _unsigned(node.argument) if isinstance(node, Negate) else node


def _here(node: Node) -> Iterator[str]:
    match node:
        case Add(terms):
            yield from _sum(node, terms)
        case Multiply(factors):
            yield from _product(factors)
        case Divide(numerator, denominator):
            yield from _quotient(numerator, denominator)
        case Power(base, exponent):
            yield from _power(base, exponent)
        case Root(radicand, index):
            yield from _root(radicand, index)
        case Negate(Negate()):
            yield "Two minus signs in a row can be written more simply."
        case _:
            return


def _sum(node: Node, terms: tuple[Node, ...]) -> Iterator[str]:
    total, parts = _normal(node), [_normal(term) for term in terms]
    if sum(1 for term in terms if _is_number(term)) > 1:
        yield "There are numbers that can still be added or subtracted."
        return
    if total is None or any(part is None for part in parts):
        return
    separate = sum(len(part.numerator.terms) for part in parts if part is not None)
    one_bottom = all(part is not None and part.denominator.constant() for part in parts)
    if one_bottom and len(total.numerator.terms) < separate:
        yield "There are like terms that can still be combined."


def _is_number(node: Node) -> bool:
    """A rational number, possibly written as a quotient: 2, -3, 1/2."""
    return literal_number(node) is not None


def _product(factors: tuple[Node, ...]) -> Iterator[str]:
    numbers = [factor for factor in factors if _is_number(factor)]
    if len(numbers) > 1:
        yield "There are numbers that can still be multiplied."
    if any(literal_number(factor) in (0, 1, -1) for factor in numbers):
        yield "A factor of 0 or 1 can be left out or worked out."
    bases = [structure_key(_base(factor)) for factor in factors if not _is_number(factor)]
    if len(set(bases)) < len(bases):
        yield "The same factor appears more than once: write it as one power."
    if sum(1 for factor in factors if isinstance(factor, Root) and not variables(factor)) > 1:
        yield "The roots can be multiplied into one."
    if any(isinstance(factor, Divide) for factor in factors[1:]) and _denominator_cancels(factors):
        yield "The fraction can be reduced."


def _denominator_cancels(factors: tuple[Node, ...]) -> bool:
    tops = [_base(factor) for factor in factors if not isinstance(factor, Divide)]
    bottoms = [factor.denominator for factor in factors if isinstance(factor, Divide)]
    keys = {structure_key(top) for top in tops if not _is_number(top)}
    return any(structure_key(_base(bottom)) in keys for bottom in bottoms)


def _base(node: Node) -> Node:
    """What is raised to a power: x for x^2, and x for x."""
    return node.base if isinstance(node, Power) else node


def _quotient(numerator: Node, denominator: Node) -> Iterator[str]:
    if any(isinstance(part, Divide) for part in (*walk(numerator), *walk(denominator))):
        yield "There is a fraction inside a fraction."
        return
    if literal_number(denominator) in (1, -1):
        yield "A denominator of 1 can be left out."
    if any(isinstance(part, Root) and not variables(part) for part in walk(denominator)):
        yield "A root stands in the denominator."
    if common_factor(numerator, denominator):
        yield "The fraction can be reduced."


def _number_fraction(node: Node) -> Iterator[str]:
    if not isinstance(node, Divide):
        return
    value, bottom = literal_number(node), literal_number(node.denominator)
    if value is not None and bottom is not None:
        if abs(bottom) == 1:
            yield "A denominator of 1 can be left out."
        elif value.denominator != abs(bottom):
            yield "The fraction can be reduced."


def _power(base: Node, exponent: Node) -> Iterator[str]:
    up = literal_number(exponent)
    if up is None and not variables(exponent):
        yield "The exponent can be worked out."
    if up in (0, 1):
        yield "A power with exponent 0 or 1 can be written more simply."
    elif up is not None and up.denominator == 1 and literal_number(base) is not None:
        yield "There is a power of a number that can be worked out."
    if isinstance(base, Power):
        yield "A power of a power can be written as one power."
    if isinstance(base, Multiply) and up is not None and up.denominator == 1:
        yield "The power can be given to each factor."
    if isinstance(base, Root) and up is not None:
        yield "A power of a root can be written more simply."


def _root(radicand: Node, index: int) -> Iterator[str]:
    value = literal_number(radicand)
    if value is not None:
        if value < 0 and index % 2 == 0:
            return
        if value.denominator != 1:
            yield "There is a fraction under a root."
        elif _has_power(abs(value.numerator), index):
            yield "The root can be simplified."
        return
    for factor in radicand.factors if isinstance(radicand, Multiply) else (radicand,):
        up = literal_number(factor.exponent) if isinstance(factor, Power) else Fraction(1)
        number = literal_number(factor)
        is_letter_power = up is not None and not isinstance(_base(factor), Add) and up >= index
        hides_power = number is not None and number > 0 and _has_power(number.numerator, index)
        if is_letter_power or hides_power:
            yield "The root can be simplified."


def _has_power(value: int, index: int) -> bool:
    try:
        return value in (0, 1) or any(count >= index for count in prime_factors(value).values())
    except LimitError:
        return False


def _expansion(node: Node) -> Iterator[str]:
    for part in walk(node):
        factors = part.factors if isinstance(part, Multiply) else ()
        if any(isinstance(_unsigned(factor), Add) for factor in factors):
            yield "There are brackets that can still be multiplied out."
        if isinstance(part, Power) and isinstance(part.base, Add) and not variables(part.exponent):
            yield "There is a power of a bracket that can still be multiplied out."
        if isinstance(part, Add):
            yield from _sum(part, part.terms)


def _factoring(node: Node, *, rng: Random) -> Iterator[str]:
    inside = _unsigned(node)
    if isinstance(inside, Quantity | Relation | Number | Variable):
        return
    if isinstance(inside, Divide):
        yield from _factoring(inside.numerator, rng=rng)
        return
    if isinstance(inside, Add) and has_more_factors(inside):
        yield "It is a sum: write it as a product."
        return
    factors = inside.factors if isinstance(inside, Multiply) else (inside,)
    for factor in factors:
        base = _unsigned(_base(_unsigned(factor)))
        if isinstance(base, Add) and has_more_factors(base):
            yield "One of the brackets can still be factored."

"""A tree back to text: as we read it (for people), and as a key (for "the same, written again")."""

from __future__ import annotations

from fractions import Fraction

from tutor.domain.algebra.tree import (
    Absolute,
    Add,
    Call,
    Collection,
    Constant,
    Divide,
    Matrix,
    Multiply,
    Negate,
    Node,
    Number,
    Phrase,
    PlusMinus,
    Power,
    Quantity,
    Relation,
    Root,
    Variable,
)

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 1, 2, 3, 4, 5


def show(node: Node) -> str:
    """Plain text that `parse` reads back to an equal value.

    >>> from tutor.domain.algebra.parser import parse
    >>> show(parse(r"\\\\frac{1}{2x}")), show(parse("2 x^2−−3"))
    ('1/(2*x)', '2*x^2 - (-3)')
    """
    return _show(node)[0]


def _show(node: Node) -> tuple[str, int]:
    """Text and how strongly it holds together."""
    match node:
        case Number():
            return _show_number(node)
        case Constant(name):
            return {"pi": "π", "infinity": "∞"}[name], _ATOM
        case Variable(name):
            letter, _, index = name.partition("_")
            return (f"{letter}_{{{index}}}" if index else letter), _ATOM
        case Phrase(meaning):
            return meaning, _ATOM
        case Negate(argument):
            return "-" + _held(argument, _SIGN), _SUM
        case Add(terms):
            return _show_sum(terms), _SUM
        case Multiply(factors):
            first, *others = factors
            front, strength = _front(first, _PRODUCT + 1)
            return "*".join([front, *(_held(part, _PRODUCT + 1) for part in others)]), strength
        case Divide(numerator, denominator):
            front, strength = _front(numerator, _PRODUCT)
            return f"{front}/{_held(denominator, _POWER)}", strength
        case Power(base, exponent):
            return f"{_held(base, _ATOM)}^{_held(exponent, _POWER)}", _POWER
        case Root(radicand, index):
            inside = show(radicand)
            return (f"sqrt({inside})" if index == 2 else f"root({inside}, {index})"), _ATOM
        case Absolute(argument):
            return f"abs({show(argument)})", _ATOM
        case Call(function, argument):
            return f"{function}({show(argument)})", _ATOM
        case PlusMinus(left, right, is_reversed):
            sign = "∓" if is_reversed else "±"
            front = "" if left is None else _held(left, _SUM) + " "
            return f"{front}{sign}{_held(right, _PRODUCT)}", _SUM
        case Quantity(value, unit):
            inside = _held(value, _ATOM)
            return (inside + unit if unit in "%°" else unit + inside), _PRODUCT
        case _:
            return _show_statement(node), 0


def _show_number(node: Number) -> tuple[str, int]:
    value = node.value
    if node.style == "mixed":
        whole, rest = divmod(value, 1)
        return (f"{whole} {rest}" if rest else str(whole)), _SIGN
    text = decimal_text(value)
    if text is not None:
        return text, _SUM if value < 0 else _ATOM
    return str(value), _PRODUCT


def decimal_text(value: Fraction) -> str | None:
    """A fraction as a finite decimal of at most 40 places, or None."""
    for places in range(41):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            sign = "-" if value < 0 else ""
            whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
            return f"{sign}{whole}.{rest}" if places else f"{sign}{whole}"
    return None


def _show_sum(terms: tuple[Node, ...]) -> str:
    text = _held(terms[0], _SUM)
    for term in terms[1:]:
        if isinstance(term, Negate):
            text += " - " + _held(term.argument, _PRODUCT)
        else:
            text += " + " + _held(term, _PRODUCT)
    return text


def _show_statement(node: Node) -> str:
    match node:
        case Relation(sides, signs):
            tail = "".join(
                f" {sign} {show(side)}" for sign, side in zip(signs, sides[1:], strict=True)
            )
            return show(sides[0]) + tail
        case Collection(kind, items, brackets):
            pair = {"list": "", "set": "{}", "tuple": "()"}.get(kind, brackets)
            inside = ", ".join(show(item) for item in items)
            return f"{pair[:1]}{inside}{pair[1:]}"
        case Matrix(rows):
            return "[" + "; ".join(", ".join(show(cell) for cell in row) for row in rows) + "]"
        case _:
            return ""


def _front(node: Node, strength: int) -> tuple[str, int]:
    """The first part of a product: a minus sign before it needs no brackets there, -9*d."""
    if isinstance(node, Negate):
        return "-" + _held(node.argument, _SIGN), _SUM
    return _held(node, strength), _PRODUCT


def _held(node: Node, strength: int) -> str:
    text, own = _show(node)
    return text if own >= strength else f"({text})"


def structure_key(node: Node) -> str:
    """The same for two trees that differ only in order, in the style of numbers or in side.

    Nothing is calculated: x + x and 2x have different keys.
    """
    match node:
        case Number(value):
            return str(value)
        case Add(terms):
            return "sum(" + ",".join(sorted(structure_key(term) for term in terms)) + ")"
        case Multiply(factors):
            return "product(" + ",".join(sorted(_factor_keys(factors))) + ")"
        case Relation(sides, signs) if len(sides) == 2 and signs[0] in "=≠":
            return signs[0].join(sorted(structure_key(side) for side in sides))
        case Quantity(value, unit):
            return structure_key(value) + ("%" if unit == "%" else "")
        case Root(radicand, index):
            return f"root{index}({structure_key(radicand)})"
        case Variable(name) | Constant(name) | Phrase(name):
            return name
        case Relation(sides, signs):
            return "".join(signs) + "(" + ",".join(structure_key(side) for side in sides) + ")"
        case Collection(kind, items, brackets):
            keys = [structure_key(item) for item in items]
            ordered = keys if kind in ("tuple", "interval") else sorted(keys)
            return kind + brackets + "(" + ",".join(ordered) + ")"
        case _:
            return _other_key(node)


def _factor_keys(factors: tuple[Node, ...]) -> list[str]:
    keys: list[str] = []
    for factor in factors:
        if isinstance(factor, Multiply):
            keys.extend(_factor_keys(factor.factors))
        else:
            keys.append(structure_key(factor))
    return keys


def _other_key(node: Node) -> str:
    match node:
        case Negate(argument):
            return f"minus({structure_key(argument)})"
        case Divide(first, second):
            return f"over({structure_key(first)},{structure_key(second)})"
        case Power(first, second):
            return f"power({structure_key(first)},{structure_key(second)})"
        case Absolute(argument):
            return f"abs({structure_key(argument)})"
        case Call(function, argument):
            return f"{function}({structure_key(argument)})"
        case PlusMinus(left, right, is_reversed):
            front = "" if left is None else structure_key(left)
            return f"{'∓' if is_reversed else '±'}({front},{structure_key(right)})"
        case Matrix(rows):
            return "matrix(" + ";".join(",".join(map(structure_key, row)) for row in rows) + ")"
        case _:
            return ""

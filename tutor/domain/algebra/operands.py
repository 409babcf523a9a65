"""What an operand may be: a number, a letter, brackets, bars, a function, LaTeX."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Literal

from tutor.domain.algebra.cursor import Cursor
from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.limits import MAX_ROOT_INDEX, MAX_SCIENTIFIC_EXPONENT
from tutor.domain.algebra.tokens import Token
from tutor.domain.algebra.tree import (
    Absolute,
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
    Root,
    Variable,
)

_CLOSING = {"(": ")", "[": "]", "{": "}"}
#: How strongly operators bind; a higher one takes its operands first.
SUM, PRODUCT, SIGN, POWER, POSTFIX = 10, 20, 25, 30, 35


class Operands(Cursor, ABC):
    """The prefix half of the parser. The infix half gives it `expression` and `listing`."""

    @abstractmethod
    def expression(self, strength: int) -> Node:
        """An expression up to the first operator that binds no stronger than this."""

    @abstractmethod
    def power(self, base: Node) -> Node:
        """The base with the exponent that stands next."""

    @abstractmethod
    def listing(self, *, closing: str, separators: str = ",;∪") -> Node:
        """One item, or a list of several."""

    def prefix(self) -> Node:
        token = self.take()
        match token.kind:
            case "number":
                return self.number(token)
            case "name":
                return Variable(token.text)
            case "phrase":
                return Phrase(token.text)
            case "function":
                return self.function(token)
            case "latex":
                return self.latex(token)
            case "mark":
                return self.prefix_mark(token)
            case "word" | "end":
                raise AlgebraError(_missing(token), token.position)

    def prefix_mark(self, token: Token) -> Node:
        match token.text:
            case "+":
                return self.expression(SIGN)
            case "-":
                return Negate(self.expression(SIGN))
            case "±" | "∓":
                return PlusMinus(None, self.expression(SIGN), is_reversed=token.text == "∓")
            case "√":
                return Root(self.expression(POWER))
            case "π":
                return Constant("pi")
            case "∞":
                return Constant("infinity")
            case "|":
                return self.absolute()
            case "(" | "[" | "{":
                return self.bracket(token)
            case "$" | "€" | "£":
                return Quantity(self.expression(PRODUCT), token.text)
            case _:
                raise AlgebraError(_missing(token), token.position)

    def number(self, token: Token) -> Node:
        number = _number(token)
        if number.style != "integer" or "e" in token.text.lower():
            return number
        fraction = self.mixed_fraction()
        return number if fraction is None else Number(number.value + fraction, "mixed")

    def mixed_fraction(self) -> Fraction | None:
        """The 1/2 of 1 1/2, typed or as \\frac{1}{2}, when it follows; else nothing is taken."""
        texts = [self.peek(ahead) for ahead in range(7)]
        if texts[0].kind == "number" and texts[0].is_spaced and texts[1].text == "/":
            top, bottom, width = texts[0], texts[2], 3
        elif [texts[i].text for i in (0, 1, 3, 4, 6)] == [r"\frac", "{", "}", "{", "}"]:
            top, bottom, width = texts[2], texts[5], 7
        else:
            return None
        is_whole = all(part.kind == "number" and part.text.isdigit() for part in (top, bottom))
        if not is_whole or int(bottom.text) == 0:
            return None
        self.at += width
        return Fraction(int(top.text), int(bottom.text))

    def absolute(self) -> Node:
        bars, self.open_bars = self.open_bars, 1
        inside = self.expression(0)
        self.open_bars = bars
        self.expect("|")
        return Absolute(inside)

    def bracket(self, token: Token) -> Node:
        bars, self.open_bars = self.open_bars, 0
        if token.text == "{" and self.is_mark("}"):
            self.take()
            return Phrase("no solution")
        if token.text == "[" and self.is_table():
            self.open_bars = bars
            return self.table()
        inside = self.listing(closing=")]}")
        self.open_bars = bars
        closing = self.take()
        if closing.kind != "mark" or closing.text not in _CLOSING.values():
            raise AlgebraError(
                f"This bracket is opened but not closed: {token.text}", token.position
            )
        ends_plainly = self.tokens[self.at - 2].kind in ("name", "number")
        if (
            token.text == "{"
            and self.is_mark("^")
            and ends_plainly
            and isinstance(inside, Multiply)
        ):
            return self.raised_last(inside)
        return _bracketed(token, closing, inside)

    def raised_last(self, product: Multiply) -> Node:
        """{xy}^2: braces print nothing, so it is read as it looks, xy²."""
        *others, last = product.factors
        return Multiply((*others, self.power(last)))

    def is_table(self) -> bool:
        """Does the open [ hold both commas and semicolons, as in [1, 2; 3, 4]?"""
        level, seen = 0, set()
        for token in self.tokens[self.at :]:
            if token.kind == "mark":
                level += (token.text in "([{") - (token.text in ")]}")
                if level < 0:
                    break
                seen |= {token.text} if level == 0 else set()
        return {",", ";"} <= seen

    def table(self) -> Node:
        rows: list[tuple[Node, ...]] = []
        while True:
            row = self.listing(closing=";]", separators=",")
            is_list = isinstance(row, Collection) and row.kind == "list"
            rows.append(row.items if is_list and isinstance(row, Collection) else (row,))
            if not self.is_mark(";"):
                break
            self.take()
        self.expect("]")
        return Matrix(tuple(rows))

    def function(self, token: Token) -> Node:
        if token.text in ("sin", "cos", "tan", "ln", "log") and self.is_mark("^"):
            self.take()
            exponent = self.expression(POWER)
            return Power(self.function(token), exponent)
        if token.text == "root":
            return self.named_root(token)
        if token.text == "sqrt" and self.is_mark("["):
            return self.indexed_root()
        argument = self.expression(POWER)
        match token.text:
            case "sqrt":
                return Root(argument)
            case "cbrt":
                return Root(argument, 3)
            case "abs":
                return Absolute(argument)
            case name:
                return Call(name, argument)

    def named_root(self, token: Token) -> Node:
        """root(x, 3) or root(3)(x)."""
        self.expect("(")
        first = self.expression(0)
        if self.is_mark(",;"):
            self.take()
            index = self.expression(0)
            self.expect(")")
            return _root(first, index, token.position)
        self.expect(")")
        return _root(self.expression(POWER), first, token.position)

    # LaTeX with arguments.

    def latex(self, token: Token) -> Node:
        match token.text:
            case r"\frac":
                return Divide(self.argument(), self.argument())
            case r"\sqrt":
                return self.indexed_root() if self.is_mark("[") else Root(self.argument())
            case r"\begin":
                return self.matrix()
            case _:
                raise AlgebraError(unexpected(token), token.position)

    def argument(self) -> Node:
        """{...}, or one digit or letter, as TeX reads it."""
        if self.next.kind == "number" and len(self.next.text) > 1:
            return self.first_digit()
        if not self.is_mark("{"):
            return self.expression(POSTFIX)
        self.take()
        inside = self.expression(0)
        self.expect("}")
        return inside

    def first_digit(self) -> Node:
        """The 1 of \\frac12; the 2 is left for the next argument."""
        token = self.next
        rest = Token("number", token.text[1:], token.position + 1)
        self.tokens = (*self.tokens[: self.at], rest, *self.tokens[self.at + 1 :])
        return _number(Token("number", token.text[0], token.position))

    def indexed_root(self) -> Node:
        position = self.expect("[").position
        index = self.expression(0)
        self.expect("]")
        return _root(self.argument(), index, position)

    def matrix(self) -> Node:
        self.environment()
        rows: list[list[Node]] = [[]]
        while self.next.text != r"\end":
            rows[-1].append(self.expression(0))
            if self.is_mark("&"):
                self.take()
            elif self.next.text == "\\\\":
                self.take()
                rows.append([])
            elif self.next.text != r"\end":
                raise AlgebraError("Rows end with \\\\, cells with &.", self.next.position)
        self.take()
        self.environment()
        return Matrix(tuple(tuple(row) for row in rows if row))

    def environment(self) -> None:
        self.expect("{")
        name = ""
        while self.next.kind == "name":
            name += self.take().text
        position = self.expect("}").position
        if name not in ("matrix", "bmatrix", "pmatrix", "vmatrix"):
            raise AlgebraError(f"\\begin{{{name}}} is not used here.", position)


def _number(token: Token) -> Number:
    mantissa, _, exponent = token.text.lower().partition("e")
    if exponent and abs(int(exponent)) > MAX_SCIENTIFIC_EXPONENT:
        raise AlgebraError("This power of ten is too large.", token.position)
    value = Fraction(mantissa.rstrip(".") or "0") * Fraction(10) ** int(exponent or 0)
    places = len(mantissa.partition(".")[2])
    return Number(value, "decimal" if places else "integer", places)


def _root(radicand: Node, index: Node, position: int) -> Node:
    if not isinstance(index, Number) or index.value.denominator != 1:
        raise AlgebraError("The index of a root is a whole number.", position)
    if not 2 <= index.value <= MAX_ROOT_INDEX:
        raise AlgebraError(f"The index of a root is from 2 to {MAX_ROOT_INDEX}.", position)
    return Root(radicand, int(index.value))


def _bracketed(opening: Token, closing: Token, inside: Node) -> Node:
    """What a pair of brackets makes of its content: a group, a point, an interval, a set."""
    is_list = isinstance(inside, Collection) and inside.kind == "list"
    pair = opening.text + closing.text
    if not is_list or not isinstance(inside, Collection):
        if closing.text != _CLOSING[opening.text]:
            raise AlgebraError(f"{opening.text} is closed by {closing.text}.", closing.position)
        return inside
    if pair == "{}":
        return Collection("set", inside.items)
    if pair == "()":
        return Collection("tuple", inside.items)
    kind: Literal["interval"] = "interval"
    if "{" in pair or "}" in pair or len(inside.items) != 2:
        raise AlgebraError("An interval has two ends: [0, 1).", opening.position)
    return Collection(kind, inside.items, pair)


def _missing(token: Token) -> str:
    if token.kind == "end":
        return "Something is missing at the end."
    return f"Before {token.text} a number or a letter is missing."


def unexpected(token: Token) -> str:
    if token.text in (")", "]", "}"):
        return f"This {token.text} closes nothing."
    return f"{token.text} does not fit here."

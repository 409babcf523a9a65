"""Tokens to a tree: a Pratt parser for school mathematics, typed or in LaTeX.

V. R. Pratt, "Top down operator precedence" (POPL 1973). Products without a sign bind like products
with one, so 1/2x is (1/2)·x, as calculators read it; -x^2 is -(x^2) and 2^3^2 is 2^(3^2).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, cast

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.limits import (
    MAX_DEPTH,
    MAX_NESTING,
    MAX_ROOT_INDEX,
    MAX_SCIENTIFIC_EXPONENT,
    MAX_WRITTEN_EXPONENT,
)
from tutor.domain.algebra.tokens import Commas, Token, tokenize
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
    RelationSign,
    Root,
    Variable,
    depth,
)

_SUM, _PRODUCT, _SIGN, _POWER, _POSTFIX = 10, 20, 25, 30, 35
_RELATIONS = "=<>≤≥≠"
_CURRENCIES = "$€£"
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def parse(text: str, *, commas: Commas | None = None) -> Node:
    """The tree of a text.

    Raises:
        AlgebraError: with a sentence its writer can act on and the position of the trouble.

    >>> parse("2(x+1)") == parse(r"2\\\\left(x+1\\\\right)")
    True
    """
    tokens = tokenize(text, commas=commas or Commas())
    tree = _Parser(tokens).statement()
    if depth(tree) > MAX_DEPTH:
        raise AlgebraError(f"This is nested too deeply: at most {MAX_DEPTH} levels.")
    return tree


class _Parser:
    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0
        self.nesting = 0
        self.open_bars = 0

    # Looking and stepping.

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def peek(self, ahead: int) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def is_mark(self, marks: str) -> bool:
        return self.next.kind == "mark" and self.next.text in marks

    def expect(self, mark: str) -> Token:
        if not self.is_mark(mark):
            raise AlgebraError(f"Here a {mark} is missing.", self.next.position)
        return self.take()

    # Statements: lists of relations between expressions.

    def statement(self) -> Node:
        if len(self.tokens) == 1:
            raise AlgebraError("There is nothing here yet.", 0)
        tree = self.listing(closing="")
        rest = self.tokens[self.at]
        if rest.kind != "end":
            raise AlgebraError(_unexpected(rest), rest.position)
        return tree

    def listing(self, *, closing: str, separators: str = ",;∪") -> Node:
        """Items between commas, semicolons, "or", "and", ∪; one item stands for itself."""
        items = [self.relation()]
        while self.is_mark(separators) or self.next.kind == "word":
            while self.is_mark(separators) or self.next.kind == "word":
                self.take()
            if self.next.kind == "end" or (closing and self.is_mark(closing)):
                break
            items.append(self.relation())
        return items[0] if len(items) == 1 else Collection("list", tuple(items))

    def relation(self) -> Node:
        sides = [self.expression(0)]
        signs: list[RelationSign] = []
        while self.is_mark(_RELATIONS):
            signs.append(cast("RelationSign", self.take().text))
            sides.append(self.expression(0))
        return Relation(tuple(sides), tuple(signs)) if signs else sides[0]

    # Expressions.

    def expression(self, strength: int) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise AlgebraError("This is nested too deeply.", self.next.position)
        left = self.prefix()
        while (bound := self.bound()) > strength:
            left = self.infix(left, bound)
        self.nesting -= 1
        return left

    def bound(self) -> int:
        """How strongly the next token binds to what stands before it; 0 ends the expression."""
        token = self.next
        if token.kind in ("number", "name", "function"):
            return _PRODUCT
        if token.kind == "latex":
            return _PRODUCT if token.text in (r"\frac", r"\sqrt", r"\overline") else 0
        if token.kind != "mark":
            return 0
        if token.text == "|":
            return 0 if self.open_bars else _PRODUCT
        marks = {**dict.fromkeys("+-±∓", _SUM), **dict.fromkeys("*/:([{√∞π", _PRODUCT)}
        marks |= {"^": _POWER, **dict.fromkeys("%°!", _POSTFIX), **dict.fromkeys("€£", _POSTFIX)}
        return marks.get(token.text, 0)

    def infix(self, left: Node, bound: int) -> Node:
        token = self.next
        if bound == _SUM:
            return self.sum(left)
        if bound == _POWER:
            return self.power(left)
        if bound == _POSTFIX:
            return self.postfix(left)
        if token.kind == "mark" and token.text in "/:":
            self.take()
            return Divide(left, self.expression(_PRODUCT))
        if token.kind == "mark" and token.text == "*":
            self.take()
        elif token.kind == "number" and isinstance(left, Number):
            raise AlgebraError("Two numbers stand side by side here.", token.position)
        return _product(left, self.expression(_PRODUCT))

    def sum(self, left: Node) -> Node:
        sign = self.take().text
        right = self.expression(_SUM)
        if sign in "±∓":
            return PlusMinus(left, right, is_reversed=sign == "∓")
        term = Negate(right) if sign == "-" else right
        terms = left.terms if isinstance(left, Add) else (left,)
        return Add((*terms, term))

    def power(self, base: Node) -> Node:
        position = self.take().position
        if self.is_mark("°"):
            self.take()
            return Quantity(base, "°")
        if self.is_mark("{"):
            self.take()
            if self.is_mark("°") and self.peek(1).text == "}":
                self.at += 2
                return Quantity(base, "°")
            exponent = self.expression(0)
            self.expect("}")
        else:
            exponent = self.expression(_POWER - 1)
        if isinstance(exponent, Number) and exponent.value > MAX_WRITTEN_EXPONENT:
            raise AlgebraError(f"Exponents above {MAX_WRITTEN_EXPONENT} are not read.", position)
        return Power(base, exponent)

    def postfix(self, left: Node) -> Node:
        token = self.take()
        if token.text == "!":
            raise AlgebraError("Factorials are not used here.", token.position)
        return Quantity(left, token.text)

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
                return self.expression(_SIGN)
            case "-":
                return Negate(self.expression(_SIGN))
            case "±" | "∓":
                return PlusMinus(None, self.expression(_SIGN), is_reversed=token.text == "∓")
            case "√":
                return Root(self.expression(_POWER))
            case "π":
                return Constant("pi")
            case "∞":
                return Constant("infinity")
            case "|":
                return self.absolute()
            case "(" | "[" | "{":
                return self.bracket(token)
            case "$" | "€" | "£":
                return Quantity(self.expression(_PRODUCT), token.text)
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
        return _bracketed(token, closing, inside)

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
            exponent = self.expression(_POWER)
            return Power(self.function(token), exponent)
        if token.text == "root":
            return self.named_root(token)
        if token.text == "sqrt" and self.is_mark("["):
            return self.indexed_root()
        argument = self.expression(_POWER)
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
        return _root(self.expression(_POWER), first, token.position)

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
                raise AlgebraError(_unexpected(token), token.position)

    def argument(self) -> Node:
        """{...}, or one digit or letter, as TeX reads it."""
        if self.next.kind == "number" and len(self.next.text) > 1:
            return self.first_digit()
        if not self.is_mark("{"):
            return self.expression(_POSTFIX)
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


def _product(left: Node, right: Node) -> Node:
    factors = left.factors if isinstance(left, Multiply) else (left,)
    return Multiply((*factors, right))


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


def _unexpected(token: Token) -> str:
    if token.text in (")", "]", "}"):
        return f"This {token.text} closes nothing."
    return f"{token.text} does not fit here."

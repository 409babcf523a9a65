"""Tokens to a tree: a Pratt parser for school mathematics, typed or in LaTeX.

V. R. Pratt, "Top down operator precedence" (POPL 1973). Products without a sign bind like products
with one, so 1/2x is (1/2)·x, as calculators read it; -x^2 is -(x^2) and 2^3^2 is 2^(3^2).
"""

from __future__ import annotations

from typing import cast

from attention_model.compat import override
from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.limits import MAX_DEPTH, MAX_NESTING, MAX_WRITTEN_EXPONENT
from tutor.domain.algebra.operands import POSTFIX, POWER, PRODUCT, SUM, Operands, unexpected
from tutor.domain.algebra.tokens import Commas, tokenize
from tutor.domain.algebra.tree import (
    Add,
    Collection,
    Divide,
    Multiply,
    Negate,
    Node,
    Number,
    PlusMinus,
    Power,
    Quantity,
    Relation,
    RelationSign,
    depth,
)

_RELATIONS = "=<>≤≥≠"


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


class _Parser(Operands):
    # Statements: lists of relations between expressions.

    def statement(self) -> Node:
        if len(self.tokens) == 1:
            raise AlgebraError("There is nothing here yet.", 0)
        tree = self.listing(closing="")
        rest = self.tokens[self.at]
        if rest.kind != "end":
            raise AlgebraError(unexpected(rest), rest.position)
        return tree

    @override
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

    @override
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
            return PRODUCT
        if token.kind == "latex":
            return PRODUCT if token.text in (r"\frac", r"\sqrt", r"\overline") else 0
        if token.kind != "mark":
            return 0
        if token.text == "|":
            return 0 if self.open_bars else PRODUCT
        marks = {**dict.fromkeys("+-±∓", SUM), **dict.fromkeys("*/:([{√∞π", PRODUCT)}
        marks |= {"^": POWER, **dict.fromkeys("%°!", POSTFIX), **dict.fromkeys("€£", POSTFIX)}
        return marks.get(token.text, 0)

    def infix(self, left: Node, bound: int) -> Node:
        token = self.next
        if bound == SUM:
            return self.sum(left)
        if bound == POWER:
            return self.power(left)
        if bound == POSTFIX:
            return self.postfix(left)
        if token.kind == "mark" and token.text in "/:":
            self.take()
            return Divide(left, self.expression(PRODUCT))
        if token.kind == "mark" and token.text == "*":
            self.take()
        elif token.kind == "number" and isinstance(left, Number):
            raise AlgebraError("Two numbers stand side by side here.", token.position)
        return _product(left, self.expression(PRODUCT))

    def sum(self, left: Node) -> Node:
        sign = self.take().text
        right = self.expression(SUM)
        if sign in "±∓":
            return PlusMinus(left, right, is_reversed=sign == "∓")
        term = Negate(right) if sign == "-" else right
        terms = left.terms if isinstance(left, Add) else (left,)
        return Add((*terms, term))

    @override
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
            exponent = self.expression(POWER - 1)
        if isinstance(exponent, Number) and exponent.value > MAX_WRITTEN_EXPONENT:
            raise AlgebraError(f"Exponents above {MAX_WRITTEN_EXPONENT} are not read.", position)
        return Power(base, exponent)

    def postfix(self, left: Node) -> Node:
        token = self.take()
        if token.text == "!":
            raise AlgebraError("Factorials are not used here.", token.position)
        return Quantity(left, token.text)


def _product(left: Node, right: Node) -> Node:
    factors = left.factors if isinstance(left, Multiply) else (left,)
    return Multiply((*factors, right))

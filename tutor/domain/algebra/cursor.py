"""A place in a row of tokens: looking ahead, stepping on, insisting on a mark."""

from __future__ import annotations

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.tokens import Token


class Cursor:
    """`nesting` and `open_bars` count what is open around the place."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0
        self.nesting = 0
        self.open_bars = 0

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

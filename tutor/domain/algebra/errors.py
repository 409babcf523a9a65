"""What can go wrong while reading or comparing mathematics."""

from __future__ import annotations


class AlgebraError(ValueError):
    """A text that cannot be read as mathematics.

    `message` is a sentence its writer can act on; `position` counts characters from the start
    of the text as typed (0-based), or is None when no one place is to blame.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class LimitError(Exception):
    """An exact calculation would grow beyond the bounds in `limits`; another method must decide."""


class UndefinedError(Exception):
    """The expression has no value: a division by zero, or zero to a negative power."""

"""The `blur` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Blur(Signal):
    """The window lost or regained the focus; `blurred_ms` is how long it had been away, else 0."""

    NAME: ClassVar[str] = "blur"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "When another window is in front, and for how long."

    is_focused: bool
    blurred_ms: Span

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        is_focused = rng.random() < 0.5
        return cls(
            at_ms=at_ms,
            is_focused=is_focused,
            blurred_ms=rng.randint(500, 60_000) if is_focused else 0,
        )

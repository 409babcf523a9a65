"""The `idle` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Idle(Signal):
    """No input for 15, 30 or 60 s; once more with the whole length when the span is over."""

    NAME: ClassVar[str] = "idle"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "When nothing is pressed, moved or scrolled for a while."

    idle_ms: Span
    is_over: bool

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        is_over = rng.random() < 0.5
        idle_ms = rng.randint(15_000, 90_000) if is_over else rng.choice((15_000, 30_000, 60_000))
        return cls(at_ms=at_ms, idle_ms=idle_ms, is_over=is_over)

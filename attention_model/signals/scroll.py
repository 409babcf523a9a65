"""The `scroll` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Count, ShortSpan, Signal, ViewportHeights


@dataclass(frozen=True, kw_only=True, slots=True)
class Scroll(Signal):
    """Scrolling during about a second; sent only when there was any."""

    NAME: ClassVar[str] = "scroll"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "How far and how often you scroll, once a second."

    distance_vh: ViewportHeights
    reversals: Count
    jumps: Count
    span_ms: ShortSpan

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        return cls(
            at_ms=at_ms,
            distance_vh=rng.uniform(0.05, 2.0),
            reversals=rng.randint(0, 2),
            jumps=rng.randint(0, 1),
            span_ms=1_000,
        )

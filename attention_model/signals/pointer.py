"""The `pointer` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Count, ShortSpan, Signal, ViewportHeights


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointer(Signal):
    """Pointer movement during about a second; sent only when there was any."""

    NAME: ClassVar[str] = "pointer"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "That the pointer moves or rests, once a second, never where it is."

    moves: Count
    distance_vh: ViewportHeights
    pauses: Count
    span_ms: ShortSpan

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        return cls(
            at_ms=at_ms,
            moves=rng.randint(1, 10),
            distance_vh=rng.uniform(0.01, 1.5),
            pauses=rng.randint(0, 1),
            span_ms=1_000,
        )

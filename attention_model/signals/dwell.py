"""The `dwell` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Fraction, Identity, Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Dwell(Signal):
    """The three honest clocks of an open segment: open, visible and active time since the last."""

    NAME: ClassVar[str] = "dwell"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "How long the page is open, visible and in use."

    segment: Identity
    open_ms: Span
    visible_ms: Span
    active_ms: Span
    depth_p: Fraction

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        visible_ms = rng.randint(0, 5_000)
        return cls(
            at_ms=at_ms,
            segment=rng.randint(1, 500),
            open_ms=5_000,
            visible_ms=visible_ms,
            active_ms=rng.randint(0, visible_ms),
            depth_p=rng.random(),
        )

"""The `segment_leave` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Fraction, Identity, Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class SegmentLeave(Signal):
    """A part of the lesson was left; the spans are totals of that visit."""

    NAME: ClassVar[str] = "segment_leave"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "How long a part of the lesson was open, and how far you read."

    segment: Identity
    open_ms: Span
    visible_ms: Span
    active_ms: Span
    depth_p: Fraction

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        open_ms = rng.randint(1_000, 300_000)
        visible_ms = rng.randint(0, open_ms)
        return cls(
            at_ms=at_ms,
            segment=rng.randint(1, 500),
            open_ms=open_ms,
            visible_ms=visible_ms,
            active_ms=rng.randint(0, visible_ms),
            depth_p=rng.random(),
        )

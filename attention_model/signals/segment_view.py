"""The `segment_view` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self, get_args

from attention_model.compat import override
from attention_model.signals.base import Count, Identity, SegmentKind, Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class SegmentView(Signal):
    """A part of the lesson came into view."""

    NAME: ClassVar[str] = "segment_view"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "Which part of the lesson you open, and when."

    segment: Identity
    segment_kind: SegmentKind
    words: Count
    expected_ms: Span

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        words = rng.randint(40, 400)
        return cls(
            at_ms=at_ms,
            segment=rng.randint(1, 500),
            segment_kind=rng.choice(get_args(SegmentKind)),
            words=words,
            expected_ms=words * 250,
        )

"""The `hint` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Count, Identity, Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint(Signal):
    """A hint was opened, `since_previous_ms` after the one before it or after the exercise."""

    NAME: ClassVar[str] = "hint"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "Which hints you open, and how fast."

    item: Identity
    ordinal: Count
    since_previous_ms: Span
    is_bottom_out: bool

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        ordinal = rng.randint(1, 3)
        return cls(
            at_ms=at_ms,
            item=rng.randint(1, 5_000),
            ordinal=ordinal,
            since_previous_ms=rng.randint(500, 40_000),
            is_bottom_out=ordinal == 3,
        )

"""The `adaptation_seen` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Identity, Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class AdaptationSeen(Signal):
    """A change that the tutor made came into view."""

    NAME: ClassVar[str] = "adaptation_seen"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "When you see a change that the tutor made."

    decision: Identity

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        return cls(at_ms=at_ms, decision=rng.randint(1, 5_000))

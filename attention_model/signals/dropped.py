"""The `dropped` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Count, Name, Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped(Signal):
    """The browser's outbox was full and had to drop signals of one kind."""

    NAME: ClassVar[str] = "dropped"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "When the browser could not keep what it noticed."

    count: Count
    dropped_kind: Name

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        return cls(at_ms=at_ms, count=rng.randint(1, 500), dropped_kind="pointer")

"""The `item_view` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Identity, Name, Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemView(Signal):
    """An exercise came into view."""

    NAME: ClassVar[str] = "item_view"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "Which exercise you open, and when."

    item: Identity
    exercise_type: Name

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        return cls(
            at_ms=at_ms,
            item=rng.randint(1, 5_000),
            exercise_type=rng.choice(("multiple_choice", "numeric")),
        )

"""The `visibility` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Visibility(Signal):
    """The tab was hidden or came back; `hidden_ms` is how long it had been hidden, else 0."""

    NAME: ClassVar[str] = "visibility"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "When this tab is hidden, and for how long."

    is_visible: bool
    hidden_ms: Span

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        is_visible = rng.random() < 0.5
        return cls(
            at_ms=at_ms,
            is_visible=is_visible,
            hidden_ms=rng.randint(500, 120_000) if is_visible else 0,
        )

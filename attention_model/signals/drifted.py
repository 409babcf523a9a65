"""The `drifted` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Drifted(Signal):
    """The learner pressed "I drifted" without being asked."""

    NAME: ClassVar[str] = "drifted"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = 'When you press "I drifted".'

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        return cls(at_ms=at_ms)

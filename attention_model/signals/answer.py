"""The `answer` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Literal, Self

from attention_model.compat import override
from attention_model.signals.base import Attempt, Fraction, Identity, Name, Signal, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer(Signal):
    """An answer and its timing. `first_act_ms` runs from seeing the exercise to the first input.

    `outcome` is `unknown` while the learner is offline; `expected_p` is the chance of success
    that the learner model gave beforehand, nothing when it had none.
    """

    NAME: ClassVar[str] = "answer"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "How long you take to answer, and whether it is right."

    item: Identity
    exercise_type: Name
    attempt: Attempt
    latency_ms: Span
    first_act_ms: Span
    outcome: Literal["right", "almost", "not_yet", "unknown"]
    expected_p: Fraction | None

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        latency_ms = int(rng.lognormvariate(9.2, 0.4))
        return cls(
            at_ms=at_ms,
            item=rng.randint(1, 5_000),
            exercise_type=rng.choice(("multiple_choice", "numeric")),
            attempt=rng.randint(1, 3),
            latency_ms=latency_ms,
            first_act_ms=rng.randint(0, latency_ms),
            outcome=rng.choice(("right", "almost", "not_yet")),
            expected_p=rng.random() if rng.random() < 0.8 else None,
        )

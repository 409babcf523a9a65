"""The `probe_answer` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Literal, Self, get_args

from attention_model.compat import override
from attention_model.signals.base import Identity, Signal, Span

Reply = Literal["on_task", "stuck", "elsewhere", "surroundings", "skipped"]
OFF_TASK: frozenset[str] = frozenset({"elsewhere", "surroundings"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProbeAnswer(Signal):
    """What the learner said about their attention when asked.

    `elsewhere` and `surroundings` are off-task; `stuck` is thought about the task and counts as
    on it; `skipped` is missing.
    """

    NAME: ClassVar[str] = "probe_answer"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "What you answer when the tutor asks where your attention was."

    probe: Identity
    answer: Reply
    latency_ms: Span

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        replies: tuple[Reply, ...] = get_args(Reply)
        return cls(
            at_ms=at_ms,
            probe=rng.randint(1, 5_000),
            answer=rng.choice(replies),
            latency_ms=rng.randint(600, 6_000),
        )

"""An answer of a simulated learner, before it is submitted."""

from __future__ import annotations

from dataclasses import dataclass

from attention_model.signals.answer import Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """An answer that takes `latency_ms` from now; `first_act_ms` of it pass before any input."""

    item: int
    exercise_type: str
    attempt: int
    is_right: bool
    latency_ms: int
    first_act_ms: int
    expected_p: float | None

    def signal(self, at_ms: int) -> Answer:
        """The signal that the browser sends when this is submitted at `at_ms`."""
        return Answer(
            at_ms=at_ms,
            item=self.item,
            exercise_type=self.exercise_type,
            attempt=self.attempt,
            latency_ms=self.latency_ms,
            first_act_ms=self.first_act_ms,
            outcome="right" if self.is_right else "not_yet",
            expected_p=self.expected_p,
        )

"""Frames of signals for tests, and a model that says what a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from attention_model.signals import Signal, encode
from tutor.events.frames import IncomingFrame


@dataclass
class Page:
    """One page boot of a session; `skew_ms` is how far the learner's clock is behind ours."""

    session_pk: int
    skew_ms: int = 0
    stream: str = field(default_factory=lambda: str(uuid4()))
    seq: int = 0

    def frame(self, *events: Signal, now_ms: int) -> IncomingFrame:
        """The next frame of this page, received at `now_ms`."""
        self.seq += 1
        moments = [event.at_ms for event in events] or [now_ms - self.skew_ms]
        return IncomingFrame(
            session_pk=self.session_pk,
            stream=self.stream,
            seq=self.seq,
            sent_at_ms=now_ms - self.skew_ms,
            received_at_ms=now_ms,
            events=json.dumps([encode(event) for event in events]).encode(),
            event_count=len(events),
            first_at_ms=min(moments),
            last_at_ms=max(moments),
        )


@dataclass(frozen=True)
class FakeReason:
    feature: str = "rt_ma3"
    group: str = "answer_timing"
    contribution: float = 0.8
    value: float = -1.4
    words_key: str = "answer_pace"


@dataclass(frozen=True)
class FakeEstimate:
    p_off_task: float | None = 0.2
    low: float | None = 0.1
    high: float | None = 0.4
    p_without_level: float | None = 0.2
    evidence: str = "enough"
    why_not: str = ""
    reasons: tuple[FakeReason, ...] = (FakeReason(),)
    fingerprint: str = "feedfacecafe"


DRIFTING = FakeEstimate(p_off_task=0.7, low=0.55, high=0.8, p_without_level=0.7)
NOT_ENOUGH = FakeEstimate(
    p_off_task=None,
    low=None,
    high=None,
    p_without_level=None,
    evidence="not_enough",
    why_not="Fewer than 8 things were observed so far.",
    reasons=(),
)

Said = Callable[[list[Signal]], FakeEstimate]


class FakeEstimator:
    """Keeps every learner's signals as their state, and says `said(signals)`."""

    def __init__(self, said: Said = lambda _: FakeEstimate()) -> None:
        self.said = said
        self.batches: list[int] = []

    def new_state(self) -> list[Signal]:
        return []

    def update(
        self, batch: Sequence[tuple[list[Signal], Iterable[Signal], int]]
    ) -> list[FakeEstimate]:
        self.batches.append(len(batch))
        for state, events, _ in batch:
            state.extend(events)
        return [self.said(state) for state, _, _ in batch]

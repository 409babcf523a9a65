"""What `frontend/src/outbox.ts` does, for simulated learners: keep a frame until it is acked."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from attention_model.signals import Signal, encode
from tutor.domain.protocol.messages import MAX_EVENTS_A_FRAME

_ACK_WITHIN_S = 10.0
_IN_FLIGHT = 8


@dataclass
class Waiting:
    """A frame that is not acked; `sent_at` is a moment of the monotonic clock, or None."""

    events: list[dict[str, Any]]
    sent_at: float | None = None


class Outbox:
    """One page boot. Frames are named by `stream` and a `seq` from 1 on, and never change."""

    def __init__(self) -> None:
        self.stream = str(uuid.uuid4())
        self.acked: dict[int, int] = {}
        self.nacked = 0
        self._open: list[dict[str, Any]] = []
        self._waiting: dict[int, Waiting] = {}
        self._last_seq = 0

    @property
    def made(self) -> int:
        """Events handed in so far."""
        waiting = sum(len(frame.events) for frame in self._waiting.values())
        return self.acked_events + waiting + len(self._open)

    @property
    def acked_events(self) -> int:
        return sum(self.acked.values())

    @property
    def is_empty(self) -> bool:
        return not self._waiting and not self._open

    def add(self, signals: Iterable[Signal]) -> None:
        self._open += map(encode, signals)

    def seal(self) -> None:
        """Closes the open frame, and more where there are more events than one may hold."""
        while self._open:
            events, self._open = self._open[:MAX_EVENTS_A_FRAME], self._open[MAX_EVENTS_A_FRAME:]
            self._last_seq += 1
            self._waiting[self._last_seq] = Waiting(events)

    def to_send(self, *, sent_at_ms: int) -> list[dict[str, Any]]:
        """Frames to send now, the oldest first."""
        now = time.monotonic()
        in_flight = sum(frame.sent_at is not None for frame in self._waiting.values())
        free = max(0, _IN_FLIGHT - in_flight)
        chosen = [seq for seq, frame in self._waiting.items() if frame.sent_at is None][:free]
        for seq in chosen:
            self._waiting[seq].sent_at = now
        return [self._message(seq, sent_at_ms=sent_at_ms) for seq in chosen]

    def is_overdue(self) -> bool:
        """Whether an ack is so late that the connection is as good as none."""
        limit = time.monotonic() - _ACK_WITHIN_S
        return any(f.sent_at is not None and f.sent_at < limit for f in self._waiting.values())

    def lost_connection(self) -> None:
        """Whatever was on its way has to be sent again."""
        for frame in self._waiting.values():
            frame.sent_at = None

    def ack(self, stream: str, seqs: Iterable[int]) -> None:
        if stream != self.stream:
            return
        for seq in seqs:
            frame = self._waiting.pop(seq, None)
            if frame is not None:
                self.acked[seq] = len(frame.events)

    def _message(self, seq: int, *, sent_at_ms: int) -> dict[str, Any]:
        return {
            "type": "frame",
            "stream": self.stream,
            "seq": seq,
            "sent_at_ms": sent_at_ms,
            "events": self._waiting[seq].events,
        }

"""What a browser keeps track of: the clocks of an open segment, hiding, idle spans."""

from __future__ import annotations

from dataclasses import dataclass

from attention_model.signals import Signal
from attention_model.signals.dwell import Dwell
from attention_model.signals.idle import Idle

DWELL_EVERY_MS = 5_000
IDLE_FLAGS_MS = (15_000, 30_000, 60_000)


@dataclass(slots=True, kw_only=True)
class Visit:
    """The three clocks of an open segment."""

    segment: int
    words_left: float
    last_dwell_ms: int
    seconds_a_word: float = 0.25
    open_ms: int = 0
    visible_ms: int = 0
    active_ms: int = 0
    sent_open_ms: int = 0
    sent_visible_ms: int = 0
    sent_active_ms: int = 0
    depth_p: float = 0.3

    def tick(self, visible: bool, active: bool) -> None:
        """One second passes."""
        self.open_ms += 1000
        self.visible_ms += 1000 * visible
        self.active_ms += 1000 * active

    def dwell(self, at_ms: int) -> Dwell:
        """The deltas since the last one."""
        signal = Dwell(
            at_ms=at_ms,
            segment=self.segment,
            open_ms=self.open_ms - self.sent_open_ms,
            visible_ms=self.visible_ms - self.sent_visible_ms,
            active_ms=self.active_ms - self.sent_active_ms,
            depth_p=self.depth_p,
        )
        self.sent_open_ms, self.sent_visible_ms = self.open_ms, self.visible_ms
        self.sent_active_ms = self.active_ms
        self.last_dwell_ms = at_ms + 1
        return signal


@dataclass(slots=True, kw_only=True)
class Presence:
    """Whether the tab shows, and how long nothing was touched."""

    last_input_ms: int
    is_hidden: bool = False
    hidden_ms: int = 0
    flagged: int = 0

    def hide(self, at_ms: int) -> None:
        """The tab is hidden."""
        self.is_hidden, self.hidden_ms = True, at_ms

    def show(self, at_ms: int) -> int:
        """The tab is back; how long it was hidden, in ms."""
        self.is_hidden = False
        self.last_input_ms, self.flagged = at_ms, 0
        return at_ms - self.hidden_ms

    def note(self, at_ms: int, moved: bool, out: list[Signal]) -> None:
        """Input ends an idle span; its absence raises the flags of 15, 30 and 60 s."""
        idle_ms = at_ms - self.last_input_ms
        if moved:
            if self.flagged:
                out.append(Idle(at_ms=at_ms, idle_ms=idle_ms, is_over=True))
            self.last_input_ms, self.flagged = at_ms, 0
        elif self.flagged < len(IDLE_FLAGS_MS) and idle_ms >= IDLE_FLAGS_MS[self.flagged]:
            out.append(Idle(at_ms=at_ms, idle_ms=idle_ms, is_over=False))
            self.flagged += 1

"""What was observed of one learner: a fold over their signals, with nothing inferred.

It needs no model, so that coming back to the page is noticed even where no estimate is made. Times
are epoch ms on the learner's own clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from attention_model.signals import Signal
from attention_model.signals.answer import Answer
from attention_model.signals.blur import Blur
from attention_model.signals.click import Click
from attention_model.signals.drifted import Drifted
from attention_model.signals.dwell import Dwell
from attention_model.signals.hint import Hint
from attention_model.signals.idle import Idle
from attention_model.signals.item_view import ItemView
from attention_model.signals.pointer import Pointer
from attention_model.signals.scroll import Scroll
from attention_model.signals.segment_leave import SegmentLeave
from attention_model.signals.segment_view import SegmentView
from attention_model.signals.visibility import Visibility
from tutor.domain.learner.evidence import RAPID_MS
from tutor.domain.policy.situation import Presence

RECENT_MS = 90_000
# Somebody whose last input is this fresh, with an exercise open, may be writing an answer.
ANSWERING_MS = 10_000
# One return is noticed twice: the page becomes visible, and the window has the keyboard.
ONE_RETURN_MS = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """The learner is back: how long the page had been hidden, or another window in front of it."""

    at_ms: int
    hidden_ms: int = 0
    blurred_ms: int = 0

    @property
    def away_ms(self) -> int:
        return max(self.hidden_ms, self.blurred_ms)


@dataclass(slots=True)
class Watch:
    """What is known by now. `take` its signals in order."""

    segment: int | None = None
    segment_kind: str = ""
    open_item: int | None = None
    hidden_since_ms: int | None = None
    last_input_ms: int = 0
    last_at_ms: int = 0
    active_session_ms: int = 0
    wrong_in_a_row: int = 0
    hints_in_a_row: int = 0
    fast_answers_in_a_row: int = 0
    drifted_at_ms: int | None = None
    has_drifted_here: bool = False
    _back: Return | None = None
    _last_back_ms: int = 0
    _active: deque[tuple[int, int]] = field(default_factory=deque)

    def take(self, events: Iterable[Signal]) -> None:
        """Takes in what happened next."""
        for event in events:
            if event.at_ms > self.last_at_ms:
                self.last_at_ms = event.at_ms
            handler = _HANDLERS.get(type(event))
            if handler is not None:
                handler(self, event)

    def is_answering(self, *, now_ms: int) -> bool:
        """Whether an answer may be being written; `now_ms` is on the learner's clock."""
        return self.open_item is not None and now_ms - self.last_input_ms < ANSWERING_MS

    def hidden_ms(self, *, now_ms: int) -> int:
        """For how long the page has been hidden until now; 0 while it is visible."""
        return 0 if self.hidden_since_ms is None else max(0, now_ms - self.hidden_since_ms)

    def idle_ms(self, *, now_ms: int) -> int:
        return max(0, now_ms - self.last_input_ms) if self.last_input_ms else 0

    def presence(self, *, now_ms: int, back: Return | None = None) -> Presence:
        """As the policy may know it; `back` only at the moment of a return."""
        self._forget(now_ms)
        return Presence(
            last_hidden_ms=back.hidden_ms if back else 0,
            last_blurred_ms=back.blurred_ms if back else 0,
            idle_ms=self.idle_ms(now_ms=now_ms),
            active_ms_90s=sum(active for _, active in self._active),
            wrong_in_a_row=self.wrong_in_a_row,
            hints_in_a_row=self.hints_in_a_row,
            fast_answers_in_a_row=self.fast_answers_in_a_row,
            active_session_ms=self.active_session_ms,
            has_drifted_press=self.drifted_at_ms is not None,
            has_drifted_here=self.has_drifted_here,
        )

    def taken_return(self) -> Return | None:
        """The return since the last call, which forgets it."""
        back, self._back = self._back, None
        return back

    def taken_drift(self) -> bool:
        """Whether "I drifted" was pressed since the last call, which forgets it."""
        was_pressed, self.drifted_at_ms = self.drifted_at_ms is not None, None
        return was_pressed

    def _acted(self, event: Signal) -> None:
        if event.at_ms > self.last_input_ms:
            self.last_input_ms = event.at_ms

    def _saw_item(self, event: ItemView) -> None:
        self._acted(event)
        self.open_item = event.item

    def _took_hint(self, event: Hint) -> None:
        self._acted(event)
        self.hints_in_a_row += 1

    def _answered(self, event: Answer) -> None:
        self._acted(event)
        self.hints_in_a_row = 0
        is_fast = event.latency_ms < RAPID_MS
        self.fast_answers_in_a_row = self.fast_answers_in_a_row + 1 if is_fast else 0
        if event.outcome == "not_yet":
            self.wrong_in_a_row += 1
        elif event.outcome != "unknown":
            self.wrong_in_a_row = 0
            if event.item == self.open_item:
                self.open_item = None

    def _opened(self, event: SegmentView) -> None:
        self._acted(event)
        self.segment, self.segment_kind = event.segment, event.segment_kind
        self.open_item = None
        self.has_drifted_here = False

    def _left(self, event: SegmentLeave) -> None:
        self.open_item = None

    def _dwelt(self, event: Dwell) -> None:
        self.active_session_ms += event.active_ms
        self._active.append((event.at_ms, event.active_ms))
        self._forget(event.at_ms)

    def _said_drifted(self, event: Drifted) -> None:
        self._acted(event)
        self.drifted_at_ms = event.at_ms
        self.has_drifted_here = True

    def _was_idle(self, event: Idle) -> None:
        if event.is_over:
            self._acted(event)

    def _changed_visibility(self, event: Visibility) -> None:
        self.hidden_since_ms = None if event.is_visible else event.at_ms
        if event.is_visible:
            self._acted(event)
            self._came_back(Return(at_ms=event.at_ms, hidden_ms=event.hidden_ms))

    def _changed_focus(self, event: Blur) -> None:
        if event.is_focused:
            self._acted(event)
            self._came_back(Return(at_ms=event.at_ms, blurred_ms=event.blurred_ms))

    def _came_back(self, back: Return) -> None:
        is_same = back.at_ms - self._last_back_ms < ONE_RETURN_MS
        self._last_back_ms = back.at_ms
        if self._back is not None:
            self._back = Return(
                at_ms=self._back.at_ms,
                hidden_ms=max(self._back.hidden_ms, back.hidden_ms),
                blurred_ms=max(self._back.blurred_ms, back.blurred_ms),
            )
        elif not is_same:
            self._back = back

    def _forget(self, now_ms: int) -> None:
        while self._active and self._active[0][0] < now_ms - RECENT_MS:
            self._active.popleft()


_HANDLERS: dict[type[Signal], Callable[[Watch, Any], None]] = {
    Scroll: Watch._acted,
    Pointer: Watch._acted,
    Click: Watch._acted,
    ItemView: Watch._saw_item,
    Hint: Watch._took_hint,
    Answer: Watch._answered,
    SegmentView: Watch._opened,
    SegmentLeave: Watch._left,
    Dwell: Watch._dwelt,
    Drifted: Watch._said_drifted,
    Idle: Watch._was_idle,
    Visibility: Watch._changed_visibility,
    Blur: Watch._changed_focus,
}

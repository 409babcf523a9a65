"""What was observed of one learner: a fold over their signals, with nothing inferred.

It needs no model, so that coming back to the page is noticed even where no estimate is made. Times
are epoch ms on the learner's own clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    _back: Return | None = None
    _last_back_ms: int = 0
    _active: deque[tuple[int, int]] = field(default_factory=deque)

    def take(self, events: Iterable[Signal]) -> None:
        """Takes in what happened next."""
        for event in events:
            self.last_at_ms = max(self.last_at_ms, event.at_ms)
            if isinstance(event, Scroll | Pointer | Click):
                self._input(event.at_ms)
            elif isinstance(event, Answer | Hint | ItemView):
                self._practice(event)
            else:
                self._page(event)

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
        )

    def taken_return(self) -> Return | None:
        """The return since the last call, which forgets it."""
        back, self._back = self._back, None
        return back

    def taken_drift(self) -> bool:
        """Whether "I drifted" was pressed since the last call, which forgets it."""
        was_pressed, self.drifted_at_ms = self.drifted_at_ms is not None, None
        return was_pressed

    def _input(self, at_ms: int) -> None:
        self.last_input_ms = max(self.last_input_ms, at_ms)

    def _practice(self, event: Answer | Hint | ItemView) -> None:
        self._input(event.at_ms)
        if isinstance(event, ItemView):
            self.open_item = event.item
        elif isinstance(event, Hint):
            self.hints_in_a_row += 1
        else:
            self._answered(event)

    def _answered(self, event: Answer) -> None:
        self.hints_in_a_row = 0
        is_fast = event.latency_ms < RAPID_MS
        self.fast_answers_in_a_row = self.fast_answers_in_a_row + 1 if is_fast else 0
        if event.outcome == "not_yet":
            self.wrong_in_a_row += 1
        elif event.outcome != "unknown":
            self.wrong_in_a_row = 0
            if event.item == self.open_item:
                self.open_item = None

    def _page(self, event: Signal) -> None:
        if isinstance(event, SegmentView):
            self.segment, self.segment_kind = event.segment, event.segment_kind
            self.open_item = None
            self._input(event.at_ms)
        elif isinstance(event, Dwell):
            self.active_session_ms += event.active_ms
            self._active.append((event.at_ms, event.active_ms))
            self._forget(event.at_ms)
        elif isinstance(event, SegmentLeave):
            self.open_item = None
        elif isinstance(event, Visibility | Blur):
            self._left_or_back(event)
        elif isinstance(event, Drifted):
            self.drifted_at_ms = event.at_ms
            self._input(event.at_ms)
        elif isinstance(event, Idle) and event.is_over:
            self._input(event.at_ms)

    def _left_or_back(self, event: Visibility | Blur) -> None:
        if isinstance(event, Visibility):
            self.hidden_since_ms = None if event.is_visible else event.at_ms
            if event.is_visible:
                self._came_back(Return(at_ms=event.at_ms, hidden_ms=event.hidden_ms))
        elif event.is_focused:
            self._came_back(Return(at_ms=event.at_ms, blurred_ms=event.blurred_ms))

    def _came_back(self, back: Return) -> None:
        self._input(back.at_ms)
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

"""From one signal to the sums of the open second: one small function a signal.

A handler sees what is known of the learner, the signal, and the moment it counts for. It may add to
channels of the open second and change what is known; it can never touch a closed second.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model.answers import AnswerHistory, RunningMean
from attention_model.arena import NEW_SESSION_AFTER_S, Arena
from attention_model.channels import Channel, Context
from attention_model.scalars import (
    BLOCK_RESIDUAL,
    BLURRED,
    HAS_POINTER,
    HAS_SCROLL,
    HIDDEN,
    HIDDEN_SINCE_S,
    LAST_ANSWER_S,
    LAST_EVENT_S,
    LAST_HIDDEN_S,
    LAST_INPUT_S,
    LAST_PROBE_S,
    RETURNED_S,
    SEGMENT_USUAL_S,
    SESSION_START_S,
    STRETCH_EVENTS,
)
from attention_model.signals import Signal
from attention_model.signals.answer import Answer
from attention_model.signals.blur import Blur
from attention_model.signals.click import Click
from attention_model.signals.drifted import Drifted
from attention_model.signals.gaze import Gaze
from attention_model.signals.hint import Hint
from attention_model.signals.idle import Idle
from attention_model.signals.item_view import ItemView
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.signals.scroll import Scroll
from attention_model.signals.segment_leave import SegmentLeave
from attention_model.signals.segment_view import SegmentView
from attention_model.signals.visibility import Visibility

Floats = NDArray[np.float64]

NO_ITEM = -1
FAST_HINT_MS = 2_000  # a hint opened so soon after the one before was not read (features paper)
PRIOR_BLOCKS = 2.0  # blocks that the population's reading pace is worth
SHORT_FIXATION_MS = 60.0  # below it a tracker reports noise


# Plain integers: looking a member up on an enumeration costs more than adding to a list.
_C = {channel.name: int(channel) for channel in Channel}
EVENTS = _C["EVENTS"]
ANSWERS = _C["ANSWERS"]
AREA_HITS = _C["AREA_HITS"]
BLURS = _C["BLURS"]
CLICKS = _C["CLICKS"]
DEAD_CLICKS = _C["DEAD_CLICKS"]
DISPERSION_RESIDUAL = _C["DISPERSION_RESIDUAL"]
DRIFTS = _C["DRIFTS"]
EASY_MISSES = _C["EASY_MISSES"]
FAST_HINTS = _C["FAST_HINTS"]
FIXATIONS = _C["FIXATIONS"]
FIXATION_RESIDUAL = _C["FIXATION_RESIDUAL"]
GAZE_S = _C["GAZE_S"]
GAZE_VALID_S = _C["GAZE_VALID_S"]
HIDES = _C["HIDES"]
HINTS = _C["HINTS"]
JUMPS = _C["JUMPS"]
OFFSCREEN_S = _C["OFFSCREEN_S"]
PAUSES = _C["PAUSES"]
POINTERS = _C["POINTERS"]
RAPID = _C["RAPID"]
REVERSALS = _C["REVERSALS"]
SCROLLS = _C["SCROLLS"]
SUCCESS_RESIDUAL = _C["SUCCESS_RESIDUAL"]
TIME_ABS_RESIDUAL = _C["TIME_ABS_RESIDUAL"]
TIME_RESIDUAL = _C["TIME_RESIDUAL"]
UNANSWERED = _C["UNANSWERED"]


@dataclass(slots=True)
class Known:
    """What is remembered of one learner outside the arrays, and the learner's row in them."""

    row: int
    arena: Arena = field(repr=False)
    answers: AnswerHistory = field(default_factory=AnswerHistory)
    pace: RunningMean = field(default_factory=RunningMean)
    segment: int = -1
    open_item: int = NO_ITEM
    has_new_answer: bool = False

    @property
    def scalars(self) -> Floats:
        """The learner's row of `Arena.scalar`, to read and to write."""
        row: Floats = self.arena.scalar[self.row]
        return row

    @property
    def open(self) -> Floats:
        """The sums of the learner's open second, to read and to write."""
        row: Floats = self.arena.open[self.row]
        return row

    @property
    def clock_s(self) -> int:
        """The open second since the epoch; -1 before the first signal."""
        return int(self.arena.clock_s[self.row])

    def turn_to(self, context: Context) -> None:
        """The activity on the page from now on."""
        self.arena.context[self.row] = int(context)

    def restart(self, second: int) -> None:
        """Begin a new stretch at `second`: habits, rates and answers are kept."""
        scalars = self.scalars
        silence_s = second - scalars[LAST_EVENT_S]
        scalars[STRETCH_EVENTS] = scalars[HIDDEN] = scalars[BLURRED] = 0.0
        scalars[LAST_INPUT_S] = scalars[LAST_EVENT_S] = float(second)
        if not silence_s < NEW_SESSION_AFTER_S:
            scalars[SESSION_START_S] = float(second)
            scalars[LAST_PROBE_S] = math.nan
        self.arena.restart(self.row, second)


def _input(known: Known, second: float) -> None:
    scalars = known.scalars
    # The latest moment, not the last to arrive: signals of one second come by kind.
    if not second <= scalars[LAST_INPUT_S]:
        scalars[LAST_INPUT_S] = second
    scalars[STRETCH_EVENTS] += 1.0
    known.open[EVENTS] += 1.0


def _segment_view(known: Known, event: SegmentView, second: float) -> None:
    is_practice = event.segment_kind == "practice"
    known.segment = event.segment
    known.turn_to(Context.PRACTICE if is_practice else Context.READING)
    scalar = known.scalars
    usual_s = event.expected_ms / 1000 * math.exp(known.pace.shrunk(0.0, PRIOR_BLOCKS))
    is_read = event.segment_kind in {"reading", "worked_example"} and usual_s >= 5
    scalar[SEGMENT_USUAL_S] = usual_s if is_read else math.nan
    known.arena.segment_active_s[known.row] = 0.0


def _segment_leave(known: Known, event: SegmentLeave, second: float) -> None:
    del second
    scalar = known.scalars
    usual_s = scalar[SEGMENT_USUAL_S]
    if event.segment != known.segment or math.isnan(usual_s):
        return
    active_s = max(event.active_ms / 1000, 1.0)
    residual = max(-2.0, min(2.0, math.log(active_s / usual_s)))
    scalar[BLOCK_RESIDUAL] = residual
    known.pace.add(known.pace.shrunk(0.0, PRIOR_BLOCKS) + residual)
    scalar[SEGMENT_USUAL_S] = math.nan


def _scroll(known: Known, event: Scroll, second: float) -> None:
    known.scalars[HAS_SCROLL] = 1.0
    known.open[SCROLLS] += 1.0
    if event.reversals:
        known.open[REVERSALS] += float(event.reversals)
    if event.jumps:
        known.open[JUMPS] += float(event.jumps)


def _pointer(known: Known, event: Pointer, second: float) -> None:
    known.scalars[HAS_POINTER] = 1.0
    known.open[POINTERS] += 1.0
    if event.pauses:
        known.open[PAUSES] += float(event.pauses)


def _click(known: Known, event: Click, second: float) -> None:
    known.open[CLICKS] += 1.0
    if not event.is_interactive:
        known.open[DEAD_CLICKS] += 1.0


def _visibility(known: Known, event: Visibility, second: float) -> None:
    scalar = known.scalars
    if event.is_visible:
        scalar[HIDDEN] = 0.0
        scalar[LAST_HIDDEN_S] = event.hidden_ms / 1000
        scalar[RETURNED_S] = second
    else:
        scalar[HIDDEN] = 1.0
        scalar[HIDDEN_SINCE_S] = second
        known.open[HIDES] += 1.0
    scalar[STRETCH_EVENTS] += 1.0


def _blur(known: Known, event: Blur, second: float) -> None:
    scalar = known.scalars
    scalar[BLURRED] = 0.0 if event.is_focused else 1.0
    if event.is_focused:
        scalar[RETURNED_S] = second
    else:
        known.open[BLURS] += 1.0
    scalar[STRETCH_EVENTS] += 1.0


def _idle(known: Known, event: Idle, second: float) -> None:
    if event.is_over:
        _input(known, second)
        return
    scalar = known.scalars
    scalar[LAST_INPUT_S] = min(scalar[LAST_INPUT_S], second - event.idle_ms / 1000)


def _item_view(known: Known, event: ItemView, second: float) -> None:
    known.turn_to(Context.PRACTICE)
    if known.open_item not in {event.item, NO_ITEM}:
        known.open[UNANSWERED] += 1.0
    known.open_item = event.item
    known.scalars[SEGMENT_USUAL_S] = math.nan


SUCCESS = {"right": 1.0, "almost": 0.5, "not_yet": 0.0}


def _answer(known: Known, event: Answer, second: float) -> None:
    # Only first attempts have an expectation; a second attempt follows feedback.
    success = SUCCESS.get(event.outcome) if event.attempt == 1 else None
    residuals = known.answers.take(
        exercise_type=event.exercise_type if event.attempt == 1 else event.exercise_type + " again",
        latency_ms=event.latency_ms,
        first_act_ms=event.first_act_ms,
        success=success,
        expected_p=event.expected_p,
    )
    known.has_new_answer = True
    known.open_item = NO_ITEM
    known.scalars[LAST_ANSWER_S] = second
    opened = known.open
    opened[ANSWERS] += 1.0
    opened[TIME_RESIDUAL] += residuals.time
    opened[TIME_ABS_RESIDUAL] += abs(residuals.time)
    if residuals.is_rapid:
        opened[RAPID] += 1.0
    if residuals.success is not None:
        opened[SUCCESS_RESIDUAL] += residuals.success
    if residuals.is_easy_miss:
        opened[EASY_MISSES] += 1.0


def _hint(known: Known, event: Hint, second: float) -> None:
    known.open[HINTS] += 1.0
    if event.since_previous_ms < FAST_HINT_MS:
        known.open[FAST_HINTS] += 1.0


def _drifted(known: Known, event: Drifted, second: float) -> None:
    del event
    known.open[DRIFTS] += 1.0


def _probe_answer(known: Known, event: ProbeAnswer, second: float) -> None:
    # The answer itself moves the learner's own level, in the estimator. Here only the moment
    # counts: reaching for the probe is no behaviour on the lesson, so it adds to no channel.
    del event
    known.scalars[LAST_PROBE_S] = second


def _gaze(known: Known, event: Gaze, second: float) -> None:
    del second
    span_s = max(event.span_ms, event.fixation_ms, event.offscreen_ms) / 1000
    known.open[GAZE_S] += span_s
    known.open[GAZE_VALID_S] += span_s * event.valid_p
    if event.offscreen_ms:
        known.open[OFFSCREEN_S] += event.offscreen_ms / 1000
    if event.fixation_ms < SHORT_FIXATION_MS:
        return
    # Raw logs: the learner's usual is subtracted when the second closes, for all at once.
    known.open[FIXATIONS] += 1.0
    known.open[FIXATION_RESIDUAL] += math.log(event.fixation_ms / 1000)
    known.open[DISPERSION_RESIDUAL] += math.log(max(event.dispersion_vh, 0.001))
    if event.area:
        known.open[AREA_HITS] += 1.0


HANDLERS: dict[str, Callable[[Known, Any, float], None]] = {
    SegmentView.NAME: _segment_view,
    SegmentLeave.NAME: _segment_leave,
    Scroll.NAME: _scroll,
    Pointer.NAME: _pointer,
    Click.NAME: _click,
    Visibility.NAME: _visibility,
    Blur.NAME: _blur,
    Idle.NAME: _idle,
    ItemView.NAME: _item_view,
    Answer.NAME: _answer,
    Hint.NAME: _hint,
    Drifted.NAME: _drifted,
    ProbeAnswer.NAME: _probe_answer,
    Gaze.NAME: _gaze,
}

# What the learner does on the page: it ends idleness and counts as observed.
INPUTS = frozenset(
    signal.NAME for signal in (SegmentView, Scroll, Pointer, Click, ItemView, Answer, Hint, Drifted)
)


def take(known: Known, event: Signal, second: float) -> None:
    """Take one signal into the open second, at the moment `second` (s since the epoch)."""
    handler = HANDLERS.get(event.NAME)
    if handler is not None:
        handler(known, event, second)
    if event.NAME in INPUTS:
        _input(known, second)

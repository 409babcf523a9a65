"""Signals of many learners into their open seconds at once: an array a kind, not a call a signal.

The frequent kinds only add to sums, so their order within a second does not matter and they are
added by kind. Every other kind goes through its handler in `ingest`, in order. What an idle span
means depends on what came before it in the same second: one a learner is taken in between the two
halves of the inputs. What a live tick brings is taken in here; a rebuild with hours of signals, a
gap or a second idle span goes one by one in `windows`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model.arena import AWAY_AFTER_S, Arena
from attention_model.channels import BIN_MS, Channel
from attention_model.ingest import HANDLERS, INPUTS, SHORT_FIXATION_MS, Known
from attention_model.scalars import (
    HAS_POINTER,
    HAS_SCROLL,
    LAST_EVENT_S,
    LAST_INPUT_S,
    STRETCH_EVENTS,
)
from attention_model.signals import SIGNALS, Signal
from attention_model.signals.click import Click
from attention_model.signals.gaze import Gaze
from attention_model.signals.idle import Idle
from attention_model.signals.pointer import Pointer
from attention_model.signals.scroll import Scroll

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

MOST_AT_ONCE = 64  # signals of one learner; a rebuild has more and is read a second at a time
# For BY_HAND and ACTED a handler is called; from ACTED on the learner did something on the page.
IGNORED, IDLED, GAZED, BY_HAND, ACTED, RETURNED, SCROLLED, POINTED, CLICKED = range(9)


def _code(signal: type[Signal]) -> int:
    if signal.NAME not in HANDLERS:
        return IGNORED
    return ACTED if signal.NAME in INPUTS else BY_HAND


_CODES: dict[type[Signal], int] = {
    **{signal: _code(signal) for signal in SIGNALS},
    Idle: IDLED,
    Scroll: SCROLLED,
    Pointer: POINTED,
    Click: CLICKED,
    Gaze: GAZED,
}
_AT_MS, _ROW = attrgetter("at_ms"), attrgetter("row")


@dataclass(slots=True, weakref_slot=True, eq=False)
class LiveLearner:
    """A handle on one `row` of the arena; the row is free again when the handle is gone."""

    row: int
    known: Known
    waiting: Sequence[Signal] = ()


def rows_of(learners: Sequence[LiveLearner]) -> Rows:
    """The rows of the arena that are the learners', (B,)."""
    return np.fromiter(map(_ROW, learners), np.intp, len(learners))


def take_due(arena: Arena, learners: Sequence[LiveLearner]) -> list[LiveLearner]:
    """Take in what is due of each learner's waiting signals; who has to be read one by one."""
    few = [learner for learner in learners if len(learner.waiting) <= MOST_AT_ONCE]
    if len(few) < 2:
        return list(learners)
    left = [learner for learner in learners if len(learner.waiting) > MOST_AT_ONCE]
    rows = rows_of(few)
    clock_s = arena.clock_s[rows]
    first_ms = np.fromiter((learner.waiting[0].at_ms for learner in few), np.float64, len(few))
    is_due = first_ms / BIN_MS < clock_s + 1
    # What lies in later seconds waits; only after a long silence it may start a new stretch.
    is_away = clock_s - arena.scalar[rows, LAST_EVENT_S] > AWAY_AFTER_S
    left += [few[index] for index in np.flatnonzero(~is_due & ((clock_s < 0) | is_away)).tolist()]
    due = [few[index] for index in np.flatnonzero(is_due).tolist()]
    return left + _take_open(arena, due, rows[is_due]) if due else left


def _take_open(arena: Arena, learners: Sequence[LiveLearner], rows: Rows) -> list[LiveLearner]:
    """Take in what lies in the open seconds; of whom the order counts is given back untouched."""
    waiting = [learner.waiting for learner in learners]
    flat: list[Any] = list(chain.from_iterable(waiting))
    sizes = np.fromiter(map(len, waiting), np.intp, len(waiting))
    starts = np.cumsum(sizes) - sizes
    owner = np.repeat(np.arange(len(learners)), sizes)
    at_s = np.fromiter(map(_AT_MS, flat), np.float64, len(flat)) / BIN_MS
    clock_s = arena.clock_s[rows]
    place = np.arange(len(flat)) - starts[owner]
    is_later = at_s >= (clock_s + 1)[owner]
    due = np.minimum.reduceat(np.where(is_later, place, sizes[owner]), starts)
    codes = np.fromiter(map(_CODES.__getitem__, map(type, flat)), np.int8, len(flat))
    codes[place >= due[owner]] = IGNORED
    for index in np.flatnonzero(codes == IDLED).tolist():
        if flat[index].is_over:
            codes[index] = RETURNED
    is_mine = np.add.reduceat(codes == IDLED, starts, dtype=np.intp) < 2
    codes[~is_mine[owner]] = IGNORED
    moments = np.maximum(at_s, clock_s[owner])
    _add_frequent(arena, flat, codes, rows[owner])
    _touch(arena, flat, codes, rows[owner], moments)
    by_hand = np.flatnonzero((codes == BY_HAND) | (codes == ACTED))
    _hand_over(learners, flat, by_hand, owner, moments)
    mine = np.flatnonzero(is_mine)
    arena.scalar[rows[mine], LAST_EVENT_S] = moments[starts[mine] + due[mine] - 1]
    for index, taken in zip(mine.tolist(), due[mine].tolist(), strict=True):
        learners[index].waiting = waiting[index][taken:]
    return [learners[index] for index in np.flatnonzero(~is_mine).tolist()]


def _hand_over(
    learners: Sequence[LiveLearner],
    flat: Sequence[Signal],
    places: Rows,
    owner: Rows,
    moments: Floats,
) -> None:
    for place, index, moment in zip(
        places.tolist(), owner[places].tolist(), moments[places].tolist(), strict=True
    ):
        event = flat[place]
        HANDLERS[event.NAME](learners[index].known, event, moment)


def _touch(
    arena: Arena, flat: Sequence[Any], codes: NDArray[Any], rows: Rows, moments: Floats
) -> None:
    """When each learner last did something, with at most one idle span among each one's signals."""
    last_input = arena.scalar.reshape(-1)[LAST_INPUT_S:]
    cells = rows * arena.scalar.shape[1]
    idled = np.flatnonzero(codes == IDLED)
    idle_at = np.full(arena.capacity, len(flat))
    idle_at[rows[idled]] = idled
    touched = np.flatnonzero(codes >= ACTED)
    is_before = touched < idle_at[rows[touched]]
    before, after = touched[is_before], touched[~is_before]
    np.fmax.at(last_input, cells[before], moments[before])
    idle_s = (
        np.fromiter((flat[index].idle_ms for index in idled.tolist()), float, len(idled)) / 1000
    )
    last_input[cells[idled]] = np.minimum(last_input[cells[idled]], moments[idled] - idle_s)
    np.fmax.at(last_input, cells[after], moments[after])


def _add_frequent(arena: Arena, flat: Sequence[Signal], codes: NDArray[Any], rows: Rows) -> None:
    for code, add in _ADDERS.items():
        places = np.flatnonzero(codes == code)
        if places.size:
            add(arena.open, [flat[place] for place in places.tolist()], rows[places])
    arena.scalar[rows[codes == SCROLLED], HAS_SCROLL] = 1.0
    arena.scalar[rows[codes == POINTED], HAS_POINTER] = 1.0
    touched = rows[codes >= ACTED]
    _add(arena.open, touched, Channel.EVENTS, 1.0)
    _add(arena.scalar, touched, STRETCH_EVENTS, 1.0)


def _add(table: Floats, rows: Rows, column: int, values: Floats | Sequence[float] | float) -> None:
    """Add to one column, in order; a row may come often. One dimension is what numpy is fast at."""
    np.add.at(table.reshape(-1), rows * table.shape[1] + column, values)


def _column(events: Sequence[Any], name: str) -> Floats:
    return np.fromiter(map(attrgetter(name), events), np.float64, len(events))


def _add_scrolls(opened: Floats, events: Sequence[Scroll], rows: Rows) -> None:
    _add(opened, rows, Channel.SCROLLS, 1.0)
    _add(opened, rows, Channel.REVERSALS, _column(events, "reversals"))
    _add(opened, rows, Channel.JUMPS, _column(events, "jumps"))


def _add_pointers(opened: Floats, events: Sequence[Pointer], rows: Rows) -> None:
    _add(opened, rows, Channel.POINTERS, 1.0)
    _add(opened, rows, Channel.PAUSES, _column(events, "pauses"))


def _add_clicks(opened: Floats, events: Sequence[Click], rows: Rows) -> None:
    _add(opened, rows, Channel.CLICKS, 1.0)
    _add(opened, rows, Channel.DEAD_CLICKS, 1.0 - _column(events, "is_interactive"))


def _add_gaze(opened: Floats, events: Sequence[Gaze], rows: Rows) -> None:
    fixation_ms, off_ms = _column(events, "fixation_ms"), _column(events, "offscreen_ms")
    span_s = np.maximum(np.maximum(_column(events, "span_ms"), fixation_ms), off_ms) / 1000
    _add(opened, rows, Channel.GAZE_S, span_s)
    _add(opened, rows, Channel.GAZE_VALID_S, span_s * _column(events, "valid_p"))
    _add(opened, rows, Channel.OFFSCREEN_S, off_ms / 1000)
    fixated = np.flatnonzero(fixation_ms >= SHORT_FIXATION_MS)
    seen, rows = [events[place] for place in fixated.tolist()], rows[fixated]
    # Logarithms by the standard library, so that a rebuild has the same last bit.
    durations = [math.log(ms / 1000) for ms in fixation_ms[fixated].tolist()]
    spreads = [math.log(max(event.dispersion_vh, 0.001)) for event in seen]
    _add(opened, rows, Channel.FIXATIONS, 1.0)
    _add(opened, rows, Channel.FIXATION_RESIDUAL, durations)
    _add(opened, rows, Channel.DISPERSION_RESIDUAL, spreads)
    _add(opened, rows, Channel.AREA_HITS, [float(bool(event.area)) for event in seen])


_ADDERS: dict[int, Callable[[Floats, Sequence[Any], Rows], None]] = {
    SCROLLED: _add_scrolls,
    POINTED: _add_pointers,
    CLICKED: _add_clicks,
    GAZED: _add_gaze,
}

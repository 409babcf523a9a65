"""Signals to window features, causally: (learner, its new signals, the time) -> one row each.

    windows = Windows()
    learner = windows.new_learner()
    windows.advance([(learner, signals, to_s)])
    x = windows.matrix([learner])  # (1, F), nan where something was not observed

A signal counts for the second in which it happened if that second is still open, else for the open
one: a late signal may come late, but no closed second ever changes. Feeding a stream in pieces of
any size gives the same numbers as feeding it whole.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.arena import AWAY_AFTER_S, LAST_EVENT_S, Arena
from attention_model.channels import BIN_MS, CHANNELS
from attention_model.ingest import HANDLERS, Known
from attention_model.matrix import feature_matrix
from attention_model.signals import Signal
from attention_model.state_filter import StateFilter

Floats = NDArray[np.float64]


@dataclass(slots=True, weakref_slot=True, eq=False)
class LiveLearner:
    """A handle on one row of the arena; the row is free again when the handle is gone."""

    known: Known
    waiting: Sequence[Signal] = ()

    @property
    def row(self) -> int:
        """The learner's row in every array of the arena."""
        return self.known.row


Delivery = tuple[LiveLearner, Sequence[Signal], float]


class Windows:
    """The live windows of many learners."""

    def __init__(self, state_filter: StateFilter | None = None, *, capacity: int = 64) -> None:
        self.arena = Arena(state_filter, capacity=capacity)

    def new_learner(self) -> LiveLearner:
        """A learner of whom nothing is known yet."""
        learner = LiveLearner(Known(self.arena.claim()))
        weakref.finalize(learner, self.arena.release, learner.row).atexit = False
        return learner

    def clock_s(self, learner: LiveLearner) -> int:
        """The learner's open second since the epoch; -1 before the first signal."""
        return learner.known.clock_s

    def advance(self, deliveries: Iterable[Delivery]) -> None:
        """Take new signals in and close every second before each `to_s` (s since the epoch)."""
        running: list[tuple[LiveLearner, int]] = []
        for learner, events, to_s in deliveries:
            learner.waiting = [*learner.waiting, *events] if learner.waiting else events
            target = int(to_s)
            if learner.waiting or target > learner.known.clock_s:
                running.append((learner, target))
        while running:
            running = self._one_second(running)

    def _one_second(self, running: list[tuple[LiveLearner, int]]) -> list[tuple[LiveLearner, int]]:
        touched: list[Known] = []
        still: list[tuple[LiveLearner, int]] = []
        for learner, target in running:
            known = learner.known
            if learner.waiting and self._take_due(learner):
                touched.append(known)
            if known.clock_s < 0 or known.clock_s >= target:
                continue
            if not learner.waiting and _is_away(known, known.clock_s):
                # Nobody is there: nothing is learnt from an empty room, so time just stands.
                continue
            still.append((learner, target))
        self._write_down(touched)
        if still:
            self._close([learner.known for learner, _ in still])
        return still

    def _take_due(self, learner: LiveLearner) -> bool:
        """Take in what belongs to the open second or is late; whether there was anything."""
        known, waiting = learner.known, learner.waiting
        taken = 0
        start_s, end_s, moment = float(known.clock_s), float(known.clock_s + 1), 0.0
        for event in waiting:
            at_s = event.at_ms / BIN_MS
            if at_s >= end_s or start_s < 0:
                if taken:
                    known.scalars[LAST_EVENT_S] = moment
                if not self._starts_afresh(known, at_s):
                    break
                start_s, end_s = float(known.clock_s), float(known.clock_s + 1)
            moment = max(start_s, at_s)
            taken += 1
            if event.NAME in HANDLERS:
                HANDLERS[event.NAME](known, event, moment)
        if not taken:
            return False
        known.scalars[LAST_EVENT_S] = moment
        known.is_open_used = True
        learner.waiting = waiting[taken:]
        return True

    def _starts_afresh(self, known: Known, at_s: float) -> bool:
        # Both must be far, so that a rebuild from stored signals closes the same seconds as a
        # live stretch did before it was known that nothing would follow.
        second = known.clock_s
        if second >= 0 and not (_is_away(known, second) and _is_away(known, at_s)):
            return False
        known.restart(int(at_s))
        self.arena.restart(known.row, int(at_s))
        return True

    def _write_down(self, touched: list[Known]) -> None:
        """Copy what the signals changed into the arrays."""
        if not touched:
            return
        arena = self.arena
        rows = [known.row for known in touched]
        arena.scalar[rows] = [known.scalars for known in touched]
        arena.context[rows] = [known.context for known in touched]
        for known in touched:
            if known.has_new_answer:
                arena.answer_now[known.row] = known.answers.summary()
                known.has_new_answer = False
            if known.has_new_segment:
                arena.segment_active_s[known.row] = 0.0
                known.has_new_segment = False

    def _close(self, closing: list[Known]) -> None:
        x = np.zeros((len(closing), CHANNELS))
        used = [index for index, known in enumerate(closing) if known.is_open_used]
        if used:
            x[used] = [closing[index].open for index in used]
        for index in used:
            closing[index].open = [0.0] * CHANNELS
            closing[index].is_open_used = False
        for known in closing:
            known.clock_s += 1
        self.arena.close_second(np.array([known.row for known in closing]), x)

    def matrix(self, learners: Sequence[LiveLearner]) -> Floats:
        """The features of `learners` now, (B, F) in the order of `features.NAMES`."""
        rows = np.fromiter((learner.row for learner in learners), np.intp, len(learners))
        return feature_matrix(self.arena, rows)


def _is_away(known: Known, second: float) -> bool:
    return second - known.scalars[LAST_EVENT_S] > AWAY_AFTER_S

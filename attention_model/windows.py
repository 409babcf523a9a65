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
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attention_model.answers import summaries
from attention_model.arena import AWAY_AFTER_S, Arena, Listener
from attention_model.bulk import LiveLearner, rows_of, take_due
from attention_model.channels import BIN_MS
from attention_model.ingest import Known, take
from attention_model.matrix import feature_matrix
from attention_model.network import Network
from attention_model.scalars import LAST_EVENT_S
from attention_model.signals import Signal
from attention_model.state_filter import StateFilter

Floats = NDArray[np.float64]

Delivery = tuple[LiveLearner, Sequence[Signal], float]


class Windows:
    """The live windows of many learners."""

    def __init__(
        self,
        state_filter: StateFilter | None = None,
        *,
        network: Network | None = None,
        listener: Listener | None = None,
        capacity: int = 64,
    ) -> None:
        self.arena = Arena(state_filter, network=network, listener=listener, capacity=capacity)

    def new_learner(self) -> LiveLearner:
        """A learner of whom nothing is known yet."""
        row = self.arena.claim()
        learner = LiveLearner(row, Known(row, self.arena))
        weakref.finalize(learner, self.arena.release, learner.row).atexit = False
        return learner

    def clock_s(self, learner: LiveLearner) -> int:
        """The learner's open second since the epoch; -1 before the first signal."""
        return learner.known.clock_s

    def advance(self, deliveries: Sequence[Delivery]) -> None:
        """Take new signals in and close every second before each `to_s` (s since the epoch)."""
        running = np.arange(len(deliveries))
        learners = [learner for learner, _, _ in deliveries]
        rows = rows_of(learners)
        targets = np.fromiter((int(to_s) for _, _, to_s in deliveries), np.int64, len(learners))
        for learner, events, _ in deliveries:
            learner.waiting = [*learner.waiting, *events] if learner.waiting else events
        while running.size:
            running = running[self._one_second(learners, rows[running], targets[running], running)]

    def _one_second(
        self,
        learners: Sequence[LiveLearner],
        rows: NDArray[np.intp],
        targets: NDArray[np.int64],
        running: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Take in what is due, close one second where there is one to close; who goes on."""
        arena = self.arena
        waiting = [learners[index] for index in running.tolist() if learners[index].waiting]
        for learner in take_due(arena, waiting):
            self._take_one_by_one(learner)
        clock = arena.clock_s[rows]
        has_more = np.fromiter(
            (bool(learners[index].waiting) for index in running.tolist()), bool, len(running)
        )
        # Nobody is there: nothing is learnt from an empty room, so time just stands.
        is_away = clock - arena.scalar[rows, LAST_EVENT_S] > AWAY_AFTER_S
        goes_on = (clock >= 0) & (clock < targets) & (has_more | ~is_away)
        if goes_on.any():
            arena.close_second(rows[goes_on])
        return np.asarray(goes_on)

    def _take_one_by_one(self, learner: LiveLearner) -> None:
        """Take in what belongs to the open second or is late, in order."""
        known, waiting = learner.known, learner.waiting
        taken = 0
        clock_s = known.clock_s
        start_s, end_s, moment = float(clock_s), float(clock_s + 1), 0.0
        for event in waiting:
            at_s = event.at_ms / BIN_MS
            if at_s >= end_s or start_s < 0:
                if taken:
                    known.scalars[LAST_EVENT_S] = moment
                if not self._starts_afresh(known, at_s):
                    break
                clock_s = known.clock_s
                start_s, end_s = float(clock_s), float(clock_s + 1)
            moment = max(start_s, at_s)
            taken += 1
            take(known, event, moment)
        if not taken:
            return
        known.scalars[LAST_EVENT_S] = moment
        learner.waiting = waiting[taken:]

    def _starts_afresh(self, known: Known, at_s: float) -> bool:
        # Both must be far, so that a rebuild from stored signals closes the same seconds as a
        # live stretch did before it was known that nothing would follow.
        second = known.clock_s
        if second >= 0 and not (_is_away(known, second) and _is_away(known, at_s)):
            return False
        known.restart(int(at_s))
        return True

    def told(self, learners: Sequence[LiveLearner]) -> Floats:
        """The network's log odds by behaviour and the rest now, (B, G + 1); noughts without one."""
        rows = rows_of(learners)
        return self.arena.told[rows].astype(np.float64)

    def matrix(self, learners: Sequence[LiveLearner]) -> Floats:
        """The features of `learners` now, (B, F) in the order of `features.NAMES`."""
        rows = rows_of(learners)
        answered = [learner.known for learner in learners if learner.known.has_new_answer]
        if answered:
            new = [known.row for known in answered]
            self.arena.answer_now[new] = summaries([known.answers for known in answered])
            for known in answered:
                known.has_new_answer = False
        return feature_matrix(self.arena, rows)


def _is_away(known: Known, second: float) -> bool:
    return bool(second - known.scalars[LAST_EVENT_S] > AWAY_AFTER_S)

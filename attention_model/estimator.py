"""Live estimates for all learners in one batch: p of being off task, how sure, and why.

    estimator = Estimator.load()
    state = estimator.new_state()                        # one a learner, a few KB
    [estimate] = estimator.update([(state, events, now_ms)])

Two axes are kept apart: `engagement` is observed (visible, active, idle), `p_off_task` is
estimated and only given when there is enough evidence. A state is rebuilt by feeding the stored
events of a learner again. One thread; only numpy at run time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attention_model import explain, weights_file
from attention_model.bulk import LiveLearner, rows_of
from attention_model.calibration import Level, levels_now, moderated, sigmoid
from attention_model.channels import Channel
from attention_model.datasets.base import is_off_task
from attention_model.explain import Reason
from attention_model.features import INDEX, NAMES, fingerprint
from attention_model.movement import has_moved, heard
from attention_model.scalars import (
    BLURRED,
    HIDDEN,
    HIDDEN_SINCE_S,
    LAST_HIDDEN_S,
    LAST_INPUT_S,
    STRETCH_EVENTS,
)
from attention_model.signals import Signal
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.weights_file import Weights, WeightsError
from attention_model.windows import Windows

Floats = NDArray[np.float64]
Evidence = Literal["enough", "not_enough"]

LEAST_ACTIVE_S = 45.0  # of the last 90 s: half of the longest window was lived on the page
LEAST_EVENTS = 8.0
Z_90 = 1.645
CUT_S = 1  # what happens just before a probe appears is not yet reaching for it

HIDDEN_NOW = "The page is not in view."
NOT_ACTIVE = "Less than 45 seconds of activity in the last 90 seconds."
FEW_EVENTS = "Fewer than 8 things were observed so far."
UNLIKE = "What was observed is unlike anything the model has seen."


class Engagement(NamedTuple):
    """What was observed on the screen: no estimate. Shares are of the last 90 s."""

    visible_p: float
    active_p: float
    hidden_ms_90s: int
    last_hidden_ms: int
    idle_ms: int
    is_visible: bool
    is_focused: bool


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What the estimates of one batch are made of: log odds by behaviour (B, groups) and by column
    (B, F + A), and the features (B, F).
    """

    by_group: Floats = field(repr=False)
    terms: Floats = field(repr=False)
    x: Floats = field(repr=False)


# A tuple, since a batch makes a thousand: a frozen data class takes six times as long to make.
class _Estimate(NamedTuple):
    p_off_task: float | None
    low: float | None
    high: float | None
    p_without_level: float | None
    evidence: Evidence
    why_not: str
    engagement: Engagement
    fingerprint: str
    parts: Parts
    row: int


class Estimate(_Estimate):
    """One learner now. `low` and `high` bound `p_off_task` with 90 % for what is not known.

    `p_without_level` leaves the learner's own level out: use it to ask *when*, `p_off_task` to ask
    *how likely*. All four are None when evidence is not enough, and `why_not` says why. `parts`
    are those of the whole batch, in which the learner is `row`.
    """

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Named behaviours, first those that carry the estimate; empty without enough evidence."""
        if self.evidence != "enough":
            return ()
        parts, row = self.parts, self.row
        return explain.reasons(parts.by_group[row], parts.terms[row], parts.x[row])


@dataclass(slots=True)
class LearnerState:
    """What the estimator keeps of one learner between updates."""

    live: LiveLearner
    level: Level


class _Seen(NamedTuple):
    """The learners' rows (B,), their features (B, F) and design, what a unit of the simple model
    is worth (B,), what the network told (B, G + 1), already so weighted, and the log odds of both.
    """

    rows: NDArray[np.intp]
    x: Floats
    design: Floats
    share: Floats
    told: Floats
    logit: Floats


class Estimator:
    """Weights and the live windows of all learners that were given a state."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.windows = Windows(network=weights.network)
        self.fingerprint = fingerprint()
        logistic, column = weights.logistic, INDEX["filter_logit"]
        self._base = float(weights.alone.simple * logistic.intercept + weights.alone.shift)
        self._filter_weight = float(logistic.weights[column] / logistic.scale[column])

    @classmethod
    def load(cls, path: Path | str | None = None) -> Estimator:
        """The shipped weights, or those in the folder `path`; raises WeightsError."""
        return cls(weights_file.load(Path(path) if path is not None else None))

    def new_state(self) -> LearnerState:
        """A learner of whom nothing is known yet."""
        return LearnerState(self.windows.new_learner(), Level(self.weights.level_prior))

    def update(self, batch: Sequence[tuple[LearnerState, Sequence[Signal], int]]) -> list[Estimate]:
        """Take the new events of each learner in and estimate all of them.

        `now_ms` is the time on the learner's own clock, the one that stamped the events.
        """
        if not batch:
            return []
        rest = self._learn_from_probes([(state, events) for state, events, _ in batch])
        self.windows.advance(
            [
                (state.live, left, max(now, events[-1].at_ms if events else 0) / 1000)
                for (state, events, now), left in zip(batch, rest, strict=True)
            ]
        )
        states = [state for state, _, _ in batch]
        return self._estimates(states, self._look(states))

    def _look(self, states: Sequence[LearnerState]) -> _Seen:
        """What the model makes of learners now; the log odds are kept for their next probes."""
        learners = [state.live for state in states]
        logistic, arena, rows = self.weights.logistic, self.windows.arena, rows_of(learners)
        x = heard(self.windows.matrix(learners))
        share, network, shift = self.weights.shares(x)
        told = arena.told[rows] * network[:, None]
        design = logistic.design(x)
        simple = design @ logistic.weights + logistic.intercept
        logit = share * simple + told.sum(axis=1) + shift
        arena.keep_said(rows, logit)
        return _Seen(rows, x, design, share, told, logit)

    def _learn_from_probes(
        self, batch: Sequence[tuple[LearnerState, Sequence[Signal]]]
    ) -> list[Sequence[Signal]]:
        """Learn each learner's level from the probe answers; the events still to be taken in.

        An answer is compared with what the model said just before the probe appeared. A rebuild
        brings hours of events at once, so all learners stop there on the way, together.
        """
        rest, arena = [events for _, events in batch], self.windows.arena
        asked = [
            (index, deque(event for event in events if isinstance(event, ProbeAnswer)))
            for index, (_, events) in enumerate(batch)
            if ProbeAnswer in map(type, events)
        ]
        while asked:
            probes = [(index, waiting.popleft()) for index, waiting in asked]
            self._stop_before(probes, batch, rest)
            for index, probe in probes:
                if probe.answer != "skipped":
                    state = batch[index][0]
                    logit = arena.said_at(state.live.row, _onset_s(probe), self._base)
                    is_off = is_off_task(probe)
                    state.level.learn(probe.at_ms / 1000, logit=logit, is_off_task=is_off)
            asked = [(index, waiting) for index, waiting in asked if waiting]
        return rest

    def _stop_before(
        self,
        probes: Sequence[tuple[int, ProbeAnswer]],
        batch: Sequence[tuple[LearnerState, Sequence[Signal]]],
        rest: list[Sequence[Signal]],
    ) -> None:
        deliveries: list[tuple[LiveLearner, Sequence[Signal], float]] = []
        stopping: list[LearnerState] = []
        for index, probe in probes:
            state, onset_s = batch[index][0], _onset_s(probe)
            if self.windows.clock_s(state.live) >= int(onset_s):
                continue
            events = rest[index]
            cut = next(i for i, event in enumerate(events) if event.at_ms / 1000 >= onset_s)
            deliveries.append((state.live, events[:cut], onset_s))
            rest[index] = events[cut:]
            stopping.append(state)
        if not stopping:
            return
        self.windows.advance(deliveries)
        self._look(stopping)

    def _estimates(self, states: Sequence[LearnerState], seen: _Seen) -> list[Estimate]:
        arena = self.windows.arena
        rows, x, design, share, told, logit = seen
        clock = arena.clock_s[rows]
        offset, offset_variance = levels_now([state.level for state in states], clock)
        own = logit + offset
        variance = self.weights.logistic.logit_variance(design) * share**2 + offset_variance
        spread = Z_90 * np.sqrt(variance)
        p = sigmoid(moderated(own, variance))
        low, high = sigmoid(own - spread), sigmoid(own + spread)
        terms = design * self.weights.logistic.weights * share[:, None]
        # Where nothing moved the filter is absent, and what it was told is no part either.
        filter_weight = self._filter_weight * share * has_moved(x)
        by_group = explain.contributions(terms, arena.attribution[rows], filter_weight, told)
        why_not = self._why_not(rows, design)
        is_enough = np.array([not why for why in why_not])
        engagement = _engagement(arena.sums[rows, 2], arena.scalar[rows], clock)
        columns = (_where(is_enough, values) for values in (p, low, high, sigmoid(logit)))
        batch = len(states)
        return list(
            map(
                Estimate._make,
                zip(
                    *columns,
                    np.where(is_enough, "enough", "not_enough").tolist(),
                    why_not,
                    engagement,
                    repeat(self.fingerprint, batch),
                    repeat(Parts(by_group, terms, x), batch),
                    range(batch),
                    strict=True,
                ),
            )
        )

    def _why_not(self, rows: NDArray[np.intp], design: Floats) -> list[str]:
        arena = self.windows.arena
        scalar = arena.scalar[rows]
        strange = distance(design) > self.weights.strangest
        few = scalar[:, STRETCH_EVENTS] < LEAST_EVENTS
        idle = arena.sums[rows, 2, Channel.ACTIVE_S] < LEAST_ACTIVE_S
        hidden = scalar[:, HIDDEN] > 0
        why = np.select([hidden, idle, few, strange], [0, 1, 2, 3], default=4)
        words = (HIDDEN_NOW, NOT_ACTIVE, FEW_EVENTS, UNLIKE, "")
        return [words[index] for index in why.tolist()]


def _where(is_given: NDArray[np.bool_], values: Floats) -> list[float | None]:
    found: list[float | None] = values.tolist()
    for index in np.flatnonzero(~is_given).tolist():
        found[index] = None
    return found


def distance(design: Floats) -> Floats:
    """How far rows lie from the training data: mean squared standardised feature, (B,)."""
    present = design[:, : len(NAMES)]
    return np.asarray(np.mean(present**2, axis=1))


def _onset_s(probe: ProbeAnswer) -> float:
    return (probe.at_ms - probe.latency_ms) / 1000 - CUT_S


def _engagement(window: Floats, scalar: Floats, clock: NDArray[np.int64]) -> list[Engagement]:
    hidden_s = window[:, Channel.HIDDEN_S]
    hidden_now = scalar[:, HIDDEN] > 0
    last_s = np.where(hidden_now, clock - scalar[:, HIDDEN_SINCE_S], scalar[:, LAST_HIDDEN_S])
    idle_s = np.nan_to_num(clock - scalar[:, LAST_INPUT_S])
    columns = (
        (1 - np.clip(hidden_s / 90, 0, 1)).tolist(),
        np.clip(window[:, Channel.ACTIVE_S] / 90, 0, 1).tolist(),
        (hidden_s * 1000).astype(int).tolist(),
        (np.nan_to_num(last_s) * 1000).astype(int).tolist(),
        (np.maximum(idle_s, 0) * 1000).astype(int).tolist(),
        (~hidden_now).tolist(),
        (scalar[:, BLURRED] == 0).tolist(),
    )
    return [Engagement(*values) for values in zip(*columns, strict=True)]


__all__ = ["Engagement", "Estimate", "Estimator", "LearnerState", "Reason", "WeightsError"]

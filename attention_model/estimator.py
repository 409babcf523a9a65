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
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attention_model import explain, weights_file
from attention_model.bulk import LiveLearner
from attention_model.calibration import Level, levels_now, moderated, sigmoid
from attention_model.channels import Channel
from attention_model.datasets.base import is_off_task
from attention_model.explain import Reason
from attention_model.features import INDEX, NAMES, fingerprint
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
RECENT = 32  # seconds of log odds kept, since answering a probe takes a while
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


@dataclass(frozen=True)
class Estimate:
    """One learner now. `low` and `high` bound `p_off_task` with 90 % for what is not known.

    `p_without_level` leaves the learner's own level out: use it to ask *when*, `p_off_task` to ask
    *how likely*. All four are None when evidence is not enough, and `why_not` says why.
    """

    p_off_task: float | None
    low: float | None
    high: float | None
    p_without_level: float | None
    evidence: Evidence
    why_not: str
    engagement: Engagement
    fingerprint: str
    _by_group: Floats = field(repr=False, compare=False)
    _terms: Floats = field(repr=False, compare=False)
    _x: Floats = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Named behaviours, first those that carry the estimate; empty without enough evidence."""
        if self.evidence != "enough":
            return ()
        return explain.reasons(self._by_group, self._terms, self._x)


@dataclass(slots=True)
class LearnerState:
    """What the estimator keeps of one learner between updates."""

    live: LiveLearner
    level: Level
    recent: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=RECENT))

    def remember(self, second: int, logit: float) -> None:
        """Keep what the model said at `second`, for the next probe."""
        if not self.recent or self.recent[-1][0] < second:
            self.recent.append((second, logit))

    def logit_at(self, second: float, otherwise: float) -> float:
        """What the model said last at or before `second`, or `otherwise`."""
        earlier = [logit for at, logit in self.recent if at <= second]
        return earlier[-1] if earlier else otherwise


class _Seen(NamedTuple):
    """Features (B, F), their design, what the network told (B, G + 1), log odds (B,)."""

    x: Floats
    design: Floats
    told: Floats
    logit: Floats


class Estimator:
    """Weights and the live windows of all learners that were given a state."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.windows = Windows(network=weights.network)
        self.fingerprint = fingerprint()
        logistic, platt, mix = weights.logistic, weights.platt, weights.mix
        self._weights = logistic.weights * mix.simple * platt.slope
        self._base = (logistic.intercept * mix.simple + mix.shift) * platt.slope + platt.shift
        self._told_weight = mix.network * platt.slope
        self._filter_weight = float(
            self._weights[INDEX["filter_logit"]] / logistic.scale[INDEX["filter_logit"]]
        )

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
                (state.live, left, _moment_s(events, now))
                for (state, events, now), left in zip(batch, rest, strict=True)
            ]
        )
        states = [state for state, _, _ in batch]
        seen = self._seen(states)
        self._remember(states, seen.logit)
        return self._estimates(states, seen)

    def _seen(self, states: Sequence[LearnerState]) -> _Seen:
        learners = [state.live for state in states]
        x, told = self.windows.matrix(learners), self.windows.told(learners)
        design = self.weights.logistic.design(x)
        logit = design @ self._weights + self._base + told.sum(axis=1) * self._told_weight
        return _Seen(x, design, told, logit)

    def _remember(self, states: Sequence[LearnerState], logit: Floats) -> None:
        clock = self.windows.arena.clock_s[self._rows(states)].tolist()
        for state, second, value in zip(states, clock, logit.tolist(), strict=True):
            state.remember(second, value)

    def _rows(self, states: Sequence[LearnerState]) -> NDArray[np.intp]:
        return np.fromiter((state.live.row for state in states), np.intp, len(states))

    def _learn_from_probes(
        self, batch: Sequence[tuple[LearnerState, Sequence[Signal]]]
    ) -> list[Sequence[Signal]]:
        """Learn each learner's level from the probe answers; the events still to be taken in.

        An answer is compared with what the model said just before the probe appeared. A rebuild
        brings hours of events at once, so all learners stop there on the way, together.
        """
        rest = [events for _, events in batch]
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
                    logit = state.logit_at(_onset_s(probe), self._base)
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
        self._remember(stopping, self._seen(stopping).logit)

    def _estimates(self, states: Sequence[LearnerState], seen: _Seen) -> list[Estimate]:
        rows, arena = self._rows(states), self.windows.arena
        x, design, told, logit = seen
        clock = arena.clock_s[rows]
        offset, offset_variance = levels_now([state.level for state in states], clock)
        own = logit + offset
        variance = (
            self.weights.logistic.logit_variance(design)
            * (self.weights.mix.simple * self.weights.platt.slope) ** 2
            + offset_variance
        )
        spread = Z_90 * np.sqrt(variance)
        p = sigmoid(moderated(own, variance))
        low, high = sigmoid(own - spread), sigmoid(own + spread)
        plain = sigmoid(logit)
        terms = design * self._weights
        by_group = explain.contributions(
            terms, arena.attribution[rows], self._filter_weight, told * self._told_weight
        )
        why_not = self._why_not(rows, design)
        engagement = _engagement(arena.sums[rows, 2], arena.scalar[rows], clock)
        return [
            Estimate(
                p_off_task=None if why else p_i,
                low=None if why else low_i,
                high=None if why else high_i,
                p_without_level=None if why else plain_i,
                evidence="not_enough" if why else "enough",
                why_not=why,
                engagement=engaged,
                fingerprint=self.fingerprint,
                _by_group=by_group[i],
                _terms=terms[i],
                _x=x[i],
            )
            for i, (p_i, low_i, high_i, plain_i, why, engaged) in enumerate(
                zip(
                    p.tolist(),
                    low.tolist(),
                    high.tolist(),
                    plain.tolist(),
                    why_not,
                    engagement,
                    strict=True,
                )
            )
        ]

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


def distance(design: Floats) -> Floats:
    """How far rows lie from the training data: mean squared standardised feature, (B,)."""
    present = design[:, : len(NAMES)]
    return np.asarray(np.mean(present**2, axis=1))


def _onset_s(probe: ProbeAnswer) -> float:
    return (probe.at_ms - probe.latency_ms) / 1000 - CUT_S


def _moment_s(events: Sequence[Signal], now_ms: int) -> float:
    return max(now_ms, events[-1].at_ms if events else 0) / 1000


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

"""A learner's answer times against their own: log-normal residuals, spread, success.

The residual follows the log-normal response-time model (van der Linden 2006): log time minus the
learner's running mean for that exercise type, shrunk towards the learner's overall mean. Signed
and absolute values both matter, since drifting speeds up some tasks and slows down others
(Henriquez et al. 2016; Zhang & Kool 2026).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PRIOR_ANSWERS = 3.0  # how many answers the learner's overall mean is worth for a new exercise type
PRIOR_SPREAD = 0.35  # standard deviation of log answer times within a person (evaluation paper)
FORGETTING = 0.98  # per answer: a half-life of 34 answers, about one session
RAPID_CAP_MS = 10_000.0  # Wise & Ma 2012: a rapid guess is under 10 % of the usual, at most 10 s
RAPID_SHARE = 0.25
EASY_P = 0.85
PRIOR_SUCCESS = 0.8
RESIDUAL_LIMIT = 3.0
KEPT_TIMES, KEPT_SUCCESSES = 20, 8  # the longest averages of ANSWER_COLUMNS


@dataclass(slots=True)
class RunningMean:
    """An exponentially forgetting mean and its effective weight."""

    weight: float = 0.0
    total: float = 0.0

    def add(self, value: float) -> None:
        """Take `value` in; everything before counts FORGETTING times as much as it did."""
        self.weight = self.weight * FORGETTING + 1.0
        self.total = self.total * FORGETTING + value

    def shrunk(self, prior: float, prior_weight: float) -> float:
        """The mean, drawn towards `prior` as if that had been seen `prior_weight` times."""
        return (self.total + prior * prior_weight) / (self.weight + prior_weight)


class Residuals(NamedTuple):
    """What one answer adds: residuals in standard deviations and probability."""

    time: float
    success: float | None
    is_rapid: bool
    is_easy_miss: bool


@dataclass(slots=True)
class AnswerHistory:
    """The last answers of one learner; a few hundred bytes."""

    overall: RunningMean = field(default_factory=RunningMean)
    by_type: dict[str, RunningMean] = field(default_factory=dict)
    success_by_type: dict[str, RunningMean] = field(default_factory=dict)
    squares: RunningMean = field(default_factory=RunningMean)
    first_act: RunningMean = field(default_factory=RunningMean)
    times: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_TIMES))
    successes: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_SUCCESSES))
    post_error: RunningMean = field(default_factory=RunningMean)
    first_act_residual: float = math.nan
    known_log_ms: float | None = None

    def usual_log_ms(self, exercise_type: str, *, at_first: float) -> float:
        """The log time expected before this answer is seen (log ms)."""
        if self.known_log_ms is not None:
            return self.known_log_ms
        overall = self.overall.shrunk(at_first, 0.5)
        own = self.by_type.get(exercise_type)
        return own.shrunk(overall, PRIOR_ANSWERS) if own else overall

    def take(
        self,
        *,
        exercise_type: str,
        latency_ms: float,
        first_act_ms: float,
        success: float | None,
        expected_p: float | None,
    ) -> Residuals:
        """Residuals against what was known before; then learn from this answer."""
        log_ms = math.log(max(latency_ms, 50.0))
        usual = self.usual_log_ms(exercise_type, at_first=log_ms)
        spread = math.sqrt(self.squares.shrunk(PRIOR_SPREAD**2, 8.0))
        time = max(-RESIDUAL_LIMIT, min(RESIDUAL_LIMIT, (log_ms - usual) / spread))
        expected = self._expected_success(exercise_type, expected_p)
        residual = None if success is None else success - expected
        is_rapid = latency_ms < min(RAPID_CAP_MS, RAPID_SHARE * math.exp(usual))
        self._learn(exercise_type, log_ms, log_ms - usual, success)
        self._remember(time, residual, first_act_ms)
        return Residuals(
            time=time,
            success=residual,
            is_rapid=is_rapid,
            is_easy_miss=success == 0.0 and expected > EASY_P,
        )

    def _expected_success(self, exercise_type: str, expected_p: float | None) -> float:
        if expected_p is not None:
            return expected_p
        own = self.success_by_type.get(exercise_type)
        return own.shrunk(PRIOR_SUCCESS, 6.0) if own else PRIOR_SUCCESS

    def _learn(
        self, exercise_type: str, log_ms: float, deviation: float, success: float | None
    ) -> None:
        self.overall.add(log_ms)
        _of(self.by_type, exercise_type).add(log_ms)
        self.squares.add(min(deviation**2, 4.0))
        if success is not None:
            _of(self.success_by_type, exercise_type).add(success)

    def _remember(self, time: float, residual: float | None, first_act_ms: float) -> None:
        if self.successes and self.successes[-1] < -0.4 and self.times:
            self.post_error.add(time - self.times[-1])
        log_first = math.log(max(first_act_ms, 50.0))
        self.first_act_residual = log_first - self.first_act.shrunk(log_first, 0.5)
        self.first_act.add(log_first)
        self.times.append(time)
        if residual is not None:
            self.successes.append(residual)


def _of(means: dict[str, RunningMean], exercise_type: str) -> RunningMean:
    found = means.get(exercise_type)
    if found is None:
        found = means[exercise_type] = RunningMean()
    return found


def summaries(histories: Sequence[AnswerHistory]) -> Floats:
    """The ANSWER_COLUMNS of each history, (n, columns), nan where there is too little to say."""
    times = _latest([history.times for history in histories], KEPT_TIMES)
    successes = _latest([history.successes for history in histories], KEPT_SUCCESSES)
    last3, last8 = times[:, -3:], times[:, -8:]
    seen = np.sum(~np.isnan(times), axis=1)
    columns = (
        times[:, -1],
        _mean(last3),
        _mean(np.abs(last3)),
        _mean(last8),
        _spread(last8),
        np.where(seen >= 8, _mean(np.abs(times)), np.nan),
        np.where(seen >= 4, np.fmax.reduce(last8, axis=1), np.nan),
        _mean(successes[:, -3:]),
        _mean(successes),
        [history.post_error.shrunk(0.0, 3.0) for history in histories],
        [history.first_act_residual for history in histories],
    )
    return np.stack([np.asarray(column) for column in columns], axis=1)


ANSWER_COLUMNS = (
    "rt_last",
    "rt_ma3",
    "rt_abs_ma3",
    "rt_ma8",
    "rt_sd8",
    "rt_abs_ma20",
    "rt_max8",
    "success_ma3",
    "success_ma8",
    "post_error_slowing",
    "first_act",
)


def _latest(kept: Sequence[deque[float]], length: int) -> Floats:
    """The last `length` values of each, newest last, nan before the first, (n, length)."""
    out = np.full((len(kept), length), np.nan)
    for index, values in enumerate(kept):
        if values:
            out[index, length - len(values) :] = values
    return out


def _mean(values: Floats) -> Floats:
    count = np.sum(~np.isnan(values), axis=1)
    total = np.nansum(values, axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _spread(values: Floats) -> Floats:
    count = np.sum(~np.isnan(values), axis=1)
    squares = np.nansum((values - _mean(values)[:, None]) ** 2, axis=1)
    return np.where(count >= 4, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)

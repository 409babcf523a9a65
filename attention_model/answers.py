"""A learner's answer times against their own: log-normal residuals, spread, success.

The residual follows the log-normal response-time model (van der Linden 2006): log time minus the
learner's running mean for that exercise type, shrunk towards the learner's overall mean. Signed
and absolute values both matter, since drifting speeds up some tasks and slows down others
(Henriquez et al. 2016; Zhang & Kool 2026).
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

PRIOR_ANSWERS = 3.0  # how many answers the learner's overall mean is worth for a new exercise type
PRIOR_SPREAD = 0.35  # standard deviation of log answer times within a person (evaluation paper)
FORGETTING = 0.98  # per answer: a half-life of 34 answers, about one session
RAPID_CAP_MS = 10_000.0  # Wise & Ma 2012: a rapid guess is under 10 % of the usual, at most 10 s
RAPID_SHARE = 0.25
EASY_P = 0.85
PRIOR_SUCCESS = 0.8
RESIDUAL_LIMIT = 3.0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
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
    times: deque[float] = field(default_factory=lambda: deque(maxlen=20))
    successes: deque[float] = field(default_factory=lambda: deque(maxlen=8))
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
        self.by_type.setdefault(exercise_type, RunningMean()).add(log_ms)
        self.squares.add(min(deviation**2, 4.0))
        if success is not None:
            self.success_by_type.setdefault(exercise_type, RunningMean()).add(success)

    def _remember(self, time: float, residual: float | None, first_act_ms: float) -> None:
        if self.successes and self.successes[-1] < -0.4 and self.times:
            self.post_error.add(time - self.times[-1])
        log_first = math.log(max(first_act_ms, 50.0))
        self.first_act_residual = log_first - self.first_act.shrunk(log_first, 0.5)
        self.first_act.add(log_first)
        self.times.append(time)
        if residual is not None:
            self.successes.append(residual)

    def summary(self) -> tuple[float, ...]:
        """The columns of `AnswerColumn`, nan where there is too little to say."""
        times = list(self.times)
        last3, last8 = times[-3:], times[-8:]
        successes = list(self.successes)
        return (
            times[-1] if times else math.nan,
            _mean(last3),
            _mean([abs(time) for time in last3]),
            _mean(last8),
            _spread(last8),
            _mean([abs(time) for time in times]) if len(times) >= 8 else math.nan,
            max(last8) if len(last8) >= 4 else math.nan,
            _mean(successes[-3:]),
            _mean(successes),
            self.post_error.shrunk(0.0, 3.0),
            self.first_act_residual,
        )


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


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _spread(values: list[float]) -> float:
    if len(values) < 4:
        return math.nan
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))

"""From log odds to probabilities that can be believed, for everyone and for each learner.

`Platt` maps a model's log odds to calibrated ones. `Level` is what a learner's own probe answers
say about how often this learner is off task at all: previous answers are the strongest predictor
in every real data set, but they tell who drifts, not when, so they are kept apart from the state.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Platt:
    """`slope * logit + shift`; slope below one means the model was too sure."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, logit: Floats) -> Floats:
        """Calibrated log odds."""
        return self.slope * logit + self.shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The network as a residual on the simple model: `simple * a + network * b + shift`."""

    simple: float = 1.0
    network: float = 0.0
    shift: float = 0.0

    def apply(self, simple: Floats, network: Floats) -> Floats:
        """Log odds of both together."""
        return self.simple * simple + self.network * network + self.shift


def fit_mix(simple: Floats, network: Floats, y: NDArray[np.bool_]) -> Mix:
    """The mix with the highest likelihood of probe answers `y` (n,)."""
    full = np.column_stack([simple, network, np.ones(len(y))])
    beta = np.array([0.5, 0.5, 0.0])
    for _ in range(30):
        p = sigmoid(full @ beta)
        hessian = (full * (p * (1 - p))[:, None]).T @ full + 1e-6 * np.eye(3)
        step = np.linalg.solve(hessian, full.T @ (y - p))
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return Mix(simple=float(beta[0]), network=float(beta[1]), shift=float(beta[2]))


def fit_platt(logit: Floats, y: NDArray[np.bool_]) -> Platt:
    """Slope and shift with the highest likelihood, on people the model did not see."""
    full = np.column_stack([logit, np.ones(len(y))])
    beta = np.array([0.0, float(np.log((y.mean() + 1e-6) / (1 - y.mean() + 1e-6)))])
    for _ in range(30):
        p = sigmoid(full @ beta)
        gradient = full.T @ (y - p)
        hessian = (full * (p * (1 - p))[:, None]).T @ full + 1e-6 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        # Halved until it helps: from far away a whole Newton step can overshoot without end.
        while np.abs(step).max() > 1e-9 and _loss(full, y, beta + step) > _loss(full, y, beta):
            step = step / 2
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return Platt(slope=float(beta[0]), shift=float(beta[1]))


def _loss(full: Floats, y: NDArray[np.bool_], beta: Floats) -> float:
    logit = full @ beta
    return float(np.sum(np.logaddexp(0.0, logit) - y * logit))


def sigmoid(logit: Floats) -> Floats:
    """Probability of log odds, safe at both ends."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPrior:
    """How people differ, as standard deviations of log odds, and how long it lasts.

    `slow` is a person's lasting level, `fast` the mood of the hour; both decay towards nought.
    """

    slow_sd: float = 0.6
    fast_sd: float = 0.4
    slow_half_life_s: float = 14 * DAY_S
    fast_half_life_s: float = 20 * 60.0


@dataclass(slots=True)
class Level:
    """One learner's level: a Gaussian belief about (slow, fast), updated by each probe answer.

    Assumed-density filtering with a Laplace step, as in a hierarchical logistic model whose
    random intercept follows two Ornstein-Uhlenbeck processes.
    """

    prior: LevelPrior
    mean: list[float] = field(default_factory=lambda: [0.0, 0.0])
    covariance: list[float] = field(default_factory=list)  # slow, fast, both
    at_s: float = math.nan

    def __post_init__(self) -> None:
        if not self.covariance:
            self.covariance = [self.prior.slow_sd**2, self.prior.fast_sd**2, 0.0]

    def now(self, at_s: float) -> tuple[float, float]:
        """Mean and variance of the log-odds offset at `at_s`, without changing the belief."""
        mean, (slow, fast, both) = self._decayed(at_s)
        return mean[0] + mean[1], slow + fast + 2 * both

    def learn(self, at_s: float, *, logit: float, is_off_task: bool) -> None:
        """Take in one answer to a probe at `at_s`, where the state model said `logit`."""
        mean, (slow, fast, both) = self._decayed(at_s)
        gain_slow, gain_fast = slow + both, fast + both
        variance = gain_slow + gain_fast
        offset = _posterior_mode(logit + mean[0] + mean[1], variance, is_off_task)
        p = 1 / (1 + math.exp(-(logit + mean[0] + mean[1] + offset)))
        shrink = p * (1 - p) / (1 + variance * p * (1 - p))
        self.mean = [
            mean[0] + gain_slow / variance * offset,
            mean[1] + gain_fast / variance * offset,
        ]
        self.covariance = [
            slow - shrink * gain_slow**2,
            fast - shrink * gain_fast**2,
            both - shrink * gain_slow * gain_fast,
        ]
        self.at_s = at_s

    def _decayed(self, at_s: float) -> tuple[list[float], tuple[float, float, float]]:
        p = self.prior
        elapsed_s = 0.0 if math.isnan(self.at_s) else max(at_s - self.at_s, 0.0)
        keep_slow = 0.5 ** (elapsed_s / p.slow_half_life_s)
        keep_fast = 0.5 ** (elapsed_s / p.fast_half_life_s)
        slow, fast, both = self.covariance
        return [self.mean[0] * keep_slow, self.mean[1] * keep_fast], (
            p.slow_sd**2 + (slow - p.slow_sd**2) * keep_slow**2,
            p.fast_sd**2 + (fast - p.fast_sd**2) * keep_fast**2,
            both * keep_slow * keep_fast,
        )


def levels_now(levels: Sequence[Level], at_s: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """`Level.now` for many learners at once: means and variances, (B,). One prior for all."""
    p = levels[0].prior
    mean = np.array([level.mean for level in levels])
    covariance = np.array([level.covariance for level in levels])
    learnt_s = np.array([level.at_s for level in levels])
    elapsed_s = np.maximum(np.nan_to_num(at_s - learnt_s), 0.0)
    keep = np.stack(
        [0.5 ** (elapsed_s / p.slow_half_life_s), 0.5 ** (elapsed_s / p.fast_half_life_s)], axis=1
    )
    usual = np.array([p.slow_sd, p.fast_sd]) ** 2
    variance = usual + (covariance[:, :2] - usual) * keep**2
    both = covariance[:, 2] * keep[:, 0] * keep[:, 1]
    return (mean * keep).sum(axis=1), variance.sum(axis=1) + 2 * both


def _posterior_mode(logit: float, variance: float, is_off_task: bool) -> float:
    """The offset with the highest posterior under N(0, variance) and one Bernoulli answer."""
    offset = 0.0
    for _ in range(8):
        p = 1 / (1 + math.exp(-(logit + offset)))
        slope = is_off_task - p - offset / variance
        step = slope / (p * (1 - p) + 1 / variance)
        offset += step
        if abs(step) < 1e-6:
            break
    return offset


def levels_along(
    logit: Floats,
    is_off_task: NDArray[np.bool_],
    person: NDArray[np.str_],
    at_s: Floats,
    prior: LevelPrior,
    *,
    learns: NDArray[np.bool_] | None = None,
) -> tuple[Floats, Floats]:
    """What each row's person was believed to be like before that row: means and variances (n,).

    Rows of a person must be in order of time. Only earlier answers are used for any row, and only
    those of rows where `learns`, by default all.
    """
    levels: dict[str, Level] = {}
    means, variances = np.zeros(len(logit)), np.zeros(len(logit))
    for row, who in enumerate(person):
        level = levels.setdefault(str(who), Level(prior))
        means[row], variances[row] = level.now(float(at_s[row]))
        if learns is not None and not learns[row]:
            continue
        level.learn(float(at_s[row]), logit=float(logit[row]), is_off_task=bool(is_off_task[row]))
    return means, variances


def fit_level_prior(
    logit: Floats, is_off_task: NDArray[np.bool_], person: NDArray[np.str_], at_s: Floats
) -> LevelPrior:
    """The prior of a small grid with the best one-answer-ahead likelihood on these people."""
    best, best_loss = LevelPrior(), math.inf
    for prior in PRIOR_GRID:
        mean, variance = levels_along(logit, is_off_task, person, at_s, prior)
        p = sigmoid(moderated(logit + mean, variance))
        loss = -float(np.mean(np.log(np.where(is_off_task, p, 1 - p))))
        if loss < best_loss:
            best, best_loss = prior, loss
    return best


def moderated(logit: Floats, variance: Floats) -> Floats:
    """Log odds drawn towards nought for what is not known (MacKay 1992)."""
    return np.asarray(logit / np.sqrt(1 + math.pi / 8 * variance))


PRIOR_GRID = tuple(
    LevelPrior(
        slow_sd=slow,
        fast_sd=fast,
        slow_half_life_s=days * DAY_S,
        fast_half_life_s=minutes * 60,
    )
    for slow in (0.3, 0.6, 1.2, 1.8, 2.5)
    for fast in (0.2, 0.6, 1.0, 1.4)
    for days in (14.0, 90.0)
    for minutes in (10.0, 40.0)
)

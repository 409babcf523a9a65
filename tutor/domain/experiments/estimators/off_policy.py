"""What another policy would have been worth, from decisions whose chances were logged.

Each decision is taken for itself, as in a contextual bandit: that an earlier change also alters
what comes later is not followed. Values are of the outcome after a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.domain.experiments.distributions import interval
from tutor.domain.experiments.estimators.effect import LEVEL_P
from tutor.domain.experiments.estimators.linear import Floats, Labels

# Below either, a handful of decisions decides everything and no interval is honest.
LEAST_EFFECTIVE = 100.0
LEAST_EFFECTIVE_P = 0.10
# The least chance that a policy logs for what it explores; a weight above its inverse is an error
# of the log, not evidence.
WEIGHT_CAP = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """One decision: its outcome, the chance with which it was logged, and the other policy's.

    `predicted` is the outcome model's value of what was done, `predicted_value` its expectation
    over what the other policy would do here. `learner` groups decisions that hang together.
    """

    reward: float
    logged_p: float
    target_p: float
    learner: int
    predicted: float = 0.0
    predicted_value: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class OffPolicy:
    """Four estimates of one value, what the logging policy had, and how much stands behind them.

    `doubt` is the sentence that says why nothing should be concluded; empty where one may.
    """

    decisions: int
    learners: int
    effective: float
    most_weight: float
    capped: int
    logged: Value
    weighted: Value
    self_normalised: Value
    doubly_robust: Value
    model: float
    doubt: str


def off_policy(rows: Sequence[Logged], *, level_p: float = LEVEL_P) -> OffPolicy | None:
    """The value of the other policy; None without any decision.

    Inverse propensity weighting (Horvitz and Thompson 1952), self-normalised (Swaminathan and
    Joachims 2015) and doubly robust (Dudík et al. 2011), weights capped at `WEIGHT_CAP`; standard
    errors from the influence of each learner. Effective size: Kish 1965, (sum w)^2 / sum w^2.
    """
    if not rows:
        return None
    reward = np.array([row.reward for row in rows])  # (n,)
    raw = np.array([row.target_p / row.logged_p for row in rows])
    weights = np.minimum(raw, WEIGHT_CAP)
    labels = np.array([row.learner for row in rows], dtype=np.int64)
    predicted = np.array([row.predicted for row in rows])
    model = np.array([row.predicted_value for row in rows])
    squares = float((weights**2).sum())
    effective = float(weights.sum()) ** 2 / squares if squares > 0 else 0.0
    values = {
        "logged": _mean_value(reward, labels=labels, level_p=level_p),
        "weighted": _mean_value(weights * reward, labels=labels, level_p=level_p),
        "self_normalised": _ratio_value(weights, reward, labels=labels, level_p=level_p),
        "doubly_robust": _mean_value(
            model + weights * (reward - predicted), labels=labels, level_p=level_p
        ),
    }
    return OffPolicy(
        decisions=len(rows),
        learners=len(np.unique(labels)),
        effective=effective,
        most_weight=float(raw.max()),
        capped=int((raw > WEIGHT_CAP).sum()),
        model=float(model.mean()),
        doubt=_doubt(values, model=float(model.mean()), n=len(rows), effective=effective),
        **values,
    )


def _mean_value(scores: Floats, *, labels: Labels, level_p: float) -> Value:
    mean = float(scores.mean())
    return _value(mean, (scores - mean) / len(scores), labels=labels, level_p=level_p)


def _ratio_value(weights: Floats, reward: Floats, *, labels: Labels, level_p: float) -> Value:
    total = float(weights.sum())
    if total == 0:
        return Value(estimate=0.0, se=float("inf"), low=float("-inf"), high=float("inf"))
    mean = float((weights * reward).sum()) / total
    return _value(mean, weights * (reward - mean) / total, labels=labels, level_p=level_p)


def _value(mean: float, influence: Floats, *, labels: Labels, level_p: float) -> Value:
    """The interval from the learners' summed influences, with G / (G - 1) for few of them."""
    _, places = np.unique(labels, return_inverse=True)
    sums = np.bincount(places, weights=influence)
    groups = len(sums)
    if groups < 2:
        return Value(estimate=mean, se=float("inf"), low=float("-inf"), high=float("inf"))
    se = float(np.sqrt((sums**2).sum() * groups / (groups - 1)))
    low, high = interval(mean, se=se, dof=groups - 1, level_p=level_p)
    return Value(estimate=mean, se=se, low=low, high=high)


def _doubt(values: dict[str, Value], *, model: float, n: int, effective: float) -> str:
    needed = max(LEAST_EFFECTIVE, LEAST_EFFECTIVE_P * n)
    if effective < needed:
        return (
            f"This cannot tell what the other policy would have been worth: the {n} logged "
            f"decisions count like {effective:.0f}, and {needed:.0f} are the least."
        )
    gains = [
        each - values["logged"].estimate
        for each in (
            values["self_normalised"].estimate,
            values["doubly_robust"].estimate,
            model,
        )
    ]
    if min(gains) < 0 < max(gains):
        return (
            "This cannot tell whether the other policy would have been better: "
            "the ways of estimating it disagree about the direction."
        )
    return ""

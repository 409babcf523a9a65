"""Honest scores: pooled and within people, with intervals from resampling people.

Pooled figures mix who with when: a model that only knows how often a person drifts scores well
pooled and .50 within. Both are always given. Every function takes labels `y` (n,) of bool and
probabilities or scores `p` (n,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]
Names = NDArray[np.str_]

ECE_BINS = 10


def auc(y: Labels, p: Floats) -> float:
    """Area under the ROC curve, ties counted half; nan when one class is missing.

    >>> auc(np.array([True, False, True]), np.array([0.9, 0.1, 0.4]))
    1.0
    """
    positives, negatives = int(y.sum()), int((~y).sum())
    if not positives or not negatives:
        return float("nan")
    _, inverse, counts = np.unique(p, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    rank = (upper - (counts - 1) / 2)[inverse]
    return float((rank[y].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def auc_within(y: Labels, p: Floats, person: Names) -> float:
    """AUC within people, weighted by the number of pairs each can compare; nan when nobody can."""
    total, weight = 0.0, 0
    for one in np.unique(person):
        mine = person == one
        pairs = int(y[mine].sum()) * int((~y[mine]).sum())
        if pairs:
            total += auc(y[mine], p[mine]) * pairs
            weight += pairs
    return total / weight if weight else float("nan")


def average_precision(y: Labels, p: Floats) -> float:
    """Mean precision at each positive, ranked by `p`; ties are taken together."""
    if not y.any():
        return float("nan")
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(y[order])
    last_of_tie = np.append(np.diff(p[order]) != 0, True)
    precision = (hits / np.arange(1, len(p) + 1))[last_of_tie]
    gained = np.diff(hits[last_of_tie], prepend=0)
    return float((precision * gained).sum() / hits[-1])


def brier(y: Labels, p: Floats) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((p - y) ** 2))


def log_loss(y: Labels, p: Floats) -> float:
    """Mean negative log-likelihood in nats."""
    q = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(y, np.log(q), np.log1p(-q))))


def calibration_error(y: Labels, p: Floats) -> float:
    """Expected calibration error over ten bins of equal size."""
    order = np.argsort(p, kind="stable")
    bins = np.array_split(order, min(ECE_BINS, len(p)))
    return float(sum(len(b) * abs(y[b].mean() - p[b].mean()) for b in bins) / len(p))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One model's figures; `low` and `high` are the 2.5 and 97.5 percentiles over people."""

    auc: float
    auc_low: float
    auc_high: float
    auc_within: float
    auc_within_low: float
    auc_within_high: float
    average_precision: float
    brier: float
    brier_low: float
    brier_high: float
    ece: float
    log_loss: float
    coverage_p: float = 1.0


def score(
    y: Labels,
    p: Floats,
    person: Names,
    *,
    rng: np.random.Generator,
    resamples: int = 300,
    coverage_p: float = 1.0,
    rank: Floats | None = None,
) -> Score:
    """All figures, with intervals from `resamples` draws of people with replacement.

    Ranks (AUC, average precision) are taken from `rank` (n,), by default from `p`.
    """
    order = p if rank is None else rank
    rows_of = _rows_by_person(person)
    pooled, within, squared = [], [], []
    per_person = _WithinPerson(y, order, rows_of)
    for _ in range(resamples):
        drawn = rng.integers(0, len(rows_of), len(rows_of))
        rows = np.concatenate([rows_of[index] for index in drawn])
        pooled.append(auc(y[rows], order[rows]))
        within.append(per_person.auc(drawn))
        squared.append(brier(y[rows], p[rows]))
    auc_low, auc_high = _interval(pooled)
    within_low, within_high = _interval(within)
    brier_low, brier_high = _interval(squared)
    return Score(
        auc=auc(y, order),
        auc_low=auc_low,
        auc_high=auc_high,
        auc_within=per_person.auc(np.arange(len(rows_of))),
        auc_within_low=within_low,
        auc_within_high=within_high,
        average_precision=average_precision(y, order),
        brier=brier(y, p),
        brier_low=brier_low,
        brier_high=brier_high,
        ece=calibration_error(y, p),
        log_loss=log_loss(y, p),
        coverage_p=coverage_p,
    )


def gain_interval(
    y: Labels,
    better: Floats,
    worse: Floats,
    person: Names,
    *,
    rng: np.random.Generator,
    figure: Callable[[Labels, Floats], float] = auc,
    resamples: int = 300,
) -> tuple[float, float, float]:
    """`figure(better) - figure(worse)` on the same people, with its 95 % interval."""
    rows_of = _rows_by_person(person)
    gains = []
    for _ in range(resamples):
        drawn = rng.integers(0, len(rows_of), len(rows_of))
        rows = np.concatenate([rows_of[index] for index in drawn])
        gains.append(figure(y[rows], better[rows]) - figure(y[rows], worse[rows]))
    low, high = _interval(gains)
    return figure(y, better) - figure(y, worse), low, high


def _rows_by_person(person: Names) -> list[NDArray[np.intp]]:
    order = np.argsort(person, kind="stable")
    _, starts = np.unique(person[order], return_index=True)
    return np.split(order, starts[1:])


class _WithinPerson:
    """AUC and pairs of each person, computed once and only averaged by the bootstrap."""

    def __init__(self, y: Labels, p: Floats, rows_of: list[NDArray[np.intp]]) -> None:
        aucs = [auc(y[rows], p[rows]) for rows in rows_of]
        pairs = [int(y[rows].sum()) * int((~y[rows]).sum()) for rows in rows_of]
        self._aucs = np.nan_to_num(np.array(aucs))
        self._pairs = np.array(pairs, np.float64)

    def auc(self, drawn: NDArray[np.intp]) -> float:
        weight = self._pairs[drawn].sum()
        if not weight:
            return float("nan")
        return float((self._aucs[drawn] * self._pairs[drawn]).sum() / weight)


def _interval(values: list[float]) -> tuple[float, float]:
    finite = np.array(values)[np.isfinite(values)]
    if not finite.size:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [0.025, 0.975])
    return float(low), float(high)

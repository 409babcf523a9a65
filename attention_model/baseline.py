"""Logistic regression on window features: the bar for every network, and what is always there.

An absent feature adds nothing (it is not zero: zero would be the mean of those who have it), and
each kind of absence has a weight of its own. Ridge-penalised, fitted by Newton's method.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.features import FEATURES, INDEX

Floats = NDArray[np.float64]

# One witness a sensor: when this feature is absent, the sensor is.
ABSENCES: dict[str, str] = {
    "no_answers": "rt_last",
    "no_reading": "read_over",
    "no_scrolling": "scroll_30",
    "no_pointer": "pointer_30",
    "no_gaze": "fixation_30",
}
WITNESSES = np.array([INDEX[witness] for witness in ABSENCES.values()], np.intp)
RIDGE = 40.0
PEOPLE_ROUNDS = 6
LEAST_SCALE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """A fitted model. Shapes: mean and scale (F,), weights (F + A,), covariance (F+A+1, F+A+1).

    `witnesses` (A,) are the columns whose absence has a weight of its own.
    """

    mean: Floats
    scale: Floats
    weights: Floats
    intercept: float
    covariance: Floats
    witnesses: NDArray[np.intp]

    def design(self, x: Floats) -> Floats:
        """Standardised columns with absences, (B, F + A)."""
        return _design(x, self.mean, self.scale, self.witnesses)

    def logit(self, x: Floats) -> Floats:
        """Log odds of being off task, (B,)."""
        return np.asarray(self.design(x) @ self.weights + self.intercept)

    def logit_variance(self, design: Floats) -> Floats:
        """Variance of the log odds from not knowing the weights exactly, (B,)."""
        full = np.column_stack([design, np.ones(len(design))])
        return np.asarray(((full @ self.covariance) * full).sum(axis=1))


def _design(x: Floats, mean: Floats, scale: Floats, witnesses: NDArray[np.intp]) -> Floats:
    standard = (x - mean) / scale
    return np.column_stack([np.nan_to_num(standard, nan=0.0), np.isnan(x[:, witnesses])])


def fit_logistic(
    x: Floats,
    y: NDArray[np.bool_],
    *,
    ridge: float | Floats = RIDGE,
    weight: Floats | None = None,
    columns: NDArray[np.bool_] | None = None,
    source: NDArray[np.intp] | None = None,
    witnesses: NDArray[np.intp] = WITNESSES,
    person: NDArray[np.str_] | None = None,
) -> Logistic:
    """Fit on rows `x` (n, F) with labels `y`.

    `ridge` is one penalty or one a weight (F + A,). `weight` (n,) counts rows,
    `columns` (F,) hides features, and `source` (n,) gives each source
    of data an intercept of its own; the model keeps that of source 0. `witnesses` (A,) are the
    columns whose absence counts; by default one of each sensor. `person` (n,) gives each person a
    random intercept during the fit, so that weights are learnt from what changes within people and
    not from how often each of them happens to drift; it is dropped afterwards.
    """
    mean, scale = _standard(x, columns)
    design = _design(x, mean, scale, witnesses)
    if columns is not None:
        design = design * np.append(columns, np.ones(len(witnesses), bool))
    extra = _source_columns(source, len(y))
    full = np.column_stack([design, extra, np.ones(len(y))])
    penalty = np.full(full.shape[1], 1e-3)
    penalty[: design.shape[1]] = ridge
    counts = np.ones(len(y)) if weight is None else weight
    beta, covariance = _newton(full, y, penalty, counts, np.zeros(len(y)))
    if person is not None:
        beta, covariance = _with_people(full, y, penalty, counts, person, beta)
    kept = np.append(np.arange(design.shape[1]), full.shape[1] - 1)
    return Logistic(
        mean=mean,
        scale=scale,
        weights=beta[: design.shape[1]],
        intercept=float(beta[-1]),
        covariance=covariance[np.ix_(kept, kept)],
        witnesses=witnesses,
    )


def _standard(x: Floats, columns: NDArray[np.bool_] | None) -> tuple[Floats, Floats]:
    seen = ~np.isnan(x)
    count = np.maximum(seen.sum(axis=0), 1)
    filled = np.where(seen, x, 0.0)
    mean = filled.sum(axis=0) / count
    spread = np.sqrt((np.where(seen, x - mean, 0.0) ** 2).sum(axis=0) / count)
    # A feature that never varied in training says nothing: its weight stays nought.
    scale = np.where(spread > LEAST_SCALE, spread, 1e6)
    if columns is not None:
        scale = np.where(columns, scale, 1e6)
    return mean, scale


def _source_columns(source: NDArray[np.intp] | None, rows: int) -> Floats:
    if source is None:
        return np.zeros((rows, 0))
    others = range(1, int(source.max()) + 1)
    return np.stack([(source == one).astype(np.float64) for one in others], axis=1).reshape(
        rows, len(others)
    )


def _with_people(
    full: Floats,
    y: NDArray[np.bool_],
    penalty: Floats,
    weight: Floats,
    person: NDArray[np.str_],
    beta: Floats,
) -> tuple[Floats, Floats]:
    """Weights and random intercepts in turn; the variance of the intercepts by its moments."""
    _, index = np.unique(person, return_inverse=True)
    people = int(index.max()) + 1
    offsets, variance = np.zeros(people), 0.5
    covariance: Floats = np.zeros((0, 0))
    for _ in range(PEOPLE_ROUNDS):
        logit = full @ beta
        for _ in range(4):
            p = 1 / (1 + np.exp(-np.clip(logit + offsets[index], -30, 30)))
            curvature = np.bincount(index, weight * p * (1 - p), people) + 1 / variance
            slope = np.bincount(index, weight * (y - p), people) - offsets / variance
            offsets += slope / curvature
        variance = float(np.mean(offsets**2 + 1 / curvature))
        beta, covariance = _newton(full, y, penalty, weight, offsets[index])
    return beta, covariance


def _newton(
    full: Floats, y: NDArray[np.bool_], penalty: Floats, weight: Floats, offset: Floats
) -> tuple[Floats, Floats]:
    beta: Floats = np.zeros(full.shape[1])
    hessian: Floats = np.eye(full.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(full @ beta + offset, -30, 30)))
        gradient = full.T @ (weight * (y - p)) - penalty * beta
        curvature = weight * p * (1 - p)
        hessian = (full * curvature[:, None]).T @ full + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    covariance: Floats = np.asarray(np.linalg.inv(hessian), np.float64)
    return beta, covariance


def columns_without(*groups_or_names: str) -> NDArray[np.bool_]:
    """A mask (F,) that hides whole groups or single features by name."""

    hidden = set(groups_or_names)
    return np.array([f.group not in hidden and f.name not in hidden for f in FEATURES])


def columns_of(*groups_or_names: str) -> NDArray[np.bool_]:
    """A mask (F,) that shows only these groups or single features."""
    return ~columns_without(*groups_or_names)

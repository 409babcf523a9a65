"""Logistic regression on a few dense columns and on many that are mostly zero, with a penalty."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.domain.learner.benchmark.metrics import Flags, Floats

Ints = NDArray[np.int64]
Objective = Callable[[Floats], tuple[float, Floats]]

_MEMORY = 10
_MOST_STEPS = 300
_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Design:
    """n rows: `dense` (n, d), and entries (row, column, value) of `width` sparse columns."""

    dense: Floats
    rows: Ints
    columns: Ints
    values: Floats
    width: int

    def logits(self, weights: Floats) -> Floats:
        """(n,) from the weights (d + width,)."""
        dense = self.dense.shape[1]
        terms = weights[dense + self.columns] * self.values
        count = len(self.dense)
        summed = np.bincount(self.rows, weights=terms, minlength=count)
        return np.asarray(self.dense @ weights[:dense] + summed, dtype=np.float64)

    def squares(self) -> Floats:
        """(d + width,): each column's sum of squares."""
        sparse = np.bincount(self.columns, weights=self.values**2, minlength=self.width)
        return np.concatenate([(self.dense**2).sum(axis=0), sparse])

    def transposed(self, residuals: Floats) -> Floats:
        """(d + width,) from (n,)."""
        sparse = np.bincount(
            self.columns, weights=residuals[self.rows] * self.values, minlength=self.width
        )
        return np.concatenate([self.dense.T @ residuals, sparse])


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float64)


def fit(design: Design, is_right: Flags, *, penalty: float = 1.0) -> Floats:
    """The weights that minimise the summed log loss + penalty/2 |w|^2; the first column is free.

    The first dense column is taken for the constant, which is not drawn to 0.
    """
    target = is_right.astype(np.float64)
    strength = np.full(design.dense.shape[1] + design.width, penalty)
    strength[0] = 0.0
    # A column's own curvature, about p(1 - p) = 1/5 a row, in whose units all steps are alike: a
    # third of the steps of the plain columns.
    unit = 1 / np.sqrt(design.squares() / 5 + penalty)

    def objective(scaled: Floats) -> tuple[float, Floats]:
        weights = scaled * unit
        logits = np.clip(design.logits(weights), -30, 30)
        loss = float(np.sum(np.logaddexp(0, logits) - target * logits))
        gradient = design.transposed(sigmoid(logits) - target) + strength * weights
        return loss + float(np.sum(strength * weights**2)) / 2, gradient * unit

    return minimised(objective, np.zeros(len(strength))) * unit


def minimised(objective: Objective, start: Floats) -> Floats:
    """L-BFGS (Nocedal and Wright 2006, algorithm 7.5) with steps that are halved until they help.

    >>> minimised(lambda x: (float((x - 3) @ (x - 3)), 2 * (x - 3)), np.zeros(2)).round(4).tolist()
    [3.0, 3.0]
    """
    point = start
    value, gradient = objective(point)
    pairs: deque[tuple[Floats, Floats]] = deque(maxlen=_MEMORY)
    for _ in range(_MOST_STEPS):
        direction = -_curved(gradient, pairs)
        slope = float(direction @ gradient)
        size = 1.0 if pairs else min(1.0, 1 / (float(np.abs(gradient).sum()) + 1e-12))
        while True:
            following = point + size * direction
            new_value, new_gradient = objective(following)
            if new_value <= value + 1e-4 * size * slope or size < 1e-10:
                break
            size /= 2
        step, change = following - point, new_gradient - gradient
        if float(step @ change) > 1e-12:
            pairs.append((step, change))
        has_settled = value - new_value <= _TOLERANCE * max(1.0, abs(value))
        point, value, gradient = following, new_value, new_gradient
        if has_settled:
            break
    return point


def _curved(gradient: Floats, pairs: deque[tuple[Floats, Floats]]) -> Floats:
    """The inverse Hessian, as the last steps show it, times the gradient (two-loop recursion)."""
    result = gradient.copy()
    shares = []
    for step, change in reversed(pairs):
        share = float(step @ result) / float(step @ change)
        shares.append(share)
        result -= share * change
    if pairs:
        step, change = pairs[-1]
        result *= float(step @ change) / float(change @ change)
    for (step, change), share in zip(pairs, reversed(shares), strict=True):
        result += (share - float(change @ result) / float(step @ change)) * step
    return result

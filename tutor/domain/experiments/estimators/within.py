"""Parts of lessons were randomised, again and again within a learner: a micro-randomised trial."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.domain.experiments.estimators.effect import LEVEL_P, Effect, TooFewError, effect
from tutor.domain.experiments.estimators.linear import Floats, Labels

LEAST_LEARNERS = 10


def excursion_effect(
    outcome: Sequence[float],
    *,
    is_treated: Sequence[bool],
    propensity_p: Sequence[float],
    learners: Sequence[int],
    controls: Sequence[Sequence[float]] = (),
    level_p: float = LEVEL_P,
) -> Effect:
    """The proximal effect of treating a part, averaged over parts: weighted and centred least
    squares of Boruvka et al. 2018 ("Assessing time-varying causal effect moderation in mobile
    health", JASA 113), section 4.

    Each row is a part: what came after it, whether it was treated, the logged chance of being
    treated, whose it was. `controls` are columns known before the draw; a wrong model of them costs
    precision, never truth, because the treatment is centred at its probability and rows are
    weighted by p~ / p, with p~ the share of treated rows. The variance is clustered by learner
    with the correction of Mancl and DeRouen 2001; t with learners less coefficients degrees of
    freedom, as in Boruvka's section 4.2.

    Raises TooFewError below ten learners, or where all or none of the parts were treated.
    """
    y = np.asarray(outcome, dtype=np.float64)  # (n,)
    a = np.asarray(is_treated, dtype=np.float64)  # (n,)
    p = np.asarray(propensity_p, dtype=np.float64)  # (n,)
    labels = np.asarray(learners, dtype=np.int64)  # (n,)
    _check(a, labels=labels)
    mean_p = float(a.mean())
    weights = np.where(a == 1, mean_p / p, (1 - mean_p) / (1 - p))
    columns = [np.ones(len(y)), *(np.asarray(each, dtype=np.float64) for each in controls)]
    x = np.column_stack([a - mean_p, *columns])  # (n, k); the effect comes first
    estimate, se = _clustered(x, y, weights=weights, labels=labels)
    control = y[a == 0]
    return effect(
        estimate,
        se=se,
        dof=float(len(np.unique(labels)) - x.shape[1]),
        units=(int(a.sum()), int((1 - a).sum())),
        control_mean=float(np.average(control, weights=weights[a == 0])),
        spread=float(control.std(ddof=1)),
        method="Weighted and centred least squares (Boruvka et al. 2018), clustered by learner",
        level_p=level_p,
    )


def _check(a: Floats, *, labels: Labels) -> None:
    count = len(np.unique(labels))
    if count < LEAST_LEARNERS:
        raise TooFewError(f"{count} learners: {LEAST_LEARNERS} are the least for this estimate.")
    if min(a.sum(), (1 - a).sum()) < LEAST_LEARNERS:
        raise TooFewError(
            f"{int(a.sum())} parts were treated and {int((1 - a).sum())} were not: "
            f"{LEAST_LEARNERS} of each are the least."
        )


def _clustered(x: Floats, y: Floats, *, weights: Floats, labels: Labels) -> tuple[float, float]:
    """The first coefficient and its Mancl and DeRouen standard error."""
    weighted = x * weights[:, None]
    bread = np.linalg.pinv(x.T @ weighted)
    beta = bread @ (weighted.T @ y)
    residuals = y - x @ beta
    meat = np.zeros_like(bread)
    for label in np.unique(labels):
        rows = labels == label
        hat = x[rows] @ bread @ weighted[rows].T  # (m, m)
        corrected = np.linalg.solve(np.eye(int(rows.sum())) - hat, residuals[rows])
        score = weighted[rows].T @ corrected
        meat += np.outer(score, score)
    covariance = bread @ meat @ bread
    return float(beta[0]), float(np.sqrt(covariance[0, 0]))

"""Learners or classes were randomised: the difference of the means, adjusted where that helps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.domain.experiments.estimators.effect import LEVEL_P, Effect, TooFewError, effect
from tutor.domain.experiments.estimators.linear import Floats, Labels, robust_contrast

LEAST_UNITS = 2


def randomised_effect(
    outcome: Sequence[float],
    *,
    is_treated: Sequence[bool],
    covariates: Sequence[Sequence[float | None]] = (),
    clusters: Sequence[int] | None = None,
    level_p: float = LEVEL_P,
) -> Effect:
    """The average effect of the arm on `outcome`, one value a learner.

    `covariates` are columns measured before assignment; a missing value becomes the mean and gets
    an indicator of its own where any is missing. Without clusters each covariate also has its
    interaction with the arm, so that adjusting can cost no precision in large samples (Lin 2013).
    `clusters` names the class of each learner where classes were randomised: then the interval is
    cluster-robust with a small-sample correction (`robust_contrast`), and covariates enter once.

    Raises TooFewError where an arm has fewer than two units.

    >>> found = randomised_effect([1.0, 3.0, 2.0, 0.0], is_treated=[True, True, False, False])
    >>> round(found.estimate, 6), round(found.se, 3), found.units
    (1.0, 1.414, 2)
    """
    y = np.asarray(outcome, dtype=np.float64)  # (n,)
    treated = np.asarray(is_treated, dtype=bool)  # (n,)
    labels = None if clusters is None else np.asarray(clusters, dtype=np.int64)
    units = _units(treated, labels), _units(~treated, labels)
    if min(units) < LEAST_UNITS:
        kind = "learners" if labels is None else "classes"
        raise TooFewError(f"{units[0]} {kind} against {units[1]}: an arm needs {LEAST_UNITS}.")
    x = _columns(treated, covariates, interacts=labels is None)
    found = robust_contrast(x, y, of=1, clusters=labels)
    return effect(
        found.estimate,
        se=found.se,
        dof=found.dof,
        units=units,
        control_mean=float(y[~treated].mean()),
        spread=float(y[~treated].std(ddof=1)),
        method=_method(has_covariates=x.shape[1] > 2, has_clusters=labels is not None),
        level_p=level_p,
    )


def _units(rows: Labels | np.ndarray, labels: Labels | None) -> int:
    return int(rows.sum()) if labels is None else len(np.unique(labels[rows.astype(bool)]))


def _columns(
    treated: np.ndarray, covariates: Sequence[Sequence[float | None]], *, interacts: bool
) -> Floats:
    """(n, k): 1, the arm, then each centred covariate with its interaction where wanted."""
    columns = [np.ones(len(treated)), treated.astype(np.float64)]
    for covariate in covariates:
        for column in _filled(covariate):
            centred = column - column.mean()
            if not np.any(np.abs(centred) > 0):
                continue
            columns.append(centred)
            if interacts:
                columns.append(centred * treated)
    return np.column_stack(columns)


def _filled(covariate: Sequence[float | None]) -> list[Floats]:
    """The covariate with its gaps filled by the mean, and the gaps' indicator (Groenwold 2012)."""
    values = np.array([np.nan if value is None else value for value in covariate], dtype=np.float64)
    gaps = np.isnan(values)
    if not gaps.any():
        return [values]
    if gaps.all():
        return []
    return [np.where(gaps, values[~gaps].mean(), values), gaps.astype(np.float64)]


def _method(*, has_covariates: bool, has_clusters: bool) -> str:
    if has_clusters:
        adjusted = ", adjusted for what came before" if has_covariates else ""
        return f"Difference of means over classes{adjusted}; cluster-robust interval (CR2)"
    if has_covariates:
        return "Difference of means, adjusted for what came before (Lin 2013); robust interval"
    return "Difference of means; robust interval (HC2)"

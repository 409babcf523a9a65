"""How many are needed before a difference that matters would be seen: formulas for a start."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf

from tutor.domain.experiments.distributions import t_quantile

LEVEL_P = 0.95
POWER_P = 0.80
MOST = 10_000_000

Needed = Callable[[float], float]
Freedom = Callable[[int], int]


def learners_an_arm(
    *,
    effect: float,
    spread: float,
    explained_p: float = 0.0,
    level_p: float = LEVEL_P,
    power_p: float = POWER_P,
) -> int:
    """Learners in each of two equal arms (Cohen 1988, section 2.4, with t for z).

    `effect` and `spread` in the outcome's unit; `explained_p` is the share of the variance that
    the covariates take away (Borm et al. 2007: 1 - r^2).

    >>> learners_an_arm(effect=0.5, spread=1.0)
    64
    """
    _check(effect, spread)
    variance = spread**2 * (1 - explained_p)
    return _smallest(
        lambda quantiles: 2 * variance * quantiles**2 / effect**2,
        dof_of=lambda n: 2 * n - 2,
        level_p=level_p,
        power_p=power_p,
    )


def classes_an_arm(
    *,
    effect: float,
    spread: float,
    class_size: int,
    icc_p: float,
    explained_p: float = 0.0,
    level_p: float = LEVEL_P,
    power_p: float = POWER_P,
) -> int:
    """Classes in each of two equal arms: the design effect 1 + (m - 1) icc (Donner and Klar 2000).

    >>> classes_an_arm(effect=0.5, spread=1.0, class_size=20, icc_p=0.1)
    11
    """
    _check(effect, spread)
    inflated = spread**2 * (1 - explained_p) * (1 + (class_size - 1) * icc_p) / class_size
    return _smallest(
        lambda quantiles: 2 * inflated * quantiles**2 / effect**2,
        dof_of=lambda n: 2 * n - 2,
        level_p=level_p,
        power_p=power_p,
    )


def learners_for_parts(
    *,
    effect: float,
    spread: float,
    parts: int,
    treated_p: float = 0.5,
    level_p: float = LEVEL_P,
    power_p: float = POWER_P,
) -> int:
    """Learners with `parts` randomised parts each: Liao et al. 2016 for a constant effect.

    `spread` is the standard deviation of the outcome after a part, given the controls; under
    Liao's working assumptions the variance of the estimate is spread^2 / (N T p (1 - p)).

    >>> learners_for_parts(effect=0.1, spread=0.46, parts=20)
    36
    """
    _check(effect, spread)
    information = parts * treated_p * (1 - treated_p)
    return _smallest(
        lambda quantiles: spread**2 * quantiles**2 / (effect**2 * information),
        dof_of=lambda n: n - 2,
        level_p=level_p,
        power_p=power_p,
    )


def _check(effect: float, spread: float) -> None:
    if effect == 0 or spread <= 0:
        raise ValueError(
            f"An effect of {effect} with a spread of {spread} can never be told apart: "
            "give an effect other than 0 and a spread above 0."
        )


def _smallest(needed: Needed, *, dof_of: Freedom, level_p: float, power_p: float) -> int:
    """The fixed point of n = needed(n): quantiles of t depend on n themselves."""
    n = 0
    dof = inf
    for _ in range(100):
        quantiles = t_quantile((1 + level_p) / 2, dof=dof) + t_quantile(power_p, dof=dof)
        following = min(max(ceil(needed(quantiles) - 1e-9), 3), MOST)
        if following == n:
            break
        n, dof = following, float(max(dof_of(following), 1))
    return n

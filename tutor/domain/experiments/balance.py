"""Whether the arms began alike, and whether as many units came to each as were meant to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from tutor.domain.experiments.distributions import chi_squared_tail

# Fabijan et al. 2019 stop trusting an experiment below this; at 0.05 every twentieth sound one
# would be thrown away.
MISMATCH_P = 0.001
# A standardised difference above this is worth a look (Austin 2009).
NOTABLE_SMD = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """One covariate before the experiment, in an arm and in the control."""

    name: str
    arm_mean: float
    control_mean: float
    smd: float
    missing: int

    @property
    def is_notable(self) -> bool:
        return abs(self.smd) > NOTABLE_SMD


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRatio:
    """`p` is the chance of counts at least this far from the planned shares."""

    counts: Mapping[str, int]
    expected: Mapping[str, float]
    p: float

    @property
    def is_mismatch(self) -> bool:
        return self.p < MISMATCH_P


def standardised_difference(arm: Sequence[float], control: Sequence[float]) -> float:
    """The difference of the means in pooled standard deviations (Austin 2009); 0 without spread.

    >>> round(standardised_difference([1.0, 2.0, 3.0], [2.0, 3.0, 4.0]), 2)
    -1.0
    """
    if not arm or not control:
        return 0.0
    spread = sqrt((_variance(arm) + _variance(control)) / 2)
    return (_mean(arm) - _mean(control)) / spread if spread > 0 else 0.0


def balance(name: str, *, arm: Sequence[float | None], control: Sequence[float | None]) -> Balance:
    """One line of the table; missing values are counted and left out."""
    ours = [value for value in arm if value is not None]
    theirs = [value for value in control if value is not None]
    return Balance(
        name=name,
        arm_mean=_mean(ours) if ours else 0.0,
        control_mean=_mean(theirs) if theirs else 0.0,
        smd=standardised_difference(ours, theirs),
        missing=len(arm) + len(control) - len(ours) - len(theirs),
    )


def sample_ratio(counts: Mapping[str, int], *, shares_p: Mapping[str, float]) -> SampleRatio:
    """Pearson's test of the counts against the planned shares (Fabijan et al. 2019).

    Blocks hold counts closer to the plan than chance does, so with blocks it errs to calm.
    """
    total = sum(counts.values())
    whole_p = sum(shares_p[name] for name in counts)
    expected = {name: total * shares_p[name] / whole_p for name in counts}
    if total == 0 or len(counts) < 2:
        return SampleRatio(counts=counts, expected=expected, p=1.0)
    value = sum((counts[name] - expected[name]) ** 2 / expected[name] for name in counts)
    return SampleRatio(
        counts=counts, expected=expected, p=chi_squared_tail(value, dof=len(counts) - 1)
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = _mean(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

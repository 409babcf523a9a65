"""An estimate with its uncertainty, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.domain.experiments.distributions import interval, p_value

LEVEL_P = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """A difference in the outcome's own unit, arm less control.

    `units` and `control_units` count what was randomised; `spread` is the standard deviation of
    the outcome in the control, in which `standardised` speaks.
    """

    estimate: float
    se: float
    dof: float
    low: float
    high: float
    p: float
    units: int
    control_units: int
    control_mean: float
    spread: float
    method: str

    @property
    def is_conclusive(self) -> bool:
        """Whether the interval leaves out no effect."""
        return self.low > 0 or self.high < 0

    @property
    def standardised(self) -> float | None:
        return self.estimate / self.spread if self.spread > 0 else None


def effect(
    estimate: float,
    *,
    se: float,
    dof: float,
    units: tuple[int, int],
    control_mean: float,
    spread: float,
    method: str,
    level_p: float = LEVEL_P,
) -> Effect:
    """`units` are those of the arm and of the control."""
    low, high = interval(estimate, se=se, dof=dof, level_p=level_p)
    return Effect(
        estimate=estimate,
        se=se,
        dof=dof,
        low=low,
        high=high,
        p=p_value(estimate, se=se, dof=dof),
        units=units[0],
        control_units=units[1],
        control_mean=control_mean,
        spread=spread,
        method=method,
    )


class TooFewError(ValueError):
    """There is not enough to estimate from; the text says what is missing."""

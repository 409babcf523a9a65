"""What the go/no-go tasks share: outcomes of trials, slips, and the times around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tutor.domain.activities import statistics as stats

#: The times before a slip are of this many trials (Robertson et al. 1997 used four).
BEFORE_SLIP = 4


class Outcome(StrEnum):
    HIT = "hit"
    OMISSION = "omission"
    COMMISSION = "commission"
    WITHHELD = "withheld"
    #: Marked, or pressed too soon to be an answer.
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One trial as the measures see it; `rt_ms` of a press, else None."""

    outcome: Outcome
    rt_ms: float | None = None


def outcome_of(*, is_go: bool, has_pressed: bool) -> Outcome:
    if is_go:
        return Outcome.HIT if has_pressed else Outcome.OMISSION
    return Outcome.COMMISSION if has_pressed else Outcome.WITHHELD


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    hits: int
    omissions: int
    commissions: int
    withheld: int

    @property
    def go(self) -> int:
        return self.hits + self.omissions

    @property
    def no_go(self) -> int:
        return self.commissions + self.withheld


def counts(steps: Sequence[Step]) -> Counts:
    outcomes = [step.outcome for step in steps]
    return Counts(
        hits=outcomes.count(Outcome.HIT),
        omissions=outcomes.count(Outcome.OMISSION),
        commissions=outcomes.count(Outcome.COMMISSION),
        withheld=outcomes.count(Outcome.WITHHELD),
    )


def hit_times(steps: Sequence[Step]) -> list[float]:
    """Response times in ms of correct presses."""
    return [s.rt_ms for s in steps if s.outcome is Outcome.HIT and s.rt_ms is not None]


def sensitivity(steps: Sequence[Step]) -> dict[str, float | None]:
    """d' and A': presses at go trials are hits, presses at no-go trials false alarms."""
    n = counts(steps)
    return {
        "d_prime": stats.d_prime(
            hits=n.hits, signals=n.go, false_alarms=n.commissions, noises=n.no_go
        ),
        "a_prime": stats.a_prime(
            hits=n.hits, signals=n.go, false_alarms=n.commissions, noises=n.no_go
        ),
    }


def before_slips_ms(steps: Sequence[Step]) -> float | None:
    """The mean over commissions of the mean time of hits among the four trials before each."""
    means = []
    for at, step in enumerate(steps):
        if step.outcome is Outcome.COMMISSION:
            times = hit_times(steps[max(0, at - BEFORE_SLIP) : at])
            if times:
                means.append(sum(times) / len(times))
    return stats.mean(means)


def slowing_after_slips_ms(steps: Sequence[Step]) -> float | None:
    """Post-error slowing, traditional: hits after a commission minus hits after a hit."""
    after_slip, after_hit = [], []
    for before, step in pairwise(steps):
        if step.outcome is not Outcome.HIT or step.rt_ms is None:
            continue
        if before.outcome is Outcome.COMMISSION:
            after_slip.append(step.rt_ms)
        elif before.outcome is Outcome.HIT:
            after_hit.append(step.rt_ms)
    if not after_slip or not after_hit:
        return None
    return sum(after_slip) / len(after_slip) - sum(after_hit) / len(after_hit)


def slowing_around_slips_ms(steps: Sequence[Step]) -> float | None:
    """Post-error slowing, robust: the hit after minus the hit before each commission, averaged.

    Pairs around the same slip take out a slow drift over the run (Dutilh et al. 2012, J Math
    Psychol 56, 208-216).
    """
    differences = []
    for before, slip, after in zip(steps, steps[1:], steps[2:], strict=False):
        if slip.outcome is not Outcome.COMMISSION:
            continue
        pair = hit_times([before, after])
        if len(pair) == 2:
            differences.append(pair[1] - pair[0])
    return stats.mean(differences)

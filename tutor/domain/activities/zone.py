"""In and out of the zone: the variance time course of response times.

Esterman, Noonan, Rosenberg & DeGutis 2013: the distance of each response time from the run's mean,
in standard deviations, gaps filled linearly, smoothed over 20 trials (gaussian, full width at half
maximum); a median split gives the steadier half ("in the zone") and the other.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from tutor.domain.activities import statistics as stats
from tutor.domain.activities.go_no_go import Outcome, Step, counts, hit_times

SMOOTH_TRIALS = 20.0
# Below this many hits a time course is noise.
FEWEST_HITS = 20
_NAMES = ("vtc_mean", "in_zone_errors_percent", "out_of_zone_errors_percent")


def time_course(steps: Sequence[Step]) -> list[float] | None:
    """The smoothed |z| of each trial; None where there are too few hits."""
    times = hit_times(steps)
    spread = stats.deviation(times)
    if len(times) < FEWEST_HITS or not spread:
        return None
    middle = statistics.fmean(times)
    distances = [
        abs(step.rt_ms - middle) / spread
        if step.outcome is Outcome.HIT and step.rt_ms is not None
        else None
        for step in steps
    ]
    return stats.smoothed(stats.filled(distances), fwhm=SMOOTH_TRIALS)


def by_zone(steps: Sequence[Step]) -> dict[str, float | None]:
    """The mean of the time course, and the share of slips in its lower and its upper half."""
    course = time_course(steps)
    if course is None:
        return dict.fromkeys(_NAMES)
    middle = statistics.median(course)
    calm = [step for step, value in zip(steps, course, strict=True) if value <= middle]
    other = [step for step, value in zip(steps, course, strict=True) if value > middle]
    return {
        "vtc_mean": statistics.fmean(course),
        "in_zone_errors_percent": _slips_percent(calm),
        "out_of_zone_errors_percent": _slips_percent(other),
    }


def _slips_percent(steps: Sequence[Step]) -> float | None:
    n = counts(steps)
    return stats.percent(n.omissions + n.commissions, n.go + n.no_go)

"""The statistics that activities are scored by, each with its source."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

_NORMAL = statistics.NormalDist()

# A gaussian's full width at half maximum, in standard deviations.
FWHM_SD = 2.0 * math.sqrt(2.0 * math.log(2.0))
# How far a kernel is followed; what lies beyond weighs less than 0.04 %.
TRUNCATE_SD = 4.0


def mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def deviation(values: Sequence[float]) -> float | None:
    """The sample standard deviation (n - 1)."""
    return statistics.stdev(values) if len(values) > 1 else None


def variation_p(values: Sequence[float]) -> float | None:
    """The coefficient of variation: deviation / mean. Of response times it is the RTCV."""
    spread, middle = deviation(values), mean(values)
    return None if spread is None or not middle else spread / middle


def share_p(count: int, total: int) -> float | None:
    return count / total if total else None


def percent(count: int, total: int) -> float | None:
    return 100.0 * count / total if total else None


def slope(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Least squares: how much y grows with one x."""
    if len(x) < 2 or len(set(x)) < 2:
        return None
    return statistics.linear_regression(x, y).slope


def loglinear_rate_p(count: int, total: int) -> float:
    """(count + 0.5) / (total + 1): never 0 or 1 (Hautus 1995, Behav Res Methods 27, 46-51)."""
    return (count + 0.5) / (total + 1)


def d_prime(*, hits: int, signals: int, false_alarms: int, noises: int) -> float | None:
    """z(hit rate) - z(false-alarm rate), both with the log-linear correction."""
    if not signals or not noises:
        return None
    hit_p = loglinear_rate_p(hits, signals)
    false_alarm_p = loglinear_rate_p(false_alarms, noises)
    return _NORMAL.inv_cdf(hit_p) - _NORMAL.inv_cdf(false_alarm_p)


def a_prime(*, hits: int, signals: int, false_alarms: int, noises: int) -> float | None:
    """A', 0.5 at chance and 1 at best (Pollack & Norman 1964; below chance: Aaronson & Watts 1987).

    From the raw rates; where they are equal it is 0.5.
    """
    if not signals or not noises:
        return None
    h, f = hits / signals, false_alarms / noises
    if h == f:
        return 0.5
    if h > f:
        return 0.5 + (h - f) * (1 + h - f) / (4 * h * (1 - f))
    return 0.5 - (f - h) * (1 + f - h) / (4 * f * (1 - h))


def smoothed(values: Sequence[float], *, fwhm: float) -> list[float]:
    """A gaussian-weighted mean around each value; at the ends, over what there is."""
    sd = fwhm / FWHM_SD
    reach = int(TRUNCATE_SD * sd + 0.5)
    weights = [math.exp(-0.5 * (step / sd) ** 2) for step in range(reach + 1)]
    result = []
    for centre in range(len(values)):
        low, high = max(0, centre - reach), min(len(values), centre + reach + 1)
        near = [weights[abs(centre - other)] for other in range(low, high)]
        total = sum(w * values[low + i] for i, w in enumerate(near))
        result.append(total / sum(near))
    return result


def filled(values: Sequence[float | None]) -> list[float]:
    """Gaps by linear interpolation; at the ends, the nearest value. Raises when all is gap."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if not known:
        raise ValueError("Nothing to interpolate from: every value is missing.")
    result = []
    for at, value in enumerate(values):
        if value is not None:
            result.append(value)
            continue
        before = [one for one in known if one[0] < at]
        after = [one for one in known if one[0] > at]
        if not before or not after:
            result.append((before[-1] if before else after[0])[1])
            continue
        (x0, y0), (x1, y1) = before[-1], after[0]
        result.append(y0 + (y1 - y0) * (at - x0) / (x1 - x0))
    return result

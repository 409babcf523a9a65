"""Shares and correlations with their intervals, as the pages and the files show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

from tutor.domain.alerts.precision import wilson

_Z_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Share:
    """`hits` of `n`, with the 95 % Wilson interval."""

    hits: int
    n: int
    p: float
    low_p: float
    high_p: float


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """A correlation of `n` pairs, with the 95 % interval of Fisher's z; None where undefined."""

    n: int
    r: float
    low: float
    high: float


def share(hits: int, n: int) -> Share | None:
    """None for a share of nothing."""
    if n == 0:
        return None
    low_p, high_p = wilson(hits, n)
    return Share(hits=hits, n=n, p=hits / n, low_p=low_p, high_p=high_p)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> Correlation | None:
    """Pearson's r; with a 0/1 variable that is the point-biserial correlation.

    None below four pairs, where Fisher's interval has no width, or where one side never varies.

    >>> correlation([0, 1, 0, 1, 1], [1, 3, 2, 4, 2]).r > 0.6
    True
    """
    n = len(xs)
    if n != len(ys):
        raise ValueError(f"{n} values against {len(ys)}: a correlation needs pairs.")
    if n < 4:
        return None
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    sxx = sum((x - mean_x) ** 2 for x in xs)
    syy = sum((y - mean_y) ** 2 for y in ys)
    if sxx == 0 or syy == 0:
        return None
    sxy = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    r = max(-1.0, min(1.0, sxy / sqrt(sxx * syy)))
    if abs(r) == 1.0:
        return Correlation(n=n, r=r, low=r, high=r)
    half = _Z_95 / sqrt(n - 3)
    return Correlation(n=n, r=r, low=tanh(atanh(r) - half), high=tanh(atanh(r) + half))


def quantile(values: Sequence[float], p: float) -> float:
    """Linear interpolation between order statistics (Hyndman and Fan 1996, definition 7).

    >>> quantile([1, 2, 3, 4], 0.5)
    2.5
    """
    if not values:
        raise ValueError("There is no quantile of no values.")
    ordered = sorted(values)
    place = p * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])

"""How often a rule was right, by what teachers said: a share with its interval, or too few marks.

An alert marked "helped" was right, one marked "wrong" was not; "dismissed" judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# Below this a share would jump by a fifth and more with every mark.
FEWEST_MARKS = 5
_Z_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Precision:
    """`p` with its 95 % interval is None where there are fewer than `FEWEST_MARKS` marks."""

    helped: int
    wrong: int
    p: float | None
    low_p: float | None
    high_p: float | None

    @property
    def n(self) -> int:
        return self.helped + self.wrong


def precision_of(*, helped: int, wrong: int) -> Precision:
    """
    >>> precision_of(helped=4, wrong=0).p is None
    True
    >>> round(precision_of(helped=4, wrong=1).p, 2)
    0.8
    """
    n = helped + wrong
    if n < FEWEST_MARKS:
        return Precision(helped=helped, wrong=wrong, p=None, low_p=None, high_p=None)
    low_p, high_p = wilson(helped, n)
    return Precision(helped=helped, wrong=wrong, p=helped / n, low_p=low_p, high_p=high_p)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), which stays within 0 and 1.

    >>> low, high = wilson(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    """
    if n <= 0:
        raise ValueError(f"A share of {n} has no interval: give at least one.")
    p = hits / n
    z2 = _Z_95 * _Z_95
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)

"""Sets that hold the true answer with a promised chance, whatever the model's faults.

Split conformal prediction (Vovk et al. 2005), by kind of activity (Mondrian): on people the model
did not see, how unlikely was the true answer said to be? An answer is in the set when it is no
more unlikely than nine in ten of those. One answer in the set is a decision, two are "cannot say".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
MISSED_P = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """The largest unlikeliness that is still in the set, for each kind of activity."""

    limits: dict[bool, float]

    def holds(self, p: Floats, kind: Mask) -> tuple[Mask, Mask]:
        """Whether "off task" and "on task" are in each row's set, (n,) each."""
        limit = np.where(kind, self.limits[True], self.limits[False])
        return 1 - p <= limit, p <= limit

    def measured(self, p: Floats, y: Mask, kind: Mask) -> dict[str, float]:
        """Coverage on people of neither fit, and how often the set decides."""
        off, on = self.holds(p, kind)
        held, decided = np.where(y, off, on), off != on
        found = {
            "promised_p": 1 - MISSED_P,
            "coverage_p": float(held.mean()),
            "coverage_practice_p": float(held[kind].mean()),
            "coverage_reading_p": float(held[~kind].mean()),
            "decided_p": float(decided.mean()),
            "right_when_decided_p": float(held[decided].mean()) if decided.any() else 0.0,
        }
        return {name: round(value, 4) for name, value in found.items()}


def calibrated(p: Floats, y: Mask, kind: Mask) -> Sets:
    """Limits from probabilities of being off task `p` (n,), answers `y` and kinds of activity."""
    unlikely = np.where(y, 1 - p, p)
    return Sets(limits={bool(one): _quantile(unlikely[kind == one]) for one in (False, True)})


def _quantile(values: Floats) -> float:
    """The ceil((n + 1)(1 - missed))-th smallest: exact for any finite sample."""
    place = math.ceil((len(values) + 1) * (1 - MISSED_P))
    return float(np.sort(values)[place - 1]) if 0 < place <= len(values) else 1.0

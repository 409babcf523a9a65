"""How well predictions tell right answers from others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# No prediction is believed beyond it, so that one surprise is not an infinite loss.
CLIP_P = 1e-6


def auc(p: Floats, is_right: Flags) -> float:
    """The chance that a right answer was given a higher p than another; ties count half.

    >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, False, True, True]))
    0.875
    """
    _, place, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    right = int(is_right.sum())
    other = len(is_right) - right
    if right == 0 or other == 0:
        raise ValueError(f"{right} right and {other} other answers: AUC needs some of each")
    return float((ranks[is_right].sum() - right * (right + 1) / 2) / (right * other))


def log_loss(p: Floats, is_right: Flags) -> float:
    """Mean -log of the probability given to what happened, in nats."""
    clipped = np.clip(p, CLIP_P, 1 - CLIP_P)
    return float(-np.mean(np.where(is_right, np.log(clipped), np.log1p(-clipped))))

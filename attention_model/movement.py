"""Of whom filter and network may speak: learners of whom some movement was observed.

Both learnt from simulated learners, each of whom scrolls or moves a pointer. Somebody with answers
alone (a keyboard, a laboratory task) is unlike all of them: network and filter ranked such real
people worse than chance (AUC 0.46 on vwm-probes), the simple model's other columns did not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attention_model.features import INDEX

Floats = NDArray[np.float64]

_MOVEMENTS = [INDEX["scroll_90"], INDEX["pointer_90"]]
_FILTER = INDEX["filter_logit"]


def has_moved(x: Floats) -> NDArray[np.bool_]:
    """Whether any scrolling or pointer was ever observed, (B,), from features (B, F)."""
    return np.asarray(~np.isnan(x[:, _MOVEMENTS]).all(axis=1))


def heard(x: Floats) -> Floats:
    """Features (B, F) with the filter absent where nothing ever moved."""
    still = ~has_moved(x)
    if not still.any():
        return x
    x = x.copy()
    x[still, _FILTER] = np.nan
    return x

"""How estimates hold when signals are lost, made up or wrong: curves over how much of it.

The perturbed lessons are those of a class nobody was fitted to. Each point gives the AUC of the
network as a residual and of the simple model below it, how far the mean estimate moved, and how
often the evidence gate would have said "not enough evidence" because behaviour looked strange.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model.calibration import sigmoid
from attention_model.datasets.simulated import SimulatedClass
from attention_model.metrics import auc
from attention_model.network import Network
from attention_model.perturbed import PERTURBATIONS, Perturbation, perturbed
from attention_model.rows import Rows, rows_of
from attention_model.windows import Windows

Floats = NDArray[np.float64]
SHARES_P = (0.2, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorers:
    """What is asked about rows: log odds of both models, (n,), and who is too strange, (n,)."""

    network: Network
    shipped: Callable[[Rows], Floats]
    simple: Callable[[Rows], Floats]
    is_strange: Callable[[Rows], NDArray[np.bool_]]


def robustness(made: SimulatedClass, scorers: Scorers, *, seed: int) -> dict[str, Any]:
    """A point as it was, then a curve for each perturbation, JSON-ready."""
    clean = _rows(made, scorers.network)
    usual_p = float(sigmoid(scorers.shipped(clean)).mean())
    return {
        "learners": len(made.recordings),
        "probes": len(clean),
        "as_it_was": _point(clean, scorers, usual_p),
        "curves": {
            name: [
                {"share_p": share_p}
                | _point(_rows(made, scorers.network, how, share_p, seed=seed), scorers, usual_p)
                for share_p in SHARES_P
            ]
            for name, how in PERTURBATIONS.items()
        },
    }


def _rows(
    made: SimulatedClass,
    network: Network,
    how: Perturbation | None = None,
    share_p: float = 0.0,
    *,
    seed: int = 0,
) -> Rows:
    recordings = made.recordings
    if how is not None:
        recordings = perturbed(recordings, how, share_p, seed=seed)
    return rows_of(recordings, windows=Windows(network=network, capacity=len(recordings) + 1))


def _point(rows: Rows, scorers: Scorers, usual_p: float) -> dict[str, float]:
    logit = scorers.shipped(rows)
    found = {
        "auc": auc(rows.is_off_task, logit),
        "auc_simple": auc(rows.is_off_task, scorers.simple(rows)),
        "mean_moved_p": float(sigmoid(logit).mean()) - usual_p,
        "strange_p": float(scorers.is_strange(rows).mean()),
    }
    return {name: round(value, 4) for name, value in found.items()}

"""Do weights made again measure what the shipped ones measured? `python -m attention_model compare`

A figure holds when it lies within the other's people-bootstrap interval, both ways round. The
weights themselves need not be equal: another processor adds in another order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from attention_model import weights_file
from attention_model.weights_file import Weights

FIGURES = ("auc", "auc_within", "brier")
SOURCES = ("simulated", "vwm_probes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of one source; `holds` is whether each lies in the other's interval."""

    source: str
    figure: str
    shipped: float
    low: float
    high: float
    again: float
    holds: bool


def compared(shipped: Weights, again: Weights) -> list[Line]:
    """Every figure that has an interval, of every source that the shipped weights learnt from.

    A source that is missing from `again` holds nothing: it was trained on less.
    """
    return list(_lines(shipped.metrics, again.metrics))


def _lines(shipped: dict[str, Any], again: dict[str, Any]) -> Iterator[Line]:
    for source in (one for one in SOURCES if one in shipped):
        old, new = shipped[source], again.get(source)
        for figure in FIGURES:
            value = float("nan") if new is None else new[figure]
            low, high = old[f"{figure}_low"], old[f"{figure}_high"]
            holds = new is not None and low <= value <= high
            if new is not None:
                holds = holds and new[f"{figure}_low"] <= old[figure] <= new[f"{figure}_high"]
            yield Line(
                source=source, figure=figure, shipped=old[figure], low=low, high=high,
                again=value, holds=holds,
            )  # fmt: skip


def compare(folder: Path) -> dict[str, Any]:
    """The shipped weights beside those in `folder`, JSON-ready; raises WeightsError."""
    shipped, again = weights_file.load(), weights_file.load(folder)
    lines = compared(shipped, again)
    return {
        "holds": all(line.holds for line in lines),
        "is_equal": weights_file.digest() == weights_file.digest(folder),
        "largest_change_of_a_weight": _largest_change(shipped, again),
        "figures": [{key: _finite(value) for key, value in asdict(line).items()} for line in lines],
    }


def _largest_change(shipped: Weights, again: Weights) -> float:
    return round(float(np.abs(shipped.logistic.weights - again.logistic.weights).max()), 6)


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not np.isfinite(value) else value

"""Public data sets and our own export, one file each, read into the same recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attention_model.datasets import (
    attune_export,
    finger_tapping,
    mindless_reading,
    vwm_probes,
)
from attention_model.datasets.base import DataSet, DataSetError, Recording

DATASETS: tuple[tuple[str, Callable[[Path], DataSet]], ...] = (
    (vwm_probes.NAME, vwm_probes.load),
    (finger_tapping.NAME, finger_tapping.load),
    (mindless_reading.NAME, mindless_reading.load),
    (attune_export.NAME, attune_export.load),
)


def load(name: str, folder: Path) -> DataSet:
    """The data set `name` in `folder`; raises DataSetError naming the formats there are."""
    for known, loader in DATASETS:
        if known == name:
            return loader(folder)
    known_names = ", ".join(known for known, _ in DATASETS)
    raise DataSetError(f"{name}: no such format, there are {known_names}")


__all__ = ["DATASETS", "DataSet", "DataSetError", "Recording", "load"]

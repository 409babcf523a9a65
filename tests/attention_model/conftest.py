"""Lessons of simulated learners that several tests look at; made once a run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from attention_model.datasets.simulated import SimulatedClass, simulated_class
from attention_model.estimator import Estimator
from attention_model.rows import Rows, rows_of
from attention_model.signals import SPECS, encode


@pytest.fixture(scope="session")
def small_class() -> SimulatedClass:
    """Eight lessons of eight minutes, half of them with gaze or so."""
    return simulated_class(8, seed=3, minutes=8)


@pytest.fixture(scope="session")
def gaze_class() -> SimulatedClass:
    """Six lessons of eight minutes with an eye tracker."""
    return simulated_class(6, seed=4, minutes=8, has_gaze=True)


@pytest.fixture(scope="session")
def labelled_rows() -> Rows:
    """Rows of sixty lessons: enough to learn something from."""
    return rows_of(simulated_class(60, seed=11, minutes=15).recordings)


@pytest.fixture
def estimator() -> Estimator:
    """The shipped weights with nobody in the room yet."""
    return Estimator.load()


@pytest.fixture(scope="session")
def export_folder(small_class: SimulatedClass, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lessons of `small_class` as a researcher's CSV export."""
    folder = tmp_path_factory.mktemp("export")
    names = sorted({name for specs in SPECS.values() for name in specs})
    with (folder / "events.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["session", "kind", *names])
        writer.writeheader()
        for recording in small_class.recordings:
            for event in recording.events:
                cells = {
                    key: str(value).lower() if isinstance(value, bool) else value
                    for key, value in encode(event).items()
                }
                writer.writerow({"session": recording.person, **cells})
    return folder

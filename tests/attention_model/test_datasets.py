"""Every data set reads into the same recordings, and says what is wrong with a folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from attention_model.datasets import DATASETS, DataSetError, load
from attention_model.datasets.base import DataSet, is_off_task
from attention_model.datasets.simulated import SimulatedClass
from attention_model.ladder import base_rate, folds_of, held_out
from attention_model.previous import with_previous
from attention_model.rows import rows_of
from attention_model.table import table_of

REPOSITORY = Path(__file__).parent.parent.parent
SHARED = Path(os.environ.get("ATTUNE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
EXPECTED = {
    "vwm-probes": (61, 4_020, 0.32),
    "finger-tapping": (81, 2_499, 0.37),
    "mindless-reading": (26, 1_196, 0.41),
}


def shared(name: str) -> DataSet:
    folder = SHARED / "attention" / name
    if not folder.exists():
        pytest.skip(f"{name} is not here: set ATTUNE_SHARED_DATA to the folder of public data")
    return load(name, folder)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_public_data_set_has_its_published_people_probes_and_share(name: str) -> None:
    data = shared(name)
    people, probes, share = EXPECTED[name]
    answers = [probe for recording in data.recordings for probe in recording.probes()]
    assert len({recording.person for recording in data.recordings}) == people
    assert len(answers) == pytest.approx(probes, rel=0.01)
    assert np.mean([is_off_task(answer) for answer in answers]) == pytest.approx(share, abs=0.01)
    assert data.licence
    assert data.confounds


@pytest.mark.parametrize("name", [name for name, _ in DATASETS])
def test_an_empty_folder_is_refused_with_what_was_looked_for(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=str(tmp_path)):
        load(name, tmp_path)


def test_an_unknown_format_lists_the_formats_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="there are vwm-probes, finger-tapping"):
        load("spss", tmp_path)


def test_an_export_of_attune_is_read_back_as_it_was(
    export_folder: Path, small_class: SimulatedClass
) -> None:
    again = load("attune-export", export_folder).recordings
    assert [one.events for one in again] == [one.events for one in small_class.recordings]
    rows, original = rows_of(again), rows_of(small_class.recordings)
    assert np.array_equal(rows.x, original.x, equal_nan=True)


def test_a_row_that_is_no_signal_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("session,kind,at_ms\na,drifted,5\na,keystroke,6\n")
    with pytest.raises(DataSetError, match=r"line 3: keystroke: no such signal"):
        load("attune-export", tmp_path)


def test_nobody_is_in_two_folds_and_the_base_rate_knows_nothing(
    small_class: SimulatedClass,
) -> None:
    table = table_of(
        DataSet(
            name="class", recordings=small_class.recordings, licence="", source="", confounds=""
        )
    )
    fold = folds_of(table.person, folds=4, seed=1)
    for person in np.unique(table.person):
        assert len(set(fold[table.person == person].tolist())) == 1
    assert len(set(held_out(table, base_rate, fold=fold).rank.tolist())) == 1
    first = with_previous(table, base_rate, fold=fold, probes=0)
    assert np.allclose(first.rank, first.rank[0], atol=0.2)

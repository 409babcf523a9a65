"""The evaluation command: every baseline beside every model, on any export, without a warning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attention_model import weights_file
from attention_model.commands import main
from attention_model.datasets import DataSetError, load
from attention_model.datasets.simulated import SimulatedClass
from attention_model.estimator import Estimator
from attention_model.evaluate import _shipped, evaluate
from attention_model.ladder import RUNGS, TRIVIAL
from attention_model.metrics import auc
from attention_model.rows import CUT_S
from attention_model.table import table_of
from attention_model.transfer import transfer


def quiet(text: str) -> None:
    del text


def test_a_report_holds_every_rung_beside_all_trivial_baselines(
    export_folder: Path, tmp_path: Path
) -> None:
    report = evaluate(
        folder=export_folder,
        data_format="attune-export",
        plots=tmp_path / "pictures",
        resamples=10,
        say=quiet,
    )
    assert report["people"] == 8
    assert {*RUNGS, "behaviour_time_previous"} <= set(report["models"])
    assert set(TRIVIAL) <= set(report["models"])
    assert report["models"]["base_rate"]["auc"] == 0.5
    for one in report["models"].values():
        assert {"auc_low", "auc_high", "auc_within", "brier", "ece", "coverage_p"} <= set(one)
    assert [one["coverage_p"] for one in report["risk_at_coverage"]] == [1.0, 0.8, 0.6, 0.4]
    assert len(list((tmp_path / "pictures").glob("*.svg"))) == 3


def test_shipped_weights_are_scored_after_each_persons_first_answers(export_folder: Path) -> None:
    whole, later = (
        evaluate(
            folder=export_folder,
            data_format="attune-export",
            uses_weights=True,
            calibrate_probes=probes,
            resamples=10,
            say=quiet,
        )
        for probes in (None, 2)
    )
    assert set(whole["models"]) == {"shipped_simple", "shipped", "shipped_previous"}
    assert later["probes"] == whole["probes"] - 2 * 8


def test_what_is_scored_as_shipped_is_what_the_estimator_says(
    export_folder: Path, small_class: SimulatedClass, estimator: Estimator
) -> None:
    table = table_of(load("attune-export", export_folder), network=estimator.weights.network)
    said = _shipped(table, estimator.weights, None)["shipped"].p
    for recording in small_class.recordings:
        probe = recording.probes()[0]
        until_ms = probe.at_ms - probe.latency_ms - 1000 * CUT_S
        before = [event for event in recording.events if event.at_ms < until_ms]
        state = estimator.new_state()
        [estimate] = estimator.update([(state, before, until_ms)])
        if estimate.p_without_level is not None:
            first = (table.person == recording.person) & (table.order == 0)
            assert said[first] == pytest.approx(estimate.p_without_level, abs=1e-6)


def test_transfer_asks_every_source_of_people_it_never_saw(
    export_folder: Path, tmp_path: Path
) -> None:
    name = "attune-export"
    (tmp_path / name).symlink_to(export_folder)
    found = transfer(
        tmp_path, seed=1, targets=(name,), learners=12, first_probes=1, resamples=5, say=quiet
    )
    asked = found["targets"][name]["sources"]
    assert set(asked) == {"simulator, simple model", "simulator, network", "shipped weights"}
    assert not any(told["has_seen_target"] for told in asked.values())
    table = table_of(load(name, tmp_path / name), network=weights_file.load().network)
    later = table.order >= 1  # the first answers calibrate and are not scored
    expected = auc(table.y[later], table.told.sum(axis=1)[later])
    assert asked["simulator, network"]["as_it_is"]["auc"] == pytest.approx(expected, abs=1e-4)
    assert found["targets"][name]["probes"] == later.sum()


def test_the_last_line_of_the_command_is_json(
    export_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.json"
    options = ["--data", str(export_folder), "--format", "attune-export", "--weights"]
    assert main(["evaluate", *options, "--json", str(out)]) == 0
    last = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert last["format"] == json.loads(out.read_text())["format"] == "attune-export"
    assert set(last) == {"format", "people", "probes", "positive_p", "models"}


def test_an_unknown_format_ends_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such format, there are"):
        main(["evaluate", "--data", str(tmp_path), "--format", "spss"])
    with pytest.raises(DataSetError):
        evaluate(folder=tmp_path, data_format="spss", say=quiet)

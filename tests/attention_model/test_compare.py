"""Weights made again are held beside the shipped ones, and a difference is not overlooked."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest

from attention_model import weights_file
from attention_model.commands import main
from attention_model.compare import FIGURES, compared


def test_the_shipped_weights_hold_beside_themselves() -> None:
    shipped = weights_file.load()
    lines = compared(shipped, shipped)
    assert [line.figure for line in lines] == 2 * list(FIGURES)
    assert all(line.holds for line in lines)


@pytest.mark.parametrize(("moved", "holds"), [(0.002, True), (0.05, False), (-0.05, False)])
def test_a_figure_holds_within_both_intervals(moved: float, holds: bool) -> None:
    shipped = weights_file.load()
    metrics = copy.deepcopy(shipped.metrics)
    for end in ("auc", "auc_low", "auc_high"):
        metrics["simulated"][end] += moved
    [line] = [
        one
        for one in compared(shipped, replace(shipped, metrics=metrics))
        if (one.source, one.figure) == ("simulated", "auc")
    ]
    assert line.holds is holds


def test_weights_trained_on_less_do_not_hold() -> None:
    shipped = weights_file.load()
    less = {name: one for name, one in shipped.metrics.items() if name != "vwm_probes"}
    lines = compared(shipped, replace(shipped, metrics=less))
    assert {line.source for line in lines if not line.holds} == {"vwm_probes"}


def test_the_command_ends_well_only_if_all_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = weights_file.load()
    weights_file.save(shipped, tmp_path)
    assert main(["compare", "--weights", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["is_equal"]
    worse = shipped.metrics | {"simulated": shipped.metrics["simulated"] | {"auc": 0.6}}
    weights_file.save(replace(shipped, metrics=worse), tmp_path)
    assert main(["compare", "--weights", str(tmp_path)]) == 1
    with pytest.raises(SystemExit, match="run `make train`"):
        main(["compare", "--weights", str(tmp_path / "nowhere")])

"""Scores equal values computed a second time, by other means, on recorded trial files."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.domain.activities.reference import REFERENCES
from tutor.domain.activities import Response, Trial, activity
from tutor.domain.activities.base import Planned, answered

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.json"))


def trial_of(row: Mapping[str, Any]) -> Trial:
    responses = tuple(Response(action=action, rt_ms=rt_ms) for action, rt_ms in row["responses"])
    return Trial(**{**row, "responses": responses})


def numeric(value: float | None) -> float:
    """What could not be said is not a number, to the reference as to us."""
    return math.nan if value is None else value


def about(value: float) -> object:
    return pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_run_scores_as_the_reference_says(path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    score = activity(recorded["activity"]).score([trial_of(row) for row in recorded["trials"]])
    expected = REFERENCES[recorded["activity"]](recorded["trials"])
    assert set(score.values) == set(expected)
    for name, value in expected.items():
        assert numeric(score.values[name]) == about(float(value)), name


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_run_scores_as_it_did_when_it_was_recorded(path: Path) -> None:
    """Pinned, so that a change of both sides at once is seen as well."""
    recorded = json.loads(path.read_text(encoding="utf-8"))
    score = activity(recorded["activity"]).score([trial_of(row) for row in recorded["trials"]])
    assert score.counted == recorded["expected"]["counted"]
    assert score.left_out == recorded["expected"]["left_out"]
    assert set(score.values) == set(recorded["expected"]["values"])
    for name, value in recorded["expected"]["values"].items():
        assert numeric(score.values[name]) == about(numeric(value)), name


def test_recordings_hold_what_makes_scoring_hard() -> None:
    """Marked trials, double presses, anticipations, presses that could answer either drawing."""
    rows = [row for path in RECORDED for row in json.loads(path.read_text())["trials"]]
    names = {path.stem for path in RECORDED}
    assert {name.split("_")[0] for name in names} >= {"sart", "gradual", "n", "dual", "breath"}
    assert any(row["dropped_frames"] for row in rows)
    assert any(row["is_blurred"] for row in rows)
    assert any(len(row["responses"]) > 1 for row in rows)
    assert any(rt < 100 for row in rows for _action, rt in row["responses"])
    blends = [row for row in rows if row["kind"] in ("town", "mountain")]
    shares = [rt / row["shown_ms"] for row in blends for _action, rt in row["responses"]]
    assert any(0.4 <= share < 0.7 for share in shares)


def sart_trials(spelled: str) -> list[Trial]:
    """`go:400 go:- no:350`: kind and time of the press, one a trial."""
    trials = []
    for position, one in enumerate(spelled.split(), start=1):
        kind, _colon, time = one.partition(":")
        planned = Planned(
            position=position, kind="no_go" if kind == "no" else "go", duration_ms=1150.0
        )
        trials.append(answered(planned, [] if time == "-" else [("press", float(time))]))
    return trials


def test_sart_by_hand() -> None:
    """Ten trials, every number worked out on paper.

    Go: 400, 420, 440, 380, miss, 460, 500 (6 hits of 7); no-go: 300 (slip), nothing, 310 (slip).
    """
    trials = sart_trials("go:400 go:420 no:300 go:440 go:380 no:- go:- go:460 no:310 go:500")
    values = activity("sart").score(trials).values
    assert values["commission_percent"] == pytest.approx(200 / 3)
    assert values["omission_percent"] == pytest.approx(100 / 7)
    assert values["rt_mean_ms"] == pytest.approx(2600 / 6)
    # Squared distances from 433 1/3 sum to 9333 1/3; divided by 5 and rooted: 43.2049.
    assert values["rtcv"] == pytest.approx(43.2049 / 433.3333, rel=1e-5)
    # Before the first slip 400 and 420, among the four before the second 380 and 460.
    assert values["before_slips_ms"] == pytest.approx((410 + 420) / 2)
    # After slips 440 and 500; after hits 420 and 380.
    assert values["slowing_after_slips_ms"] == pytest.approx(470 - 400)
    # Around: 440 - 420 and 500 - 460.
    assert values["slowing_around_slips_ms"] == pytest.approx((20 + 40) / 2)
    # z(6.5/8) - z(2.5/4) = 0.88715 - 0.31864.
    assert values["d_prime"] == pytest.approx(0.56851, abs=1e-4)
    # H = 6/7, F = 2/3: 0.5 + (H-F)(1+H-F) / (4H(1-F)).
    assert values["a_prime"] == pytest.approx(0.5 + (4 / 21) * (25 / 21) / (4 * (6 / 7) / 3))


def test_a_press_too_soon_to_be_an_answer_takes_its_trial_out() -> None:
    score = activity("sart").score(sart_trials("go:60 no:99 go:100 no:-"))
    assert (score.counted, score.left_out) == (2, 2)
    assert score.values["commission_percent"] == 0
    assert score.values["anticipation_percent"] == 50


def test_all_right_and_all_slips_have_a_finite_d_prime() -> None:
    every_go, never = "go:400 " * 8 + "no:- " * 2, "go:- " * 8 + "no:300 " * 2
    best, least = (activity("sart").score(sart_trials(one)).values for one in (every_go, never))
    # z(8.5/9) - z(0.5/3), and the same the other way round.
    assert best["d_prime"] == pytest.approx(1.59322 + 0.96742, abs=1e-4)
    assert least["d_prime"] == pytest.approx(-1.59322 - 0.96742, abs=1e-4)
    assert (best["a_prime"], least["a_prime"]) == (1.0, 0.0)


def test_a_breath_round_is_right_only_with_eight_and_a_ninth() -> None:
    planned = Planned(position=1, kind="breathing", stimulus={"cycle": 9}, duration_ms=180_000.0)
    letters = "bbbbbbbbN" + "bbbbbbbN" + "bbbR" + "bbbbLbbbbN" + "bbbbbbbbbN" + "bbb"
    names = {"b": "breath", "N": "ninth", "R": "reset", "L": "left"}
    responses = [(names[letter], 4_000.0 * at) for at, letter in enumerate(letters, start=1)]
    values = activity("breath_counting").score([answered(planned, responses)]).values
    assert values["accuracy_percent"] == 25
    assert (values["rounds"], values["miscounts"], values["resets"]) == (4, 2, 1)

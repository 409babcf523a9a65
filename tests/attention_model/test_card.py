"""The model card is what was measured: no figure in it is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from attention_model.card import REPORTS, card
from attention_model.features import NAMES, fingerprint

REPOSITORY = Path(__file__).parent.parent.parent


def test_the_card_in_the_repository_is_the_one_the_reports_give() -> None:
    written = (REPOSITORY / "docs" / "model_card.md").read_text()
    assert written == card(), "run: python -m attention_model card"


def test_the_card_names_every_feature_and_the_fingerprint() -> None:
    text = card()
    assert fingerprint() in text
    assert all(f"`{name}`" in text for name in NAMES)


def test_another_measurement_makes_another_card(tmp_path: Path) -> None:
    report = json.loads((REPORTS / "simulator.json").read_text())
    report["models"]["logistic_filter"]["auc"] = 0.123
    (tmp_path / "simulator.json").write_text(json.dumps(report))
    assert "0.123" in card(reports=tmp_path)
    assert "0.123" not in card()


def test_a_report_of_other_weights_is_named_with_the_command_that_mends_it(tmp_path: Path) -> None:
    assert "other weights" not in card()
    report = json.loads((REPORTS / "simulator.json").read_text())
    (tmp_path / "simulator.json").write_text(json.dumps(report | {"weights": "0123456789ab"}))
    text = card(reports=tmp_path)
    assert "simulator was measured with other weights" in text
    assert "attention_model evaluate --format simulator" in text

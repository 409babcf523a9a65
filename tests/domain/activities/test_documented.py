"""Every activity and every measure is in the reference, with a screenshot that exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.domain.activities import ACTIVITIES, Activity

DOCS = Path(__file__).resolve().parents[3] / "docs"
REFERENCE = (DOCS / "reference" / "activities.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ACTIVITIES, ids=lambda kind: kind.name)
def test_an_activity_is_documented_with_all_its_measures(kind: Activity) -> None:
    assert f"### `{kind.name}`" in REFERENCE
    assert f"../images/activities/{kind.name}.png" in REFERENCE
    assert (DOCS / "images" / "activities" / f"{kind.name}.png").is_file()
    missing = [one.name for one in kind.measures if f"`{one.name}`" not in REFERENCE]
    assert missing == []

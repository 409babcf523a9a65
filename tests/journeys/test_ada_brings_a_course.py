"""Ada brings questions from another system: the report, the import, for everybody (axe)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.content.banks import GIFT
from tests.journeys.test_student_pages import LARGE, PHONE, overflow_px, violations

SignIn = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ada_reads_the_report_then_imports(signed_in: SignIn, scheme: str, tmp_path: Path) -> None:
    page = signed_in("ada", color_scheme=scheme)
    page.goto("/teach/import/")
    _is_for_everybody(page, f"import-{scheme}")
    file = tmp_path / f"equations-{scheme}.gift"
    file.write_text(GIFT + "\n::Why::Say why. {}\n", encoding="utf-8")
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Licence").fill("CC BY 4.0")
    page.get_by_role("button", name="Read the file").press("Enter")
    expect(page.get_by_role("heading", name="What comes")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="What cannot come, and why")).to_be_visible()
    _is_for_everybody(page, f"import-report-{scheme}")
    page.get_by_role("button", name="Import 1 lesson").press("Enter")
    expect(page.get_by_text("is here. It can be chosen")).to_be_visible(timeout=30_000)
    _is_for_everybody(page, f"import-done-{scheme}")


def _is_for_everybody(page: Page, name: str) -> None:
    for size, viewport in (("large", LARGE), ("phone", PHONE)):
        page.set_viewport_size(viewport)  # type: ignore[arg-type] # Playwright's own dictionary type
        assert violations(page) == [], name
        assert overflow_px(page) <= 0, name
        if folder := os.environ.get("ATTUNE_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{size}.png", full_page=True)

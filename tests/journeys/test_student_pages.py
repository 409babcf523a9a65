"""Every page of a learner, light and dark, large and small: for everybody, measured by axe."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
COURSE = "/learn/linear-equations/"
LESSON = f"{COURSE}what-equations-say/"
PATHS = ["/", COURSE, LESSON, f"{LESSON}answers/", "/noticed/", "/nothing/here/"]
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
LARGE = {"width": 1280, "height": 800}


def violations(page: Page, *, is_shut: bool = False) -> list[str]:
    """What axe finds; injected by the debugger, since the page's own policy refuses scripts.

    `is_shut`: the page may fetch nothing, so axe does not ask for its style sheets once more.
    """
    session = page.context.new_cdp_session(page)
    if not page.evaluate("'axe' in window"):
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    options = f"{{runOnly: {RULES}, preload: {'false' if is_shut else 'true'}}}"
    run = f"axe.run(document, {options}).then((found) => JSON.stringify(found.violations))"
    answer = session.send("Runtime.evaluate", {"expression": run, "awaitPromise": True})
    session.detach()
    found = json.loads(answer["result"]["value"])
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def overflow_px(page: Page) -> int:
    """How far the page reaches beyond the window's width."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


def to_practice(page: Page) -> None:
    page.goto(LESSON)
    while page.locator("article.segment").get_attribute("data-kind") != "practice":
        title = page.locator("article.segment h2").first.inner_text()
        page.locator("[data-go-on]").click()
        expect(page.locator("article.segment h2").first).not_to_have_text(title)


@pytest.mark.parametrize("viewport", [PHONE, LARGE], ids=["phone", "large"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everybody(signed_in: SignIn, scheme: str, viewport: dict[str, int]) -> None:
    page = signed_in("bo", color_scheme=scheme)
    page.set_viewport_size(viewport)  # type: ignore[arg-type] # Playwright's own dictionary type
    for path in PATHS:
        page.goto(path)
        assert violations(page) == [], path
        assert overflow_px(page) <= 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exercise_is_for_everybody_in_all_its_states(signed_in: SignIn, scheme: str) -> None:
    page = signed_in("bo", color_scheme=scheme)
    to_practice(page)
    assert violations(page) == []
    exercise = page.locator("at-exercise[data-place=now]")
    exercise.locator("[data-check]").click()
    expect(exercise.locator("[data-feedback]")).not_to_be_empty()
    exercise.locator("[data-hint-button]").click()
    expect(exercise.locator(".hints li")).not_to_have_count(0)
    assert violations(page) == []
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    assert violations(page) == []


def test_pages_read_from_right_to_left_as_well(signed_in: SignIn) -> None:
    page = signed_in("bo")
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert violations(page) == [], path
        assert overflow_px(page) <= 0, path


def test_a_page_magnified_four_times_scrolls_in_one_direction_only(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.set_viewport_size({"width": 320, "height": 256})
    for path in PATHS:
        page.goto(path)
        assert overflow_px(page) <= 0, path


def test_nothing_moves_for_who_wants_nothing_to_move(signed_in: SignIn) -> None:
    page = signed_in("bo", reduced_motion="reduce")
    page.goto(LESSON)
    page.locator("[data-go-on]").hover()
    assert page.evaluate("document.getAnimations().length") == 0


def test_all_options_of_an_exercise_have_names_of_their_own(signed_in: SignIn) -> None:
    page = signed_in("bo")
    to_practice(page)
    groups = page.locator("[role=radiogroup]")
    for index in range(groups.count()):
        options = groups.nth(index).locator("input[type=radio]")
        names = [options.nth(n).get_attribute("aria-label") for n in range(options.count())]
        assert len(names) > 1
        assert len(set(names)) == len(names)


def test_pausing_what_is_sensed_takes_one_key(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.goto(LESSON)
    lamp = page.locator(".lamp")
    expect(lamp).to_have_attribute("data-light", "on")
    page.keyboard.press("Alt+p")
    expect(lamp).to_have_attribute("data-light", "paused")
    page.keyboard.press("Alt+p")
    expect(lamp).to_have_attribute("data-light", "on")

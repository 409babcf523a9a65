"""Takes the pictures of the README from a fresh, running Attune of its own: docs/screenshots/*.png.

python scripts/screenshots.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402 - the path comes first

from scripts.browser import HOW, find  # noqa: E402 - as above
from tests.stack import Stack, running_stack  # noqa: E402 - as above

FOLDER = ROOT / "docs" / "screenshots"
LESSON = "/learn/linear-equations/what-equations-say/"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PASSWORD = "attune-demo-2026"  # noqa: S105 - the demo's, made known on the console
AWAY_MS = 2_000


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running_stack(Path(data), ATTUNE_AWAY_MS=str(AWAY_MS)) as stack,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find() or sys.exit(HOW), args=["--no-sandbox"]
        )
        _learner(browser, stack)
        _phone(browser, stack)
        _teacher(browser, stack)
        browser.close()


def _learner(browser: Browser, stack: Stack) -> None:
    page = _signed_in(browser, stack, "bo", DESKTOP, "light")
    _picture(page, "home")
    page.goto(LESSON)
    page.wait_for_timeout(2_000)
    for state in ("hidden", "visible"):
        page.evaluate(
            """state => {
                const seen = { value: state, configurable: true };
                Object.defineProperty(document, "visibilityState", seen);
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            state,
        )
        page.wait_for_timeout(AWAY_MS + 1_500)
    page.locator(".note[data-decision]").first.wait_for()
    _picture(page, "lesson-changed")
    page.goto("/noticed/")
    _picture(page, "noticed")
    _three_answers(page)


def _three_answers(page: Page) -> None:
    """What brings a learner up in the live class: three answers that did not work out."""
    page.goto(LESSON)
    _to_practice(page)
    question = page.locator("at-exercise").first
    for choice in ("b", "c", "d"):
        question.locator(f"label:has(input[value={choice}])").click()
        with page.expect_response("**/answers/"):
            question.locator("[data-check]").click()


def _phone(browser: Browser, stack: Stack) -> None:
    page = _signed_in(browser, stack, "cy", PHONE, "dark")
    page.goto(LESSON)
    _to_practice(page)
    question = page.locator("at-exercise").first
    question.locator("label").nth(1).click()
    question.locator("[data-check]").click()
    question.locator("[data-feedback] *").first.wait_for()
    _picture(page, "exercise-phone-dark")


def _teacher(browser: Browser, stack: Stack) -> None:
    page = _signed_in(browser, stack, "ada", DESKTOP, "light")
    page.locator("main a[href*='/teach/']").first.click()
    page.wait_for_timeout(2_000)
    _picture(page, "live-class")


def _to_practice(page: Page) -> None:
    for _ in range(6):
        if page.locator("article.segment").get_attribute("data-kind") == "practice":
            return
        page.locator("[data-go-on]").click()
        page.wait_for_timeout(400)


def _signed_in(
    browser: Browser, stack: Stack, username: str, viewport: dict[str, int], scheme: str
) -> Page:
    context = browser.new_context(
        base_url=stack.url,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def _picture(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()

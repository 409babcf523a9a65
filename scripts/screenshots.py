"""Takes the pictures of the README from a fresh, running Attune of its own: docs/screenshots/*.png.

python scripts/screenshots.py [learner] [phone] [teacher] [author]
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
    """All pictures, or those of the parts that are named."""
    parts = {"learner": _learner, "phone": _phone, "teacher": _teacher, "author": _author}
    wanted = sys.argv[1:] or list(parts)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running_stack(Path(data), ATTUNE_AWAY_MS=str(AWAY_MS)) as stack,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find() or sys.exit(HOW), args=["--no-sandbox"]
        )
        for part in wanted:
            parts[part](browser, stack)
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
    """Bo struggles while Ada watches; then what a class of twenty-four made of the lesson."""
    page = _signed_in(browser, stack, "ada", DESKTOP, "light")
    page.get_by_role("link", name="Maths 8A", exact=True).click()
    page.locator("[data-connection=live]").wait_for()
    _three_answers(_signed_in(browser, stack, "bo", DESKTOP, "light"))
    page.locator(".need").wait_for()
    _picture(page, "live-class")
    page.locator(".need .name-button").click()
    page.locator(".drawer-body").wait_for()
    _picture(page, "teacher-drawer")
    place = page.url.partition("?")[0]
    code = "from tests.lesson_data import fill; print(fill())"
    lesson = stack.manage("shell", "-c", code).stdout.split()[-1]
    page.goto(f"{place}lessons/{lesson}/")
    page.locator("#chart-items svg").wait_for()
    _picture(page, "teacher-improve")
    page.evaluate("document.getElementById('parts').scrollIntoView()")
    page.set_viewport_size({"width": 1280, "height": 1500})
    _picture(page, "teacher-lesson")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{place}roster/")
    _picture(page, "teacher-roster")
    page.goto(f"{place}progress/linear-equations/")
    _picture(page, "teacher-progress")
    page.goto(f"{place}?projector=1")
    page.locator(".wall b").first.wait_for()
    _picture(page, "teacher-projector")


def _to_practice(page: Page) -> None:
    for _ in range(6):
        if page.locator("article.segment").get_attribute("data-kind") == "practice":
            return
        page.locator("[data-go-on]").click()
        page.wait_for_timeout(400)


def _author(browser: Browser, stack: Stack) -> None:
    """A lesson with a slip in it, and the same page on a phone in the dark."""
    page = _signed_in(browser, stack, "ada", {"width": 1280, "height": 960}, "light")
    page.goto("/teach/author/linear-equations/lessons/undo-one-step/")
    page.get_by_role("button", name="4.").click()
    page.get_by_role("textbox", name="Text of").press("Control+Home")
    for _line in range(7):
        page.keyboard.press("ArrowDown")
    for _end in ("of what is seen", "of the line"):
        page.keyboard.press("End")
    page.keyboard.type(" Half of it is $\\farc{1}{2}$.")
    page.locator("#checks li").first.wait_for()
    page.locator("#save-state[data-save=saved]").wait_for()
    page.frame_locator("#preview").get_by_text("Half of it").wait_for()
    _picture(page, "author-lesson")
    page.goto("/teach/author/linear-equations/lessons/undo-one-step/versions/")
    _picture(page, "author-versions")


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

"""Ada writes a lesson by keyboard: a mistake, its line, the mended text, the question tried,
published; Bo who is in the lesson keeps his version; an earlier version is taken back.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.journeys.test_student_pages import LARGE, PHONE, overflow_px, violations
from tests.stack import Stack

SignIn = Callable[..., Page]
BEGUN = "Write here what your learners read."


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """To a control by the Tab key alone."""
    for _press in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}")


def into_text(page: Page) -> None:
    """Into the editor, whose text lies in a shadow tree."""
    tab_to(page, "#editor")


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("#preview")


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-save", "saved")


def publish(page: Page) -> None:
    tab_to(page, "#to-publish", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changes for learners")).to_be_visible()


def assign(stack: Stack, course: str) -> None:
    stack.manage(
        "shell", "-c",
        "from django.utils import timezone; from tutor.accounts.models import Classroom;"
        "from tutor.content.models import Course; from tutor.teacher.services import assign_course;"
        "room = Classroom.objects.get(name='Maths 8A');"
        f"assign_course(room, course=Course.objects.get(slug='{course}'), now=timezone.now())",
    )  # fmt: skip


def test_ada_writes_a_lesson_by_keyboard_and_bo_keeps_his(signed_in: SignIn, stack: Stack) -> None:
    page = signed_in("ada")
    page.goto("/teach/author/")
    page.get_by_label("Title").fill("Balance")
    page.get_by_label("Title").press("Enter")
    page.get_by_label("New skill").fill("Undo one step")
    page.get_by_label("New skill").press("Enter")
    page.get_by_label("Title of the new lesson").fill("The scale")
    page.get_by_label("Title of the new lesson").press("Enter")
    stage = preview(page).locator("#stage")
    expect(stage).to_contain_text(BEGUN)

    # A question from the menu, then a mistake in it: the check names the line and the way out.
    tab_to(page, "select[aria-label=Question]")
    page.keyboard.type("Num")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(stage.locator("at-exercise")).to_have_count(1)
    expect(page.locator("#checks-none")).to_contain_text("Nothing to mend")
    page.keyboard.press("Control+End")
    page.keyboard.type("Too late.")
    check = page.locator("#checks li")
    expect(check).to_contain_text("text after an item block is not shown: move it up")
    expect(check.get_by_role("button")).to_contain_text("The scale, line ")
    tab_to(page, "#checks button")
    page.keyboard.press("Enter")
    assert page.evaluate("!!document.activeElement.shadowRoot?.activeElement")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Delete")
    expect(page.locator("#checks-none")).to_be_visible()

    # The question is played as a learner would: graded, hinted, and nothing is kept.
    saved(page)
    answers = stack.rows("select count(*) from learning_attempt")
    question = stage.locator("at-exercise")
    question.locator("input").first.fill("1")
    question.locator("input").first.press("Enter")
    expect(question.locator("[data-feedback]")).to_contain_text("Not yet.")
    question.locator("[data-hint-button]").press("Enter")
    expect(question.locator(".hints li")).to_have_count(1)
    assert stack.rows("select count(*) from learning_attempt") == answers

    publish(page)
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.locator("main")).to_contain_text("Published as version 1.")

    # Bo begins; Ada changes the text; he keeps what he began, and who comes next gets the new one.
    assign(stack, "balance")
    bo = signed_in("bo")
    bo.goto("/learn/balance/the-scale/")
    expect(bo.locator("#stage")).to_contain_text(BEGUN)
    page.goto("/teach/author/balance/lessons/the-scale/")
    into_text(page)
    page.get_by_role("textbox", name="Text of The scale").press("Control+f")
    page.keyboard.press("Control+Home")
    for _line in range(6):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+End")
    page.keyboard.type("Both sides weigh the same.")
    expect(stage).to_contain_text("Both sides weigh the same.")
    saved(page)
    publish(page)
    expect(page.locator("main")).to_contain_text("1 learner is in the lesson now")
    expect(page.locator("main")).to_contain_text("the text of part “The scale”")
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.locator("main")).to_contain_text("Published as version 2.")
    bo.reload()
    expect(bo.locator("#stage")).to_contain_text(BEGUN)

    # Undo: version 1 is the draft again.
    page.get_by_role("button", name="Take it back to version 1").press("Enter")
    expect(stage).to_contain_text(BEGUN)
    expect(page.locator("main")).to_contain_text("The draft says what version 1 said.")


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", LARGE), ("dark", PHONE)], ids=["large", "phone"]
)
def test_every_page_of_writing_is_for_everybody(
    signed_in: SignIn, stack: Stack, scheme: str, viewport: dict[str, int]
) -> None:
    page = signed_in("ada", color_scheme=scheme)
    page.set_viewport_size(viewport)  # type: ignore[arg-type] # Playwright's own dictionary type
    course = "/teach/author/linear-equations/"
    page.goto("/teach/author/")
    is_for_everybody(page, f"author-courses-{scheme}")
    page.goto(course)
    is_for_everybody(page, f"author-course-{scheme}")
    lesson = page.locator(".author-lessons a").first.get_attribute("href") or ""
    for path in (f"{lesson}versions/", f"{lesson}publish/"):
        page.goto(path)
        is_for_everybody(page, f"author{path.removesuffix('/').rsplit('/', 1)[-1]}-{scheme}")
    page.goto(lesson)
    expect(page.locator("#checks-none")).to_contain_text("Nothing to mend")
    expect(preview(page).locator("#stage h2")).to_have_count(1)
    drawn = preview(page).locator("#stage").inner_html()
    page.locator("summary", has_text="Picture").press("Enter")
    page.locator("summary", has_text="Parts").press("Enter")
    is_for_everybody(page, f"author-lesson-{scheme}")
    page.get_by_role("textbox", name="Text of").press("Control+End")
    page.keyboard.type("Too late.")
    expect(page.locator("#checks li")).to_have_count(1)
    for pane in ("see", "checks") if viewport == PHONE else ():
        page.locator(f"[data-show={pane}]").press("Enter")
        expect(page.locator(f"[data-pane={pane}]")).to_be_visible()
        is_for_everybody(page, f"author-lesson-{pane}-{scheme}")
    is_for_everybody(page, f"author-lesson-mistake-{scheme}")

    # The preview by itself, where axe can look into it.
    page.goto("/teach/author-preview/")
    page.evaluate("html => postMessage({kind: 'draw', html, isFresh: true}, '*')", drawn)
    expect(page.locator("#stage h2")).to_be_visible()
    assert violations(page, is_shut=True) == []


def test_a_preview_that_is_there_before_the_editor_is_drawn(signed_in: SignIn) -> None:
    page = signed_in("ada", service_workers="block")

    def after_the_preview(route: Route) -> None:
        holder = page.wait_for_selector("#preview", state="attached")
        frame = holder.content_frame() if holder else None
        assert frame is not None
        frame.wait_for_function("() => customElements.get('at-exercise')")
        route.continue_()

    page.route("**/assets/writing-*.js", after_the_preview)
    page.goto("/teach/author/linear-equations/")
    page.locator(".author-lessons a").first.click()
    expect(preview(page).locator("#stage h2")).to_have_count(1)


def test_what_is_written_offline_is_kept_and_sent_when_the_line_is_back(
    signed_in: SignIn, stack: Stack
) -> None:
    page = signed_in("ada")
    page.goto("/teach/author/linear-equations/")
    page.locator(".author-lessons a").last.press("Enter")
    expect(page.locator("#checks-none")).to_contain_text("Nothing to mend")
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Text of").press("Control+Home")
    for _line in range(7):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("Written offline. ")
    state = page.locator("#save-state")
    expect(state).to_contain_text("No connection: kept on this device")
    expect(page.locator("#preview-note")).to_contain_text("You can go on writing")
    page.context.set_offline(False)
    expect(state).to_have_attribute("data-save", "saved")
    place = page.url.partition("#")[0]
    other = signed_in("admin")
    other.goto(place)
    expect(other.get_by_role("textbox", name="Text of")).to_contain_text("Written offline.")

    # Both write on the same part: the second is asked, and nothing is overwritten.
    other.get_by_role("textbox", name="Text of").press("Control+Home")
    for _line in range(7):
        other.keyboard.press("ArrowDown")
    other.keyboard.type("Alex was here. ")
    saved(other)
    page.get_by_role("textbox", name="Text of").press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.type(" ")
    expect(page.locator("#conflict")).to_contain_text("Alex Admin changed")
    assert violations(page) == []
    page.get_by_role("button", name="Take theirs").press("Enter")
    expect(page.get_by_role("textbox", name="Text of")).to_contain_text("Alex was here.")
    saved(page)


def is_for_everybody(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert overflow_px(page) <= 0, name
    if folder := os.environ.get("ATTUNE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)

"""The main job in a real browser: Bo studies, goes away, comes back, and decides on the change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import AWAY_MS, hide_tab, show_tab
from tests.journeys.shortened import run_inside
from tests.stack import Stack

LESSON = "/learn/linear-equations/what-equations-say/"
NEW_HERE = "bo.morning"
SignIn = Callable[[str], Page]


# The store for what could not be sent yet, which the lesson waits for, takes a second to open.
SLOW_STORE = """
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...wanted) {
        const asked = open.apply(this, wanted);
        asked.addEventListener("success", (event) => {
            event.stopImmediatePropagation();
            setTimeout(() => asked.dispatchEvent(new Event("success")), 1000);
        }, { once: true });
        return asked;
    };
"""


def exercise(page: Page, words: str) -> Locator:
    """The exercise whose question holds `words`."""
    return page.locator("at-exercise").filter(has_text=words)


def go_to_practice(page: Page) -> None:
    """Through the reading, part by part, as a learner goes who reads with the keyboard."""
    while page.locator("article.segment").get_attribute("data-kind") != "practice":
        title = page.locator("article.segment h2").first.inner_text()
        page.locator("[data-go-on]").press("Enter")
        expect(page.locator("article.segment h2").first).not_to_have_text(title)


def test_bo_is_away_comes_back_to_a_changed_lesson_and_undoes_it(
    signed_in: SignIn, stack: Stack
) -> None:
    run_inside(stack, f"another_bo({NEW_HERE!r})")
    page = signed_in(NEW_HERE)
    page.goto(LESSON)
    go_to_practice(page)

    question = exercise(page, "What does the equals sign say")
    question.get_by_text("and 5 have the same value", exact=False).last.click()
    question.locator("[data-check]").click()
    expect(question.locator("[data-feedback]")).to_contain_text("Not yet")
    question.locator("[data-hint-button]").click()
    expect(question.locator(".hints li")).to_have_count(1)
    question.get_by_text("and 12 have the same value").click()
    question.locator("[data-check]").click()
    expect(question.locator("[data-feedback]")).to_contain_text("Right")
    before = page.locator("#stage").inner_text()

    hide_tab(page)
    page.wait_for_timeout(AWAY_MS + 1_500)
    show_tab(page)

    change = page.locator(".note[data-decision]").first
    expect(change).to_contain_text("another tab")
    decision = change.get_attribute("data-decision")
    change.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-decision='{decision}']")).to_have_count(0)
    assert page.locator("#stage").inner_text() == before

    page.reload()
    expect(page.locator("article.segment")).to_have_attribute("data-kind", "practice")
    expect(page.locator(f"[data-decision='{decision}']")).to_have_count(0)
    expect(exercise(page, "What does the equals sign say")).to_contain_text("Right")

    page.goto("/noticed/")
    expect(page.locator("main")).to_contain_text("another tab")

    session = json.loads(stack.manage("replay", "--all").stdout.strip().splitlines()[-1])
    assert session["decisions"] > 0
    assert session["differences"] == 0


def test_bo_answers_offline_and_everything_arrives_afterwards(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.goto("/learn/linear-equations/undo-one-step/")
    go_to_practice(page)
    first = page.locator("at-exercise").first
    expect(first).to_be_visible()

    page.context.set_offline(True)
    if first.locator("input[type=radio]").count():
        first.locator("label").first.click()
    else:
        first.locator("input[name=text]").fill("999")
    first.locator("[data-check]").click()
    expect(first.locator("[data-feedback]")).to_contain_text("Saved on this device")

    page.context.set_offline(False)
    expect(first.locator("[data-feedback]")).to_contain_text(
        re.compile("Right|Almost|Not yet"), timeout=40_000
    )
    page.reload()
    expect(page.locator("at-exercise").first.locator("details.past summary")).to_contain_text("1")


def test_bo_can_do_a_lesson_with_the_keyboard_alone(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.goto("/learn/linear-equations/two-steps/")
    go_to_practice(page)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")

    first = page.locator("at-exercise").first
    first.locator("input").first.focus()
    if first.locator("input[type=radio]").count():
        page.keyboard.press("1")
    else:
        page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(first.locator("[data-feedback]")).to_contain_text(re.compile("Right|Almost|Not yet"))


def test_nothing_is_sensed_of_cy_who_has_not_agreed(signed_in: SignIn) -> None:
    page = signed_in("cy")
    frames: list[str] = []
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda sent: frames.append(str(sent)))
    )
    page.goto(LESSON)
    page.mouse.wheel(0, 400)
    page.mouse.click(400, 400)
    page.wait_for_timeout(2_500)
    assert [frame for frame in frames if '"frame"' in frame] == []
    go_to_practice(page)
    question = exercise(page, "What does the equals sign say")
    question.get_by_text("and 12 have the same value").click()
    question.locator("[data-check]").click()
    expect(question.locator("[data-feedback]")).to_contain_text("Right")


def test_a_part_that_is_chosen_while_the_lesson_still_starts_is_opened(
    signed_in: SignIn, stack: Stack
) -> None:
    run_inside(stack, "another_bo('bo.early')")
    page = signed_in("bo.early")
    page.add_init_script(SLOW_STORE)
    page.goto(LESSON)
    page.locator("[data-bead]").nth(5).press("Enter")
    expect(page.locator("article.segment h2").first).to_contain_text("Test")

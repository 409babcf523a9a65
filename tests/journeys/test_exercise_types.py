"""Every exercise type by keyboard alone, in a real Chromium, in the lesson that has them all."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_student_pages import PHONE, overflow_px, violations

SignIn = Callable[..., Page]
LESSON = "/learn/linear-equations/check-your-whole-toolbox/"
MOST_TABS = 40

# What Bo answers, in the lesson's order; ids are those of the course.
THREE_FIT = ("a", "c", "e")
STEPS = {"added": "subtract", "multiplied": "divide", "divided": "multiply"}
KINDS = {"bracket": "all", "four": "none", "zero": "one", "twice": "none", "seven": "one"}
NUMBERS = ("15", "3", "63")
EQUATIONS = {"more": "sum", "times": "product", "less": "from"}


def now(page: Page) -> Locator:
    return page.locator("at-exercise[data-place=now]")


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus; fails where Tab does not lead there."""
    for _ in range(MOST_TABS):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def begin(page: Page) -> None:
    """From a heading, Enter leads into the exercise."""
    page.locator("article.segment h2").first.focus()
    page.keyboard.press("Enter")


def check_and_go_on(page: Page) -> None:
    exercise = now(page)
    item = exercise.get_attribute("data-item")
    tab_to(page, exercise.locator("[data-check]").first)
    page.keyboard.press("Enter")
    done = page.locator(f"at-exercise[data-item='{item}']:not([data-hint])")
    expect(done).to_have_attribute("data-standing", "right")
    page.keyboard.press("Enter")


def tick(page: Page, values: tuple[str, ...]) -> None:
    boxes = now(page).locator("input[name=chosen]")
    names = [boxes.nth(n).get_attribute("value") for n in range(boxes.count())]
    for value in values:
        page.keyboard.press(str(names.index(value) + 1))


def tick_what_fits(page: Page) -> None:
    has_none = now(page).locator("input[value=none]").count()
    tick(page, ("none",) if has_none else THREE_FIT)


def pair(page: Page, pairs: dict[str, str]) -> None:
    for prompt, option in pairs.items():
        menu = now(page).locator(f"select[data-prompt={prompt}]")
        tab_to(page, menu)
        place: int = menu.evaluate(
            "(one, value) => [...one.options].findIndex((o) => o.value === value)", option
        )
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        expect(menu).to_have_value(option)


def sort(page: Page, places: dict[str, str]) -> None:
    groups = now(page).locator("[role=radiogroup]")
    for index in range(groups.count()):
        group = groups.nth(index)
        tab_to(page, group.locator("input").first)
        page.keyboard.press("Space")
        wanted = group.locator(f"input[value={places[group.get_attribute('data-element') or '']}]")
        while not wanted.is_checked():
            page.keyboard.press("ArrowRight")


def mark(page: Page, texts: tuple[str, ...]) -> None:
    tokens = now(page).locator("[data-token]")
    tab_to(page, tokens.first)
    for index in range(tokens.count()):
        if tokens.nth(index).inner_text().strip() in texts:
            page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")


def mark_second_line(page: Page) -> None:
    tab_to(page, now(page).locator("[data-token]").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")


def put_in_order(page: Page) -> None:
    exercise = now(page)
    for element, presses in (("b", 1), ("d", 2)):
        up = exercise.locator(f"[data-element={element}] [data-move='-1']")
        tab_to(page, up)
        for _ in range(presses):
            page.keyboard.press("Enter")
            expect(up).to_be_focused()
    expect(page.locator("#status")).to_contain_text("place 2 of 4")


def fill_gaps(page: Page) -> None:
    for gap, text in (("a", "2x"), ("b", "2x-7"), ("c", "7"), ("d", "16"), ("f", "8")):
        if gap == "f":
            page.keyboard.press("Tab")
            page.keyboard.press("ArrowDown")
        tab_to(page, now(page).locator(f"[data-gap={gap}]"))
        page.keyboard.type(text)


def write_with_maths_keys(page: Page) -> None:
    field = now(page).locator("input[name=text]")
    tab_to(page, field)
    page.keyboard.type("3x")
    tab_to(page, now(page).locator("[data-insert='+']"))
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.type("14")
    expect(field).to_have_value("3x+14")


def go_on(page: Page) -> None:
    title = page.locator("article.segment h2").first.inner_text()
    page.locator("[data-go-on]").press("Enter")
    expect(page.locator("article.segment h2").first).not_to_have_text(title)


# The tutor chooses which open question comes next, so each is known by its words.
ANSWERS: dict[str, Callable[[Page], None]] = {
    "Which of these equations": tick_what_fits,
    "Which single step": lambda page: pair(page, STEPS),
    "How many solutions": lambda page: sort(page, KINDS),
    "how many beads": lambda page: mark(page, NUMBERS),
    "mixed up": put_in_order,
    "Fill the gaps": fill_gaps,
    "does not follow": mark_second_line,
    "each sentence": lambda page: pair(page, EQUATIONS),
    "Multiply out": write_with_maths_keys,
}
KINDS_OF_EXERCISE = {
    "multiple_response", "matching", "categorise", "highlight", "ordering", "cloze", "algebraic",
}  # fmt: skip


def answer(page: Page) -> str:
    """Answers the exercise that is shown, rightly; the name of its type."""
    stem = now(page).locator(".stem").first.inner_text()
    next(write for words, write in ANSWERS.items() if words in stem)(page)
    return now(page).get_attribute("data-type") or ""


def test_bo_answers_every_kind_of_exercise_with_the_keyboard_alone(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.goto(LESSON)
    answered = set()
    go_on(page)
    for title in ("See what is there", "Do it, step by step"):
        # The last answer of a part leads to the next part.
        expect(page.locator("article.segment h2").first).to_have_text(title)
        begin(page)
        for _ in range(page.locator("at-exercise:not([data-hint])").count()):
            answered.add(answer(page))
            check_and_go_on(page)
    assert answered == KINDS_OF_EXERCISE


# The three that a first lesson asks with: chosen by a digit, written, and one of them rightly.
BASIC = {"multiple_choice": "1", "numeric": "1", "short_text": "solution"}


def test_bo_chooses_and_writes_with_the_keyboard_alone(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.goto("/learn/linear-equations/what-equations-say/")
    page.locator("[data-bead]").nth(5).press("Enter")
    expect(page.locator("article.segment h2").first).to_contain_text("Test")
    outcomes: dict[str, str] = {}
    while len(outcomes) < len(BASIC):
        kind = now(page).get_attribute("data-type") or ""
        if kind in BASIC and kind not in outcomes:
            begin(page)
            page.keyboard.type(BASIC[kind])
            page.keyboard.press("Enter")
            expect(now(page).locator("[data-feedback]").first).not_to_be_empty()
            outcomes[kind] = now(page).get_attribute("data-standing") or ""
            expect(page.locator("#status")).to_contain_text(re.compile("Right|Almost|Not yet"))
        item = now(page).get_attribute("data-item")
        # What is solved goes on by Enter, what is not by the button beside it.
        page.locator("[data-skip]").press("Enter")
        expect(now(page)).not_to_have_attribute("data-item", item or "")
    assert outcomes["short_text"] == "right"
    assert set(outcomes.values()) <= {"right", "almost", "not_yet"}


def test_every_kind_is_for_everybody_on_a_phone_in_both_directions(signed_in: SignIn) -> None:
    page = signed_in("cy", color_scheme="dark")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type] # Playwright's own dictionary type
    page.goto(LESSON)
    seen: set[str | None] = set()
    for _ in range(2):
        go_on(page)
        # All of a part at once: what a learner sees one by one.
        page.evaluate("document.querySelectorAll('at-exercise').forEach((e) => (e.hidden = false))")
        exercises = page.locator("at-exercise:not([data-hint])")
        kinds = [exercises.nth(n).get_attribute("data-type") for n in range(exercises.count())]
        seen |= set(kinds)
        for direction in ("ltr", "rtl"):
            page.evaluate("(dir) => (document.documentElement.dir = dir)", direction)
            assert violations(page) == []
            assert overflow_px(page) <= 0
    assert seen == KINDS_OF_EXERCISE

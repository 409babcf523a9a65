"""Bo in the room of the attention activities: by keyboard, by touch, paused, and to a result."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_student_pages import overflow_px, violations
from tutor.domain.activities import ACTIVITIES, FAR_TRANSFER

SignIn = Callable[..., Page]
NAMES = [kind.name for kind in ACTIVITIES]
TIMED = [kind.name for kind in ACTIVITIES if kind.is_timed]
OWN_PACE = [name for name in NAMES if name not in TIMED]


def on_a_phone(signed_in: SignIn, **options: str) -> Page:
    page = signed_in("bo", has_touch=True, **options)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def begin(page: Page, name: str, *, form: str = "", practice: bool = False) -> None:
    """From the instructions to the stage, by the keyboard alone."""
    page.goto(f"/activities/{name}/")
    if form:
        page.locator(f"input[value={form}]").focus()
        page.keyboard.press("Space")
    page.locator(f"#begin button[value={'practice' if practice else 'task'}]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#task .activity-stage > *, .activity-panel button").first).to_be_visible()


def end(page: Page) -> None:
    page.get_by_role("button", name="That is enough").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#result h1")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_room_and_every_page_are_for_everybody(signed_in: SignIn, scheme: str) -> None:
    page = on_a_phone(signed_in, color_scheme=scheme)
    for path in ["/activities/", *(f"/activities/{name}/" for name in NAMES)]:
        page.goto(path)
        assert violations(page) == [], path
        assert overflow_px(page) <= 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_task_is_for_everybody_while_it_goes_on(signed_in: SignIn, scheme: str) -> None:
    page = on_a_phone(signed_in, color_scheme=scheme)
    for name in NAMES:
        begin(page, name)
        assert violations(page) == [], name
        assert overflow_px(page) <= 0, name


@pytest.mark.parametrize("name", TIMED)
def test_a_timed_task_pauses_and_stops_at_once_and_keeps_nothing(
    signed_in: SignIn, name: str
) -> None:
    page = signed_in("bo")
    begin(page, name, practice=True)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator(".activity-line")).to_have_text("Paused. Go on when you like.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Stop here").click()
    expect(page.locator("#instructions")).to_be_visible(timeout=2_000)
    expect(page.locator("#status")).to_have_text("Stopped. Nothing of it is kept as a result.")
    page.reload()
    expect(page.locator("tbody")).to_have_count(0)


def test_bo_solves_a_small_sudoku_by_the_keyboard(signed_in: SignIn) -> None:
    page = signed_in("bo")
    begin(page, "sudoku")
    cells = page.locator(".sudoku-cell")
    expect(cells).to_have_count(16)
    values = [int(cells.nth(at).input_value() or 0) for at in range(16)]
    solution = _solved(values)
    for at in range(16):
        if not values[at]:
            cells.nth(at).focus()
            page.keyboard.press(str(solution[at]))
    expect(page.locator(".result-sentence")).to_contain_text("Solved")
    expect(page.locator("#result")).to_contain_text(FAR_TRANSFER)
    assert violations(page) == []


def test_a_number_that_stands_twice_is_named_and_not_counted_against_bo(signed_in: SignIn) -> None:
    page = on_a_phone(signed_in)
    begin(page, "sudoku")
    cells = page.locator(".sudoku-cell")
    values = [int(cells.nth(at).input_value() or 0) for at in range(16)]
    row = next(
        r for r in range(4) if 0 in values[4 * r : 4 * r + 4] and any(values[4 * r : 4 * r + 4])
    )
    given = next(filter(None, values[4 * row : 4 * row + 4]))
    cells.nth(4 * row + values[4 * row : 4 * row + 4].index(0)).tap()
    page.locator(".sudoku-pad").get_by_text(str(given), exact=True).tap()
    expect(page.locator(".activity-line")).to_contain_text("stands twice")
    assert page.locator(".sudoku-cell[data-twice]").count() >= 2
    end(page)


def test_bo_finds_numbers_in_order_with_the_arrow_keys(signed_in: SignIn) -> None:
    page = signed_in("bo")
    begin(page, "schulte", form="tiny")
    for grid in range(2):
        if grid:
            expect(page.locator(".schulte-line")).to_have_text("Look for 1")
        for number in range(1, 10):
            page.locator(".schulte-cell", has_text=str(number)).focus()
            page.keyboard.press("Enter")
    expect(page.locator(".result-sentence")).to_contain_text("seconds a number")


def test_bo_builds_words_and_hears_what_became_of_each(signed_in: SignIn) -> None:
    page = signed_in("bo")
    begin(page, "word_building")
    letters = page.locator(".letter").all_inner_texts()
    line = page.locator(".activity-line")
    for typed, says in [("zzz", "needs other letters"), (letters[0], "Three letters at least")]:
        page.get_by_label("Your word").fill(typed)
        page.keyboard.press("Enter")
        expect(line).to_contain_text(says)
    for at in range(3):
        page.locator(".letter").nth(at).click()
    page.get_by_role("button", name="Add").click()
    expect(line).not_to_contain_text("needs other letters")
    end(page)


def test_bo_counts_breaths_with_a_key_she_chose(signed_in: SignIn) -> None:
    page = signed_in("bo")
    page.goto("/activities/breath_counting/")
    page.get_by_role("button", name="change the key for “Breath 1 to 8”").click()
    page.keyboard.press("b")
    begin(page, "breath_counting", form="three")
    for _breath in range(8):
        page.keyboard.press("b")
    page.keyboard.press("Enter")
    end(page)
    expect(page.locator(".result-sentence")).to_have_text(
        "Rounds ended: 1. Of these, 100 % had nine breaths."
    )


def test_with_less_motion_nothing_moves_while_bo_breathes(signed_in: SignIn) -> None:
    page = signed_in("bo", reduced_motion="reduce")
    begin(page, "paced_breathing")
    expect(page.locator(".breath-line")).to_have_text("Breathe in")
    assert page.evaluate("document.getAnimations().length") == 0
    expect(page.locator(".breath-line")).to_have_text("Breathe out")


def test_at_her_own_pace_bo_breathes_by_touch(signed_in: SignIn) -> None:
    page = on_a_phone(signed_in)
    begin(page, "paced_breathing", form="own_pace")
    for breath in range(11):
        expect(page.locator(".breath-bead.is-done")).to_have_count(breath)
        page.locator(".press-button").tap()
    expect(page.locator(".result-sentence")).to_have_text(
        "You took 11 slow breaths. That was a break."
    )


# Read so long after the step came that an answer to it is no anticipation (100 ms).
LIT_CELL = """() => new Promise(resolve => setTimeout(() =>
    resolve([...document.querySelectorAll(".n-back-cell")]
        .findIndex(cell => cell.classList.contains("is-lit"))), 120))"""


def test_bo_does_three_parts_of_n_back_at_her_own_pace(signed_in: SignIn) -> None:
    """Every level is given by the server from the part before; the result counts them."""
    page = signed_in("bo")
    begin(page, "n_back", form="own_pace")
    for part in range(3):
        panel = page.locator(".activity-panel p")
        expect(panel).to_be_visible()
        level = int(panel.inner_text().split()[0])
        page.keyboard.press("Enter")
        seen: list[int] = []
        for step in range(1, 21 + level):
            expect(page.locator(f".n-back-grid[data-step='{step}']")).to_be_visible()
            seen.append(page.evaluate(LIT_CELL))
            is_match = len(seen) > level and seen[-1] == seen[-1 - level]
            page.keyboard.press("j" if is_match else "f")
        assert level == part + 1
    expect(page.locator(".result-sentence")).to_have_text(
        "You went up to 3 back and found 100 % of the matches."
    )


def _solved(values: list[int]) -> list[int]:
    """A four by four grid by trying."""
    if 0 not in values:
        return values
    at = values.index(0)
    row, column = divmod(at, 4)
    box = [(row // 2 * 2 + r) * 4 + column // 2 * 2 + c for r in range(2) for c in range(2)]
    used = {values[row * 4 + c] for c in range(4)} | {values[r * 4 + column] for r in range(4)}
    for value in {1, 2, 3, 4} - used - {values[cell] for cell in box}:
        found = _solved([*values[:at], value, *values[at + 1 :]])
        if found:
            return found
    return []

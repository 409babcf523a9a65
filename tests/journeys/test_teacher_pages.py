"""Every page of a teacher, light and dark, large and small: for everybody, measured by axe."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import resolve
from playwright.sync_api import Page, expect

from tests.journeys.test_student_pages import LARGE, PHONE, overflow_px, violations
from tests.stack import Stack

SignIn = Callable[..., Page]
ACCESS = Path(__file__).resolve().parents[1] / "contracts" / "access.csv"
AUTHORED = "/teach/author/linear-equations/"
# Files, and the list of rules that the live class fetches into itself.
NO_PAGES = {
    "author_picture", "import_report", "teach_lesson_csv", "teach_progress_csv", "teach_rules",
}  # fmt: skip
# By test_ada_brings_a_course.py, which has a file that was brought, and by test_ada_writes.py,
# which has something to preview.
LOOKED_AT_ELSEWHERE = {"import_job", "author_preview"}


@pytest.fixture(scope="module")
def paths(stack: Stack) -> list[str]:
    """The pages of Maths 8A, after a class of twenty-four has answered a lesson."""
    code = (
        "from tests.lesson_data import fill; from tutor.accounts.models import Classroom, User;"
        "lesson = fill(); room = Classroom.objects.get(name='Maths 8A');"
        "bo = User.objects.get(username='bo');"
        "print(room.public_id, lesson, bo.public_id)"
    )
    room, lesson, bo = stack.manage("shell", "-c", code).stdout.split()[-3:]
    place = f"/teach/{room}/"
    return [
        "/teach/",
        place,
        f"{place}?learner={bo}",
        f"{place}?projector=1",
        f"{place}learners/{bo}/",
        f"{place}lessons/",
        f"{place}lessons/{lesson}/",
        f"{place}roster/",
        f"{place}roster/{bo}/",
        f"{place}progress/linear-equations/",
        "/teach/import/",
        "/teach/author/",
        AUTHORED,
        f"{AUTHORED}lessons/undo-one-step/",
        f"{AUTHORED}lessons/undo-one-step/versions/",
        f"{AUTHORED}lessons/undo-one-step/publish/",
    ]


def test_no_page_of_a_teacher_is_left_out(paths: list[str]) -> None:
    """By the table of who may open what: a new page has no line here, and fails."""
    with ACCESS.open() as file:
        rows = [row for row in csv.DictReader(file) if row["method"] == "GET"]
    opened = {row["url"] for row in rows if row["ada"] == "200"}
    teachers = {name for name in opened if name.startswith(("teach", "author", "import"))}
    looked_at = {resolve(path.partition("?")[0]).url_name for path in paths}
    assert teachers - NO_PAGES - LOOKED_AT_ELSEWHERE == looked_at


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", LARGE), ("dark", PHONE)], ids=["large", "phone"]
)
def test_pages_are_for_everybody(
    signed_in: SignIn, paths: list[str], scheme: str, viewport: dict[str, int]
) -> None:
    page = signed_in("ada", color_scheme=scheme)
    page.set_viewport_size(viewport)  # type: ignore[arg-type] # Playwright's own dictionary type
    for path in paths:
        page.goto(path)
        if "?learner" in path:
            expect(page.locator("dialog#drawer .drawer-body")).to_be_visible()
        if "author" in path and "lessons/" in path and path.endswith("step/"):
            expect(page.locator("#checks-none")).to_contain_text("Nothing to mend")
        elif "/lessons/" in path and not path.endswith("lessons/") and "author" not in path:
            expect(page.locator("#chart-items svg")).to_be_visible()
        page.evaluate("document.querySelectorAll('main details').forEach((one) => one.open = true)")
        assert violations(page) == [], path
        assert overflow_px(page) <= 0, path


def test_a_class_list_is_reported_and_every_page_of_it_is_for_everybody(
    signed_in: SignIn, paths: list[str]
) -> None:
    page = signed_in("ada")
    roster = next(path for path in paths if path.endswith("roster/"))
    for text in (b"name,username\nEmi Sato,emi\n", b"name,username\n,emi\n"):
        page.goto(roster)
        page.get_by_text("Bring a class list").click()
        file = {"name": "class.csv", "mimeType": "text/csv", "buffer": text}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type] # a dictionary type
        page.get_by_role("button", name="Read it and report").click()
        assert violations(page) == []
    expect(page.locator("main")).to_contain_text("Row 2: the name is empty.")


def test_the_live_class_is_used_by_keyboard_alone(signed_in: SignIn, paths: list[str]) -> None:
    page = signed_in("ada")
    page.goto(paths[1])
    expect(page.locator("[data-connection=live]")).to_be_visible()
    names = page.locator(".live-table .name-button")
    for _tab in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.live-table .name-button')"):
            break
    opened = page.evaluate("document.activeElement.textContent.trim()")
    assert opened in [name.inner_text() for name in names.all()]
    page.keyboard.press("Enter")
    drawer = page.locator("dialog#drawer")
    expect(drawer.locator("h2")).to_have_text(opened)
    expect(drawer.locator(".drawer-body")).to_be_visible()
    for _tab in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('dialog, body')")
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == opened
    page.keyboard.press("f")
    expect(page.locator(".wall")).to_be_visible()

"""A course that nobody here wrote: Bo works through a problem of it, hint by hint."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.stack import Stack

COURSE = "openstax-elementary-algebra"


def test_bo_solves_a_problem_of_lesson_2_1_with_its_hints(
    signed_in: Callable[[str], Page], stack: Stack, shared_data: Path
) -> None:
    pool = str(shared_data / "content" / "oatutor")
    done = stack.manage("import_course", "oatutor", pool, "--slug", COURSE, timeout_s=400)
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert report["lessons"] == 71
    assert report["problems"] + report["skipped"] == 2_032
    ada_assigns_it(signed_in("ada"))

    page = signed_in("bo")
    page.goto(f"/learn/{COURSE}/")
    page.locator("main a", has_text="2.1").first.click()
    if not page.locator("article.segment").count():
        page.locator("main a.button").first.click()
    question = page.locator("at-exercise").first
    expect(question).to_be_visible()
    expect(page.locator("article.segment .credit")).to_contain_text("CC BY 4.0")

    hint = question.locator(":scope > form [data-hint-button]")
    hint_count = int("".join(filter(str.isdigit, hint.inner_text())))
    assert hint_count > 0
    for shown in range(1, hint_count + 1):
        hint.click()
        expect(question.locator(".hints > ol > li")).to_have_count(shown)

    answer = question.locator(".hints > ol > li").last
    expect(answer).to_contain_text("answer")
    solve(question, stack)
    expect(question.locator(":scope > form [data-feedback]")).to_contain_text("Right")


def ada_assigns_it(page: Page) -> None:
    page.goto("/teach/")
    page.get_by_role("link", name="Roster and course", exact=True).first.click()
    form = page.locator("form[action*=assign]").filter(has=page.locator("select[name=course]"))
    form.locator("select[name=course]").select_option(label="OpenStax: Elementary Algebra")
    form.get_by_role("button", name="Assign").click()
    expect(page.locator("main")).to_contain_text("OpenStax: Elementary Algebra")


def answer_of(item: str, stack: Stack) -> dict[str, Any]:
    """The stored spec of an item, which no page ever shows."""
    code = f"""
import json
from tutor.content.models import Item
print(json.dumps(Item.objects.get(pk={int(item)}).spec))
"""
    spec: dict[str, Any] = json.loads(stack.manage("shell", "-v", "0", "-c", code).stdout)
    return spec


def solve(question: Locator, stack: Stack) -> None:
    spec = answer_of(question.get_attribute("data-item") or "", stack)
    form = question.locator(":scope > form")
    if "choices" in spec:
        right = next(choice["id"] for choice in spec["choices"] if choice["is_right"])
        form.locator(f"label:has(input[value='{right}'])").click()
    else:
        form.locator("input[name=text]").fill(spec.get("answer") or spec["accepted"][0])
    form.locator("[data-check]").click()

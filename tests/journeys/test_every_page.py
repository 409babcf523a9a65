"""Every page that a learner can see: for everybody, in both lights and both directions, by axe.

One server, one browser, one page load each: light and direction are changed where the page is.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.test_student_pages import LARGE, PHONE, overflow_px, violations
from tests.stack import Stack
from tutor.domain.activities import ACTIVITIES

SignIn = Callable[..., Page]
COURSE = "/learn/linear-equations/"
OPEN = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/offline/",
    "/privacy/",
]
OWN = [
    "/",
    COURSE,
    f"{COURSE}fractions-and-decimals/",
    f"{COURSE}brackets-and-like-terms/answers/",
    "/review/",
    "/practice/",
    "/noticed/",
    "/privacy/",
    "/privacy/data/",
    "/privacy/statement/",
    "/privacy/data/erase/",
    "/accounts/profile/",
    "/accounts/reading/",
    "/accounts/join/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/logout/",
    "/activities/",
    *(f"/activities/{kind.name}/" for kind in ACTIVITIES),
    "/offline/",
    "/nothing/here/",
]
# Every rule in both lights and in both directions: colours do not turn round with the text.
WAYS = [("light", "ltr"), ("dark", "rtl")]


def every_way(page: Page, path: str, viewport: dict[str, int]) -> list[str]:
    """What axe finds on a page in either way; a page must have answered."""
    page.set_viewport_size(viewport)  # type: ignore[arg-type] # Playwright's own dictionary type
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == (404 if path == "/nothing/here/" else 200), path
    found = []
    for theme, direction in WAYS:
        page.evaluate(
            """([theme, dir]) => {
                document.documentElement.dir = dir;
                document.documentElement.dataset.theme = theme;
            }""",
            [theme, direction],
        )
        found += [f"{path} {theme} {direction} {one}" for one in violations(page)]
        if overflow_px(page) > 0:
            found.append(f"{path} {direction} is wider than the window")
    return found


@pytest.fixture
def still(context: BrowserContext) -> Page:
    return context.new_page()


def test_pages_before_signing_in_are_for_everybody(still: Page) -> None:
    found = [one for path in OPEN for one in every_way(still, path, PHONE)]
    assert found == []


def test_every_page_of_a_learner_is_for_everybody(signed_in: SignIn, stack: Stack) -> None:
    """With something to review, so that the review has a question on it."""
    lessons = "lesson='brackets-and-like-terms', next_lesson='unknown-on-both-sides'"
    call = f"from tests.journeys.shortened import earlier; earlier('cy', {lessons})"
    stack.manage("shell", "-c", call)
    page = signed_in("cy", reduced_motion="reduce")
    found = []
    for at, path in enumerate(OWN):
        found += every_way(page, path, PHONE if at % 2 else LARGE)
    assert found == []
    page.goto("/review/")
    assert page.locator("at-exercise").count() > 0

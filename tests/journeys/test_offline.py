"""An opened lesson without a connection: reloaded, answered, caught up; and nobody else's page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_bo_studies import go_to_practice

SignIn = Callable[..., Page]
LESSON = "/learn/linear-equations/two-steps/"
# The lesson's six parts, its page, and nothing more is waited for.
KEPT = """async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("attune-pages-"));
    const paths = [];
    for (const name of names)
        for (const one of await (await caches.open(name)).keys())
            paths.push(new URL(one.url).pathname);
    return paths;
}"""


def kept(page: Page) -> list[str]:
    paths: list[str] = page.evaluate(KEPT)
    return paths


def open_lesson(page: Page) -> None:
    """Opens the lesson and waits until the worker has all of its parts."""
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.goto(LESSON)
    count = page.locator("[data-bead]").count()
    for _ in range(100):
        if sum("/segments/" in path for path in kept(page)) >= count - 1 and LESSON in kept(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"only {kept(page)} are kept")


def test_cy_reloads_an_opened_lesson_offline_answers_and_catches_up(signed_in: SignIn) -> None:
    page = signed_in("cy")
    open_lesson(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("article.segment h2").first).to_be_visible()
    go_to_practice(page)
    first = page.locator("at-exercise[data-place=now]")
    if first.locator("input[type=radio]").count():
        first.locator("label").first.click()
    else:
        first.locator("input[name=text]").fill("999")
    first.locator("[data-check]").click()
    expect(first.locator("[data-feedback]")).to_contain_text("Saved on this device")
    expect(page.locator("#connection")).to_contain_text(re.compile(r"[1-9] saved on this device"))

    page.context.set_offline(False)
    expect(first.locator("[data-feedback]")).to_contain_text(
        re.compile("Right|Almost|Not yet"), timeout=40_000
    )


def test_what_is_not_here_is_said_with_what_is(signed_in: SignIn) -> None:
    page = signed_in("cy")
    open_lesson(page)
    page.context.set_offline(True)
    page.goto("/noticed/")
    expect(page.locator("h1")).to_have_text("This page is not on this device")
    page.get_by_role("link", name="Two steps").click()
    expect(page.locator("h1")).to_have_text("Two steps")


def test_signing_out_forgets_what_was_kept_on_a_shared_computer(signed_in: SignIn) -> None:
    page = signed_in("cy")
    open_lesson(page)
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Welcome back")
    for _ in range(50):
        if not kept(page):
            break
        page.wait_for_timeout(100)
    assert kept(page) == []
    page.context.set_offline(True)
    page.goto(LESSON)
    expect(page.locator("h1")).to_have_text("This page is not on this device")
    expect(page.locator("#here")).to_be_hidden()

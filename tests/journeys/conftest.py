"""Journeys: a real Chromium against the real, supervised stack with the demo course and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scripts.browser import HOW, find
from tests.stack import Stack, running_stack

# A learner who is away for this long comes back to a changed lesson; two minutes in real life.
AWAY_MS = 2_000
DEMO_PASSWORD = "attune-demo-2026"
# The rest of the suite runs on the same cores: what is awaited may take its time, within reason.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    data = tmp_path_factory.mktemp("attune")
    with running_stack(data, ATTUNE_AWAY_MS=str(AWAY_MS)) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One a module: Playwright keeps an event loop running in the test's own thread, where Django
    refuses its database and asyncio a second loop, and other tests come after.
    """
    path = find()
    if path is None:
        pytest.fail(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, stack: Stack) -> Iterator[BrowserContext]:
    """A fresh browser profile; the journey fails when a page breaks its own security policy."""
    context = chromium.new_context(base_url=stack.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def signed_in(chromium: Browser, stack: Stack) -> Iterator[Callable[[str], Page]]:
    """`signed_in("bo")` is a page of Bo's own browser, signed in by the sign-in form."""
    contexts: list[BrowserContext] = []
    violations: list[str] = []

    def sign_in(username: str, **options: object) -> Page:
        context = chromium.new_context(
            base_url=stack.url,
            viewport={"width": 1280, "height": 800},
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda message: _note_violation(message.text, violations))
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert violations == []


def _note_violation(text: str, violations: list[str]) -> None:
    if "Content Security Policy" in text:
        violations.append(text)


def hide_tab(page: Page) -> None:
    """What a learner does who changes to another tab; headless Chromium has none to change to."""
    _set_visibility(page, "hidden")


def show_tab(page: Page) -> None:
    _set_visibility(page, "visible")


def _set_visibility(page: Page, state: str) -> None:
    page.evaluate(
        """state => {
            const seen = { value: state, configurable: true };
            Object.defineProperty(document, "visibilityState", seen);
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )

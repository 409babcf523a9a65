"""Twenty minutes of Bo's: a lesson with a probe and a change undone, a break, a review, a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import AWAY_MS, hide_tab, show_tab
from tests.journeys.shortened import number, run_inside, time_passes
from tests.journeys.test_activities import begin
from tests.journeys.test_student_pages import PHONE, violations
from tests.stack import Stack

SignIn = Callable[..., Page]
LEARNER = "bo.afternoon"
EARLIER = "what-equations-say"
LESSON = "undo-one-step"
# Estimates are kept every five seconds; a probe is asked of who was sensed.
ESTIMATED_MS = 7_000
OF_A_LESSON = (
    "JOIN learning_session s ON s.id = session_id "
    "JOIN accounts_user u ON u.id = s.learner_id JOIN content_lesson l ON l.id = s.lesson_id "
    "WHERE u.username = %s AND l.slug = %s"
)
PROBES = f"SELECT count(*) FROM focus_probe {OF_A_LESSON}"  # noqa: S608 - our own words
UNDONE = (
    f"SELECT count(*) FROM adaptation_decision {OF_A_LESSON} "  # noqa: S608 - our own words
    "AND resolution = 'undone'"
)
DUE = (
    "SELECT count(*) FROM learning_skillstate k JOIN accounts_user u ON u.id = k.learner_id "
    "WHERE u.username = %s AND k.due_at <= CURRENT_TIMESTAMP"
)


def test_bo_studies_drifts_undoes_breathes_reviews_leaves_and_comes_back_on_a_phone(
    signed_in: SignIn, stack: Stack
) -> None:
    run_inside(stack, f"another_bo({LEARNER!r})")
    run_inside(stack, f"earlier({LEARNER!r}, lesson={EARLIER!r}, next_lesson={LESSON!r})")
    page = signed_in(LEARNER, has_touch=True)

    # Today: what was left goes on, a review waits, and each says why.
    expect(page.locator(".today h2")).to_have_text("Undoing one step")
    expect(page.locator("main")).to_contain_text("Met again now, it stays longer.")
    page.get_by_role("link", name="Continue").click()

    # Bo reads; after the first part there is one probe, answered by one tap.
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(ESTIMATED_MS)
    page.mouse.wheel(0, 200)
    page.locator("[data-go-on]").click()
    probe = page.locator("at-probe .probe")
    expect(probe).to_be_visible()
    probe.locator("[data-probe=elsewhere]").click()
    expect(probe).to_have_count(0)
    time_passes(stack, timedelta(minutes=10))

    # Bo drifts away; the lesson changes once, says why, and is put back.
    before = page.locator("#stage").inner_text()
    hide_tab(page)
    page.wait_for_timeout(AWAY_MS + 1_000)
    show_tab(page)
    change = page.locator(".note[data-decision]")
    expect(change).to_contain_text("another tab")
    change.get_by_role("button", name="Undo").click()
    expect(change).to_have_count(0)
    assert page.locator("#stage").inner_text() == before
    here = page.locator("article.segment").get_attribute("data-segment")
    time_passes(stack, timedelta(minutes=10))

    # A breathing break, at Bo's own pace.
    begin(page, "paced_breathing", form="own_pace")
    for breath in range(11):
        expect(page.locator(".breath-bead.is-done")).to_have_count(breath)
        page.locator(".press-button").tap()
    expect(page.locator(".result-sentence")).to_contain_text("That was a break.")

    # A review: one question answered, which counts, and the rest left for another time.
    page.goto("/review/")
    due = number(stack, DUE, LEARNER)
    exercise = page.locator("[data-question]:not([hidden]) at-exercise")
    fill(page)
    exercise.locator("[data-check]").first.click()
    expect(exercise.locator("[data-feedback]").first).to_contain_text(
        re.compile("Right|Almost|Not yet")
    )
    while page.locator("#skip").is_visible():
        page.locator("#skip").click()
    expect(page.locator("#end h2")).to_be_focused()
    expect(page.locator("#sum")).to_contain_text("of 1 were right at the first try")
    assert violations(page) == []
    assert number(stack, DUE, LEARNER) < due or "0 of 1" in page.locator("#sum").inner_text()

    # Bo leaves, and goes on with the phone where the lesson was left.
    page.context.close()
    phone = signed_in(LEARNER, has_touch=True)
    phone.set_viewport_size(PHONE)  # type: ignore[arg-type] # Playwright's own dictionary type
    phone.goto("/")
    phone.get_by_role("link", name="Continue").tap()
    expect(phone.locator("article.segment")).to_have_attribute("data-segment", here or "")
    expect(phone.locator(".note[data-decision]")).to_have_count(0)
    assert number(stack, PROBES, LEARNER, LESSON) == 1
    assert number(stack, UNDONE, LEARNER, LESSON) == 1


def fill(page: Page) -> None:
    """Something in every kind of form that a review may begin with."""
    form = page.locator("[data-question]:not([hidden]) form.exercise").first
    for group in form.locator("[role=radiogroup]").all():
        group.locator("label").first.click()
    for box in form.locator("input[type=checkbox]").all()[:1]:
        box.check()
    for field in form.locator("input[type=text]").all():
        field.fill("1")
    for menu in form.locator("select").all():
        menu.select_option(index=1)

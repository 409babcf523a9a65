"""Ada's main job: she sees Bo struggle at once, looks why, says something, and judges the alert."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_bo_studies import go_to_practice
from tests.journeys.test_student_pages import overflow_px, violations
from tests.stack import Stack

SignIn = Callable[..., Page]
# Its first exercise is answered by writing.
LESSON = "/learn/linear-equations/fractions-and-decimals/"
# The third wrong answer to the row in front of Ada; see "Done when" of the live class.
WITHIN_MS = 2_000
FIVE_MARKS = """
from django.utils import timezone
from tutor.accounts.models import Classroom, User
from tutor.content.models import Lesson
from tutor.guidance.alerts import mark_alert
from tutor.guidance.models import Alert, Mark
from tutor.learning.services import end_session, start_session
now = timezone.now()
ada, bo = User.objects.get(username="ada"), User.objects.get(username="bo")
session = start_session(bo, lesson=Lesson.objects.get(slug="two-steps"), now=now)
for number in range(5):
    alert = Alert.objects.create(session=session, classroom=Classroom.objects.get(name="Maths 8A"),
        rule="wrong_on_item", words="3 answers not yet right", raised_at=now, cleared_at=now)
    mark_alert(alert, mark=Mark.WRONG if number == 0 else Mark.HELPED, teacher=ada, now=now)
end_session(session, now=now)
"""


def answer_wrong(page: Page, count: int) -> float:
    """Answers the exercise at hand wrong `count` times; when the last was sent, in ms."""
    exercise = page.locator("at-exercise[data-place=now]")
    sent_ms = 0.0
    for number in range(count):
        exercise.locator("input[name=text]").fill(str(9_000 + number))
        sent_ms = time.monotonic() * 1000
        exercise.locator("[data-check]").click()
        expect(exercise.locator("[data-feedback]")).to_contain_text("Not yet")
    return sent_ms


def test_ada_sees_bo_struggle_helps_and_marks_the_alert(signed_in: SignIn, stack: Stack) -> None:
    stack.manage("shell", "-c", FIVE_MARKS)
    ada, bo = signed_in("ada"), signed_in("bo")
    ada.get_by_role("link", name="Maths 8A", exact=True).click()
    expect(ada.locator("[data-connection=live]")).to_be_visible()
    rule = ada.locator("#rules [data-rule=wrong_on_item]")
    expect(rule).to_contain_text("right 4 of 5 times")

    bo.goto(LESSON)
    go_to_practice(bo)
    bo.wait_for_timeout(3_500)
    sent_ms = answer_wrong(bo, 3)
    card = ada.locator(".need", has_text="Bo Andersen")
    expect(card).to_contain_text("3 answers not yet right on the same exercise", timeout=WITHIN_MS)
    assert time.monotonic() * 1000 - sent_ms <= WITHIN_MS
    expect(card).to_contain_text("3 or more answers in a row on one exercise")

    # By keyboard: open, read, close with the focus back, open again by its address.
    name = card.locator(".name-button")
    name.focus()
    ada.keyboard.press("Enter")
    drawer = ada.locator("dialog#drawer")
    expect(drawer).to_contain_text("9002")
    assert violations(ada) == []
    ada.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    focused = ada.evaluate("document.activeElement.textContent.trim()")
    assert focused == "Bo Andersen"
    ada.keyboard.press("Enter")
    expect(drawer).to_contain_text("9002")
    assert re.search(r"[?&]learner=[0-9a-f-]{36}", ada.url)
    ada.reload()
    expect(drawer).to_contain_text("9002")

    drawer.locator("textarea").fill("Which number was added to x?")
    drawer.get_by_role("button", name="Send").click()
    expect(drawer).to_contain_text("The message is on its way.")
    message = bo.locator(".nudge")
    expect(message).to_contain_text("Which number was added to x?")
    assert violations(bo) == []
    message.get_by_role("button", name="Thanks").click()
    expect(message).to_have_count(0)

    drawer.locator("[data-rule=wrong_on_item]").get_by_role("button", name="Helped").click()
    expect(drawer).to_contain_text("Marked: you helped.")
    expect(rule).to_contain_text("right 5 of 6 times")
    ada.keyboard.press("Escape")
    expect(ada.locator(".need")).to_have_count(0)
    expect(ada.locator(".live-table")).to_contain_text("(thanks)")

    bo.goto("/noticed/")
    expect(bo.locator("main")).to_contain_text("Which number was added to x?")

    ada.keyboard.press("f")
    expect(ada.locator(".wall")).to_contain_text("At work")
    assert "Bo Andersen" not in ada.locator("body").inner_text()
    assert violations(ada) == []
    assert overflow_px(ada) <= 0

"""Rae plans a study, Bo agrees and studies, Rae exports it and opens the picture of his session."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_student_pages import LESSON, overflow_px, to_practice, violations
from tests.stack import Stack

SignIn = Callable[..., Page]
STUDY = "/research/studies/does-reading-again-help/"
# Earlier lessons of Bo with page activity: a bundle of one session is there before a bar can move.
EARLIER = """
from datetime import timedelta
from uuid import UUID
from tutor.events.models import Frame
from tutor.learning.models import Session
bo = Session.objects.filter(learner__username="bo").latest("started_at")
event = '{"kind":"scroll","at_ms":%d,"distance_vh":0.25,"reversals":1,"jumps":0,"span_ms":1000}'
for number in range(1, 151):
    at = bo.started_at - timedelta(hours=number)
    one = Session.objects.create(learner=bo.learner, lesson=bo.lesson, classroom=bo.classroom,
        started_at=at, last_seen_at=at, ended_at=at, seed=1)
    at_ms = int(at.timestamp() * 1000)
    events = ("[" + ",".join(event % (at_ms + n) for n in range(40)) + "]").encode()
    Frame.objects.bulk_create([Frame(session_pk=one.pk, stream=UUID(int=one.pk), seq=seq,
        event_count=40, first_at_ms=at_ms, last_at_ms=at_ms + 39, received_at_ms=at_ms,
        events=events) for seq in range(1, 101)])
"""
# Every value of the bar, kept over the reload at the end.
NOTE_THE_BAR = """
new MutationObserver(() => {
  const bar = document.querySelector("progress");
  if (!bar) return;
  const seen = JSON.parse(sessionStorage.getItem("bar") ?? "[]");
  if (seen.at(-1) !== bar.value) seen.push(bar.value);
  sessionStorage.setItem("bar", JSON.stringify(seen));
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def plan_a_study(rae: Page) -> None:
    rae.goto("/research/studies/new/")
    rae.get_by_label("Title").fill("Does reading again help?")
    rae.get_by_label("Protocol").fill("One lesson, watched.")
    rae.get_by_label("Maths 8A").check()
    rae.get_by_label("Smallest group told apart").fill("1")
    assert violations(rae) == []
    rae.get_by_role("button", name="Store as a draft").click()
    rae.get_by_role("link", name="See what learners see").click()
    expect(rae.get_by_text("We want to find out")).to_be_visible()
    assert violations(rae) == []
    rae.goto(STUDY)
    rae.get_by_role("button", name="Open the study").click()
    expect(rae.get_by_text("are asked from now on")).to_be_visible()


def agree_and_study(bo: Page) -> None:
    bo.goto("/studies/")
    bo.get_by_role("link", name="Does reading again help?").click()
    assert violations(bo) == []
    bo.get_by_role("button", name="Yes, I take part").click()
    expect(bo.get_by_text("You take part", exact=True)).to_be_visible()
    bo.goto(LESSON)
    to_practice(bo)
    exercise = bo.locator("at-exercise").first
    exercise.locator("label:has(input[type=radio])").first.click()
    with bo.expect_response("**/answers/"):
        exercise.locator("[data-check]").click()
    bo.wait_for_timeout(2_000)


def make_the_bundle(rae: Page, folder: Path) -> zipfile.ZipFile:
    """Watches the bar: it is there, it goes up, and it gives way to the download."""
    rae.add_init_script(NOTE_THE_BAR)
    rae.goto(STUDY)
    rae.get_by_role("button", name="Make the bundle").click()
    link = rae.get_by_role("link", name="Download")
    expect(rae.get_by_role("progressbar")).to_be_visible()
    expect(link).to_be_visible(timeout=120_000)
    seen = json.loads(rae.evaluate("sessionStorage.getItem('bar')"))
    assert seen == sorted(seen)
    assert len({value for value in seen if 0 < value < 100}) >= 2, seen
    assert violations(rae) == []
    with rae.expect_download() as started:
        link.click()
    started.value.save_as(folder / "bundle.zip")
    return zipfile.ZipFile(folder / "bundle.zip")


def test_from_a_plan_to_the_picture_of_a_session(
    signed_in: SignIn, stack: Stack, tmp_path: Path
) -> None:
    rae, bo = signed_in("rae"), signed_in("bo")
    plan_a_study(rae)
    bo.goto("/")
    expect(bo.get_by_text("A study asks you")).to_be_visible()
    assert violations(bo) == []
    agree_and_study(bo)
    stack.manage("shell", "-c", EARLIER)
    bundle = make_the_bundle(rae, tmp_path)
    assert json.loads(bundle.read("consent_counts.json"))["agreed_count"] == 1
    statements = bundle.read("xapi/statements.jsonl").decode()
    assert "/verbs/answered" in statements
    assert "Andersen" not in statements
    rae.locator("table a").first.click()
    expect(rae.get_by_role("img", name="over time")).to_be_visible()
    expect(rae.locator(".mark.is-answer")).not_to_have_count(0)
    expect(rae.get_by_text("Andersen")).to_have_count(0)
    assert violations(rae) == []
    rae.set_viewport_size({"width": 390, "height": 844})
    assert overflow_px(rae) <= 0
    rae.get_by_role("link", name="What the network attended to").click()
    expect(rae.get_by_role("heading", name="What the network attended to")).to_be_visible()
    expect(rae.get_by_text("Andersen")).to_have_count(0)
    assert violations(rae) == []
    assert overflow_px(rae) <= 0
    bo.goto("/privacy/data/")
    expect(bo.get_by_text("Looked at one of your sessions under a pseudonym")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_research_and_privacy_are_for_everybody(signed_in: SignIn, scheme: str) -> None:
    for name, paths in {
        "rae": (
            "/research/",
            "/research/studies/new/",
            "/research/codebook/",
            "/research/sessions/",
        ),
        "bo": (
            "/studies/",
            "/privacy/",
            "/privacy/statement/",
            "/privacy/data/",
            "/privacy/data/erase/",
        ),
    }.items():
        page = signed_in(name, color_scheme=scheme)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            for path in paths:
                page.goto(path)
                assert violations(page) == [], path
                assert overflow_px(page) <= 0, (path, width)

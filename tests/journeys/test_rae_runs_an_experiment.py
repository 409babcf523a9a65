"""Rae plans an experiment by keyboard, works out its size, sees it as a learner, starts, stops."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_student_pages import PHONE, overflow_px, violations
from tests.stack import Stack

SignIn = Callable[..., Page]
STUDY = (
    "from django.utils import timezone; from tutor.accounts.models import Classroom, User;"
    "from tutor.studies.services import Plan, create_study, open_study; now = timezone.now();"
    "plan = Plan(slug='arms', title='Arms', protocol='Compare.', consent_text='May we?',"
    " classrooms=[Classroom.objects.get(name='Maths 8A')]);"
    "open_study(create_study(User.objects.get(username='rae'), plan=plan, now=now), now=now)"
)


def is_for_everybody(page: Page) -> None:
    """Light and large, then dark and small."""
    large = page.viewport_size
    for scheme, size in (("light", large), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of Playwright's own
        page.set_viewport_size(size)  # type: ignore[arg-type] # Playwright's own dictionary type
        assert violations(page) == [], page.url
        assert overflow_px(page) <= 0, page.url
    page.set_viewport_size(large)  # type: ignore[arg-type] # as above


def test_rae_runs_an_experiment(signed_in: SignIn, stack: Stack) -> None:
    stack.manage("shell", "-c", STUDY)
    page = signed_in("rae")
    page.goto("/research/experiments/")
    is_for_everybody(page)
    page.get_by_role("link", name="Plan an experiment").press("Enter")
    page.get_by_label("Study").select_option(label="Arms")
    page.get_by_label("Title").first.fill("Adaptive or not")
    page.get_by_label("Hypothesis").fill("It helps.")
    page.get_by_label("Course").select_option(label="Linear equations from the ground up")
    page.get_by_role("button", name="Work it out").press("Enter")
    expect(page.get_by_text("328 learners")).to_be_visible()
    page.get_by_label("Ends after so many learners or classes").fill("328")
    is_for_everybody(page)
    page.get_by_role("button", name="Save the draft").press("Enter")
    expect(page.get_by_text("The plan is complete")).to_be_visible()
    page.get_by_role("link", name="See it as a learner").press("Enter")
    page.get_by_label("How it goes").select_option(label="Back after two minutes in another tab")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_text("Keep · Undo").first).to_be_visible()
    is_for_everybody(page)
    page.get_by_role("link", name="Adaptive or not").press("Enter")
    page.get_by_role("button", name="Start").press("Enter")
    expect(page.get_by_text("Outcomes are shown once it has stopped")).to_be_visible()
    is_for_everybody(page)
    page.get_by_label("Why it ends now").fill("It was a rehearsal.")
    page.get_by_label("Why it ends now").press("Enter")
    expect(page.get_by_text("There is too little to compare")).to_be_visible()
    is_for_everybody(page)

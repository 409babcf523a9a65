"""Bo in the room of the attention activities: pages, what her page sends, and what comes back."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.student.conftest import Post
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.domain.activities import ACTIVITIES, FAR_TRANSFER, Activity, Planned, activity
from tutor.learning.models import ActivityRun
from tutor.learning.services import start_session

TIMING = {
    "interval_ms": 16.7,
    "refresh_hz": 59.9,
    "frames": 9_000,
    "dropped_frames": 4,
    "left_count": 0,
}
FINISH = {"timing": TIMING, "input_kind": "keys", "device": "6f6d2d2a"}

every_activity = pytest.mark.parametrize("kind", ACTIVITIES, ids=lambda kind: kind.name)


def go(kind: Activity, plan: list[dict[str, Any]], *, seed: int = 1) -> list[dict[str, Any]]:
    """What the page sends of a simulated go at the plan it was given."""
    planned = [Planned(**one) for one in plan]
    return [
        {
            "position": trial.position,
            "responses": [[one.action, one.rt_ms] for one in trial.responses],
            "onset_ms": trial.onset_ms,
            "shown_ms": trial.shown_ms,
            "dropped_frames": 0,
            "is_blurred": False,
        }
        for trial in kind.simulate(planned, rng=Random(seed), skill=0.8)
    ]


def whole_run(post: Post, kind: Activity, form: str) -> str:
    """Starts, plays all blocks and finishes; the result's HTML."""
    started = post(reverse("activity_start", args=[kind.name]), {"form": form}).json()
    plan, block = started["trials"], 0
    while plan:
        body = {"block": block, "trials": go(kind, plan, seed=block)}
        plan, block = post(started["trials_url"], body).json()["trials"], block + 1
    html: str = post(started["finish_url"], FINISH).json()["html"]
    return html


def test_the_room_shows_every_activity_with_what_is_known_of_it(as_bo: Client) -> None:
    page = as_bo.get(reverse("activities")).content.decode()
    for kind in ACTIVITIES:
        assert kind.words.title in page
        assert kind.evidence in page
        assert reverse("activity", args=[kind.name]) in page


@every_activity
def test_the_page_of_an_activity_says_what_to_do_and_what_may_be_claimed(
    as_bo: Client, kind: Activity
) -> None:
    page = as_bo.get(reverse("activity", args=[kind.name])).content.decode()
    assert all(step in page for step in kind.words.steps)
    assert FAR_TRANSFER in page
    assert all(form.words in page for form in kind.forms)
    assert ("a screen reader cannot read it out" in page) is kind.is_visual


@every_activity
def test_a_run_from_its_start_to_its_result(post: Post, bo: User, kind: Activity) -> None:
    html = whole_run(post, kind, kind.forms[0].name)
    run = ActivityRun.objects.get(learner=bo)
    assert run.finished_at is not None
    assert FAR_TRANSFER in html
    assert all(measure.words in html for measure in kind.measures)
    assert "first run of this kind" in html


def test_the_second_result_stands_beside_the_first(post: Post, as_bo: Client) -> None:
    kind = activity("breath_counting")
    for _time in range(2):
        html = whole_run(post, kind, "three")
    assert "Your run before" in html
    page = as_bo.get(reverse("activity", args=["breath_counting"])).content.decode()
    assert page.count("<time ") == 2


def test_a_result_says_how_even_the_screen_was(post: Post) -> None:
    html = whole_run(post, activity("sart"), "short")
    assert "60 pictures a second; 4 came late" in html
    assert "Counted: 135. Left out: 0." in html


def test_nobody_else_reaches_bos_run(post: Post, client: Client, cy: User, ada: User) -> None:
    started = post(reverse("activity_start", args=["schulte"]), {"form": "tiny"}).json()
    for other in (cy, ada):
        client.force_login(other)
        for url in (started["trials_url"], started["finish_url"]):
            body: dict[str, Any] = FINISH if "finish" in url else {"block": 0, "trials": []}
            assert client.post(url, body, content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("url", "body", "says"),
    [
        ("start", {"form": "huge"}, "form 'huge' of sart is not one of short, full, slower"),
        ("start", {"form": "short", "seed": 1}, "not understood"),
        ("trials", {"block": 3, "trials": []}, "Block 3 came before block 0"),
        ("trials", {"block": 0, "trials": []}, "each may be sent once"),
        ("finish", FINISH, "nothing to score"),
        ("finish", {**FINISH, "input_kind": "telepathy"}, "not understood"),
    ],
)
def test_what_cannot_be_served_is_answered_in_a_sentence(
    post: Post, url: str, body: dict[str, Any], says: str
) -> None:
    start_url = reverse("activity_start", args=["sart"])
    started = post(start_url, {"form": "short"}).json()
    urls = {"start": start_url, "trials": started["trials_url"], "finish": started["finish_url"]}
    response = post(urls[url], body)
    assert response.status_code == 400
    assert says in response.json()["error"]


def test_an_activity_that_does_not_exist_is_not_there(as_bo: Client, post: Post) -> None:
    assert as_bo.get(reverse("activity", args=["levitation"])).status_code == 404
    assert post(reverse("activity_start", args=["levitation"]), {"form": "x"}).status_code == 404
    assert post(reverse("activity_finish", args=[uuid4()]), FINISH).status_code == 404


def test_a_form_that_has_gone_is_shown_by_its_name(post: Post, as_bo: Client) -> None:
    whole_run(post, activity("sudoku"), "four")
    ActivityRun.objects.update(form="three_by_three")
    page = as_bo.get(reverse("activity", args=["sudoku"])).content.decode()
    assert "three_by_three" in page


def test_an_activity_in_a_break_leads_back_to_the_lesson(
    post: Post, as_bo: Client, bo: User, lesson: Lesson
) -> None:
    back = f"Back to the lesson: {lesson.title}"
    room, page = reverse("activities"), reverse("activity", args=["breath_counting"])
    assert all(back not in as_bo.get(url).content.decode() for url in (room, page))
    start_session(bo, lesson=lesson, now=timezone.now() - timedelta(minutes=20))
    url = reverse("lesson", args=[lesson.course.slug, lesson.slug])
    for address in (room, page):
        text = as_bo.get(address).content.decode()
        assert back in text
        assert f'href="{url}"' in text
    assert back in whole_run(post, activity("breath_counting"), "three")


def test_a_lesson_that_was_left_long_ago_or_is_anothers_is_not_led_back_to(
    as_bo: Client, bo: User, cy: User, lesson: Lesson
) -> None:
    start_session(bo, lesson=lesson, now=timezone.now() - timedelta(hours=2))
    start_session(cy, lesson=lesson, now=timezone.now())
    assert "Back to the lesson" not in as_bo.get(reverse("activities")).content.decode()

"""Bo's page asks what waits from his teacher, says that it shows it, and what he says to it."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.urls import reverse

from tests.records import make_session
from tutor.accounts.models import User
from tutor.content.models import Item, Lesson
from tutor.guidance import services
from tutor.learning.models import HintUse


def test_bo_reads_adas_message_and_says_thanks(
    client: Client, ada: User, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    made = services.nudge(session, text="Look at the sign.", teacher=ada, now=now)
    client.force_login(bo)
    url = reverse("api_nudges", args=[session.public_id])
    (shown,) = client.get(url).json()["nudges"]
    assert (shown["text"], shown["kind"]) == ("Look at the sign.", "nudge")
    say = reverse("api_nudge", args=[made.public_id])
    for said in ("seen", "thanks"):
        answer = client.post(say, {"said": said}, content_type="application/json")
        assert answer.status_code == 200
    made.refresh_from_db()
    assert made.seen_at is not None
    assert made.answer == "thanks"
    assert client.get(url).json()["nudges"] == []


def test_a_hint_that_ada_opened_is_there_and_counts_once_it_is_shown(
    client: Client, ada: User, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    item = Item.objects.get(segment__lesson=lesson, exercise_type="numeric")
    made = services.open_hint(session, item=item, teacher=ada, now=now)
    client.force_login(bo)
    (shown,) = client.get(reverse("api_nudges", args=[session.public_id])).json()["nudges"]
    assert shown["html"] == "<p>What was added?</p>"
    assert shown["segment"] == item.segment_id
    assert not HintUse.objects.exists()
    say = reverse("api_nudge", args=[made.public_id])
    client.post(say, {"said": "seen"}, content_type="application/json")
    assert HintUse.objects.get().session == session


def test_an_answer_that_is_none_is_a_sentence(
    client: Client, ada: User, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    made = services.nudge(session, text="Look at the sign.", teacher=ada, now=now)
    client.force_login(bo)
    say = reverse("api_nudge", args=[made.public_id])
    answer = client.post(say, {"said": "no"}, content_type="application/json")
    assert answer.status_code == 400
    assert "thanks or dismissed" in answer.json()["error"]


def test_the_ledger_names_it_as_the_teachers_doing(
    client: Client, ada: User, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    services.nudge(session, text="Look at the sign.", teacher=ada, now=now)
    client.force_login(bo)
    page = client.get(reverse("noticed")).content.decode()
    assert "A message from your teacher" in page
    assert "Look at the sign." in page
    assert ada.display_name in page

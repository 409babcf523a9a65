"""Bo is in the middle of a lesson while Ada publishes a new version of it: Bo notices nothing."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.content.writing import ITEM, PRACTICE, READING, write_course
from tutor.accounts.models import Classroom, User
from tutor.content.models import Course, Item, Segment
from tutor.content.services import import_course
from tutor.learning.models import Assignment, Session
from tutor.learning.selectors import outline_of, progress_of
from tutor.learning.services import start_session

pytestmark = pytest.mark.django_db
#: Another answer, other words, no scaffold; the reading is gone and something else comes first.
NEW_ITEM = ITEM.replace("x + 3 = 7", "x + 3 = 9").replace("answer: '4'", "answer: '6'", 1)
EDITED = {
    "01-scale/01-two-sides.md": None,
    "01-scale/02-your-turn.md": None,
    "01-scale/01-welcome.md": READING.replace("Two sides", "Welcome"),
    "01-scale/02-your-turn.md ".strip(): PRACTICE.replace(ITEM, NEW_ITEM),
}


@pytest.fixture
def lesson_of_ada(tmp_path: Path, settings: Settings, class_8a: Classroom, now: datetime) -> Course:
    settings.MEDIA_ROOT = tmp_path / "media"
    course = import_course("folder", write_course(tmp_path / "course"), now=now).course
    assert course is not None
    Assignment.objects.create(classroom=class_8a, course=course, assigned_at=now)
    return course


def publish(tmp_path: Path, *, now: datetime) -> None:
    assert import_course("folder", write_course(tmp_path / "course", EDITED), now=now).course


def begun(course: Course, bo: User, *, now: datetime) -> Session:
    return start_session(bo, lesson=course.lessons.get(), now=now)


def test_bo_goes_on_with_the_lesson_that_bo_began(
    lesson_of_ada: Course, bo: User, tmp_path: Path, now: datetime
) -> None:
    session = begun(lesson_of_ada, bo, now=now)
    before = [(line.id, line.title) for line in outline_of(session)]
    publish(tmp_path, now=now)
    session = Session.objects.get()
    assert [(line.id, line.title) for line in outline_of(session)] == before
    assert (progress_of(session).segment_count, progress_of(session).item_count) == (2, 1)
    assert begun(lesson_of_ada, bo, now=now).pk == session.pk


def test_answers_hints_and_pages_are_those_that_bo_saw(
    lesson_of_ada: Course, bo: User, tmp_path: Path, now: datetime
) -> None:
    session = begun(lesson_of_ada, bo, now=now)
    item, reading = Item.objects.get(), Segment.objects.get(slug="two-sides")
    publish(tmp_path, now=now)
    client, api = Client(), f"/api/sessions/{session.public_id}/"
    client.force_login(bo)
    page = client.get("/learn/balance/scale/").content.decode()
    assert "Two sides" in page
    assert "Welcome" not in page
    assert client.get(f"/learn/balance/scale/segments/{reading.pk}/").status_code == 200
    practice = client.get(f"/learn/balance/scale/segments/{item.segment_id}/").content.decode()
    assert "= 7" in practice.replace("<mn>7</mn>", "= 7")
    body = {"item": item.pk, "response": {"text": "4"}, "latency_ms": 900,
            "idempotency_key": str(uuid.uuid4())}  # fmt: skip
    answer = client.post(f"{api}answers/", body, content_type="application/json").json()
    assert answer["attempt"]["outcome"] == "right"
    hint = client.post(f"{api}hints/", {"item": item.pk}, content_type="application/json").json()
    assert hint["remaining"] == 2
    finished = client.post(f"{api}segments/{reading.pk}/finish/", content_type="application/json")
    assert finished.status_code == 200


def test_whoever_begins_afterwards_gets_the_new_version(
    lesson_of_ada: Course, bo: User, ada: User, tmp_path: Path, now: datetime
) -> None:
    begun(lesson_of_ada, bo, now=now)
    publish(tmp_path, now=now)
    later = start_session(ada, lesson=lesson_of_ada.lessons.get(), now=now)
    assert [line.title for line in outline_of(later)] == ["Welcome", "Your turn"]


def test_publishing_the_same_again_makes_no_version(
    lesson_of_ada: Course, bo: User, tmp_path: Path, now: datetime
) -> None:
    session = begun(lesson_of_ada, bo, now=now)
    assert import_course("folder", tmp_path / "course", now=now).course
    lesson = lesson_of_ada.lessons.get()
    assert (session.lesson_version, lesson.version, lesson.versions.count()) == (1, 1, 1)

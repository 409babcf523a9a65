"""Bo goes through the lesson: her place is kept, and the last part ends it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from tests.student.conftest import Post, api
from tutor.content.models import Lesson
from tutor.events.models import Frame
from tutor.learning.models import Session


def frame(**fields: Any) -> dict[str, str]:
    message = {
        "type": "frame",
        "stream": str(uuid4()),
        "seq": 1,
        "sent_at_ms": 1_795_500_000_000,
        "events": [{"kind": "drifted", "at_ms": 1_795_500_000_000}],
        **fields,
    }
    return {"frame": json.dumps(message)}


def test_the_page_opens_again_where_bo_left_it(
    post: Post, as_bo: Client, session: Session, lesson: Lesson
) -> None:
    second = lesson.segments.get(position=2)
    post(api(session, f"segments/{second.pk}/open/"))
    page = as_bo.get("/learn/equations/lesson-1/").content.decode()
    assert f'data-segment="{second.pk}"' in page
    state = as_bo.get(api(session)).json()
    assert state["progress"]["current"] == second.pk


def test_a_part_finished_twice_is_finished_once(
    post: Post, session: Session, lesson: Lesson
) -> None:
    first = lesson.segments.get(position=1)
    for _time in range(2):
        answer = post(api(session, f"segments/{first.pk}/finish/")).json()
    assert answer["progress"]["finished"] == [first.pk]
    assert not answer["progress"]["is_complete"]


def test_the_last_part_ends_the_lesson(post: Post, session: Session, lesson: Lesson) -> None:
    for segment in lesson.segments.all():
        answer = post(api(session, f"segments/{segment.pk}/finish/")).json()
    assert answer["progress"]["is_complete"]
    session.refresh_from_db()
    assert session.ended_at is not None


def test_a_part_of_another_lesson_is_not_here(post: Post, session: Session, lesson: Lesson) -> None:
    other = lesson.course.lessons.get(position=2).segments.first()
    assert other is not None
    assert post(api(session, f"segments/{other.pk}/open/")).status_code == 404


def test_the_beacon_stores_a_frame_before_it_answers(as_bo: Client, session: Session) -> None:
    assert as_bo.post(api(session, "frames/"), frame()).status_code == 204
    assert Frame.objects.get().session_pk == session.pk


def test_the_beacon_refuses_what_is_no_frame(as_bo: Client, session: Session) -> None:
    refused = as_bo.post(api(session, "frames/"), {"frame": "hello?"})
    assert refused.status_code == 400
    assert not Frame.objects.exists()


def test_cy_cannot_write_events_into_bos_session(client: Client, session: Session, cy: Any) -> None:
    client.force_login(cy)
    assert client.post(api(session, "frames/"), frame()).status_code == 404
    assert not Frame.objects.exists()

"""Bo checks an answer: graded, kept once, and never anybody else's."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from tests.student.conftest import Post, answer_body, api
from tutor.accounts.models import User
from tutor.content.models import Hint, Item, Lesson
from tutor.learning.models import Attempt, Session
from tutor.learning.services import show_hint, start_session


def test_an_answer_comes_back_graded_with_its_reason(
    post: Post, session: Session, numeric_item: Item
) -> None:
    answer = post(api(session, "answers/"), answer_body(numeric_item, {"text": "-4"})).json()
    assert answer["attempt"]["outcome"] == "not_yet"
    assert "Check the sign" in answer["attempt"]["feedback_html"]
    assert answer["progress"]["solved_items"] == []
    again = post(api(session, "answers/"), answer_body(numeric_item, {"text": "4"})).json()
    assert again["attempt"]["outcome"] == "right"
    assert again["attempt"]["ordinal"] == 2
    assert again["progress"]["solved_items"] == [numeric_item.pk]


def test_the_same_key_twice_is_one_attempt(
    post: Post, session: Session, numeric_item: Item
) -> None:
    body = answer_body(numeric_item, {"text": "4"})
    first = post(api(session, "answers/"), body).json()
    second = post(api(session, "answers/"), body).json()
    assert first["attempt"] == second["attempt"]
    assert Attempt.objects.count() == 1


def test_a_tab_that_slept_over_night_is_not_a_night_of_thinking(
    post: Post, session: Session, numeric_item: Item
) -> None:
    body = answer_body(numeric_item, {"text": "4"}) | {"latency_ms": 9 * 3_600_000}
    assert post(api(session, "answers/"), body).status_code == 200
    assert Attempt.objects.get().latency_ms == 3_600_000


def test_a_request_that_makes_no_sense_says_what_is_wrong(
    post: Post, session: Session, numeric_item: Item
) -> None:
    refused = post(api(session, "answers/"), {"item": numeric_item.pk, "colour": "blue"})
    assert refused.status_code == 400
    assert "not understood" in refused.json()["error"]


def test_an_item_of_another_lesson_is_not_here(
    post: Post, session: Session, lesson: Lesson
) -> None:
    other = Item.objects.exclude(segment__lesson=lesson).first()
    assert other is not None
    refused = post(api(session, "answers/"), answer_body(other, {"text": "4"}))
    assert refused.status_code == 404
    assert "exercise" in refused.json()["error"]


def test_cy_cannot_answer_in_bos_session(
    client: Client, session: Session, cy: User, numeric_item: Item
) -> None:
    client.force_login(cy)
    body = answer_body(numeric_item, {"text": "4"})
    refused = client.post(api(session, "answers/"), body, content_type="application/json")
    assert refused.status_code == 404
    assert not Attempt.objects.exists()


def test_who_is_signed_out_is_told_so_and_nothing_is_lost(
    client: Client, session: Session, numeric_item: Item
) -> None:
    body = answer_body(numeric_item, {"text": "4"})
    refused = client.post(api(session, "answers/"), body, content_type="application/json")
    assert refused.status_code == 401
    assert "Sign in again" in refused.json()["error"]


def test_bos_open_page_waits_while_cy_is_signed_in_on_the_same_computer(
    client: Client, session: Session, bo: User, cy: User, numeric_item: Item
) -> None:
    client.force_login(cy)
    refused = client.post(
        api(session, "answers/"),
        answer_body(numeric_item, {"text": "4"}),
        content_type="application/json",
        headers={"X-Attune-Person": str(bo.public_id)},
    )
    assert refused.status_code == 401


def test_a_scaffold_is_answered_only_after_it_was_shown(
    post: Post, bo: User, lesson: Lesson, numeric_item: Item, now: datetime
) -> None:
    session = start_session(bo, lesson=lesson, now=now)
    hint = Hint.objects.get(item=numeric_item, position=1)
    hint.scaffold = {
        "exercise_type": "numeric",
        "stem_html": "<p>7 − 3</p>",
        "spec": {"answer": "4", "tolerance": "0"},
        "public_spec": {"expects_unit": False},
    }
    hint.save()
    body = answer_body(numeric_item, {"text": "4"}, hint=hint.pk)
    assert post(api(session, "answers/"), body).status_code == 404
    show_hint(session, item=numeric_item, now=now)
    answer = post(api(session, "answers/"), body).json()
    assert answer["attempt"]["hint"] == hint.pk
    assert answer["progress"]["solved_items"] == []

"""Bo's plan for today on the home page: one step first, its reason, and others to choose."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.student.conftest import Post, answer_body, api
from tutor.accounts.models import User
from tutor.content.models import Item, Lesson
from tutor.learning.models import Attempt, Session, SkillState
from tutor.learning.services import end_session, record_answer, start_session

DAY = timedelta(days=1)


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def studied(bo: User, lesson: Lesson) -> Session:
    """Three days ago Bo answered the exercises of the first lesson and was done with it."""
    then = timezone.now() - 3 * DAY
    session = start_session(bo, lesson=lesson, now=then)
    rights = {"numeric": "4", "short_text": "equation", "algebraic": "2x+3"}
    for item in Item.objects.filter(segment__lesson=lesson, is_check=False).order_by("pk"):
        kind = item.exercise_type
        response = {"text": rights[kind]} if kind in rights else {"choice": "a"}
        record_answer(
            session,
            item=item,
            response=response,
            idempotency_key=uuid4(),
            latency_ms=9_000,
            now=then,
        )
    end_session(session, now=then)
    return session


def test_what_fades_is_the_first_step_and_says_why(as_bo: Client, studied: Session) -> None:
    page = text(as_bo, "/")
    assert "Review: 3 questions" in page
    assert "You met “Undo one step”, “Read an equation” 3\xa0days ago." in page
    assert page.count('class="button"') == 1  # one primary action
    assert 'href="/review/"' in page
    # Another may be chosen instead.
    assert "It comes after “What an equation says”." in page


def test_a_review_asks_in_turns_and_tells_no_answer(as_bo: Client, studied: Session) -> None:
    page = text(as_bo, "/review/")
    assert page.count("<article data-question") == 3
    assert page.count(' hidden aria-labelledby="about-') == 2
    assert "is_right" not in page
    assert "Undo the addition first" not in page
    kinds = [session.kind for session in Session.objects.order_by("pk")]
    assert kinds == ["lesson", "review"]


def test_a_review_answer_is_a_real_one_and_no_change_of_the_lesson_comes_of_it(
    as_bo: Client, studied: Session, numeric_item: Item, post: Post
) -> None:
    as_bo.get("/review/")
    review = Session.objects.get(kind="review")
    reply = post(api(review, "answers/"), answer_body(numeric_item, {"text": "4"})).json()
    assert reply["attempt"]["outcome"] == "right"
    assert (reply["next"], reply["decisions"]) == ({"item": None}, [])
    assert review.decisions.count() == 0
    state = SkillState.objects.get(skill__slug="undo")
    assert state.due_at is not None
    assert state.due_at > timezone.now()
    # What was answered today is not asked again.
    assert f'data-item="{numeric_item.pk}"' not in text(as_bo, "/review/")


def test_when_nothing_fades_the_page_says_what_comes_next_and_when(
    as_bo: Client, session: Session, numeric_item: Item
) -> None:
    record_answer(
        session,
        item=numeric_item,
        response={"text": "4"},
        idempotency_key=uuid4(),
        latency_ms=9_000,
        now=timezone.now(),
    )
    page = text(as_bo, "/review/")
    assert "Nothing fades today" in page
    assert "“Undo one step” comes next, on " in page
    assert 'href="/practice/"' in page


def test_who_has_answered_nothing_is_told_how_reviews_come(as_bo: Client, lesson: Lesson) -> None:
    assert "they come back here in time" in text(as_bo, "/review/")
    assert "Nothing to practise right now" in text(as_bo, "/practice/")


def test_a_review_is_no_lesson_begun(as_bo: Client, studied: Session) -> None:
    as_bo.get("/review/")
    page = text(as_bo, "/learn/equations/")
    assert "1 of 2 lessons done" in page


def spin(bo: User, item: Item) -> None:
    """Ten tries on ten days that did not settle."""
    start = timezone.now() - 20 * DAY
    for day in range(10):
        session = start_session(bo, lesson=item.segment.lesson, now=start + day * DAY)
        record_answer(
            session,
            item=item,
            response={"text": "9"},
            idempotency_key=uuid4(),
            latency_ms=9_000,
            now=start + day * DAY,
        )
        end_session(session, now=start + day * DAY)


def test_much_practice_without_success_leads_to_help_and_to_nobodys_focus(
    as_bo: Client, bo: User, numeric_item: Item
) -> None:
    spin(bo, numeric_item)
    page = text(as_bo, "/")
    skill = SkillState.objects.get(learner=bo).skill
    assert f'href="/practice/help/{skill.pk}/"' in page
    assert "You have tried this 10 times and it has not settled." in page
    assert "focus" not in page[page.index("<main") :].lower()
    help_page = text(as_bo, f"/practice/help/{skill.pk}/")
    assert "x + 3 = 7, so x = 4." in help_page  # the worked example
    assert "Subtract 3: x = 4." in help_page  # the whole way, hint by hint
    assert Attempt.objects.count() == 10


def test_help_is_for_skills_that_one_has_met(
    client: Client, cy: User, bo: User, studied: Session
) -> None:
    client.force_login(cy)
    skill = SkillState.objects.filter(learner=bo).first()
    assert skill is not None
    assert client.get(f"/practice/help/{skill.skill_id}/").status_code == 404

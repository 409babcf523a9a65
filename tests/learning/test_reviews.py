"""A review asks Bo some of a lesson again: real attempts, in a session beside the lesson's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tutor.accounts.models import User
from tutor.content.models import Item, Lesson
from tutor.learning import services
from tutor.learning.models import Attempt, Session, SkillState
from tutor.learning.selectors_knowledge import stored_knowledge
from tutor.learning.selectors_practice import Asked, candidates_of, chances

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def item(lesson: Lesson) -> Item:
    return Item.objects.get(segment__lesson=lesson, exercise_type="numeric")


def answer(session: Session, item: Item, text: str, *, now: datetime) -> Attempt:
    return services.record_answer(
        session,
        item=item,
        response={"text": text},
        idempotency_key=uuid4(),
        latency_ms=9_000,
        now=now,
    )


def test_a_review_leaves_the_place_in_the_lesson_alone(
    bo: User, lesson: Lesson, now: datetime
) -> None:
    studied = services.start_session(bo, lesson=lesson, now=now)
    review = services.start_review(bo, lesson=lesson, now=now + HOUR)
    assert review != studied
    assert (review.kind, review.segment, review.policy) == ("review", None, "fixed")
    assert services.start_session(bo, lesson=lesson, now=now + HOUR) == studied


def test_a_sitting_is_resumed_and_the_next_day_is_another(
    bo: User, lesson: Lesson, now: datetime
) -> None:
    first = services.start_review(bo, lesson=lesson, now=now)
    assert services.start_review(bo, lesson=lesson, now=now + HOUR) == first
    second = services.start_review(bo, lesson=lesson, now=now + DAY)
    assert second != first
    first.refresh_from_db()
    assert first.ended_at == now


def test_a_right_answer_the_next_day_moves_the_review_date_on(
    bo: User, lesson: Lesson, item: Item, now: datetime
) -> None:
    studied = services.start_session(bo, lesson=lesson, now=now)
    answer(studied, item, "4", now=now)
    first_due = SkillState.objects.get(learner=bo, skill__slug="undo").due_at
    review = services.start_review(bo, lesson=lesson, now=now + 3 * DAY)
    attempt = answer(review, item, "4", now=now + 3 * DAY)
    state = SkillState.objects.get(learner=bo, skill__slug="undo")
    assert (attempt.ordinal, attempt.weight_p) == (1, 1.0)
    assert state.due_at and first_due
    assert state.due_at > now + 3 * DAY > first_due


def test_the_chance_told_ahead_is_the_one_that_the_answer_is_recorded_with(
    bo: User, lesson: Lesson, item: Item, now: datetime
) -> None:
    session = services.start_session(bo, lesson=lesson, now=now)
    answer(session, item, "9", now=now)
    skills = tuple(item.skills.values_list("pk", flat=True))
    asked = Asked(pk=item.pk, skills=skills, difficulty=item.difficulty, guess_p=0.0)
    told = chances(bo.pk, [asked])[item.pk]
    assert answer(session, item, "4", now=now + HOUR).expected_p == pytest.approx(told)


def test_only_questions_of_lessons_that_bo_began_and_never_check_questions_are_candidates(
    bo: User, cy: User, lesson: Lesson, item: Item, now: datetime
) -> None:
    session = services.start_session(bo, lesson=lesson, now=now)
    answer(session, item, "4", now=now)
    found = candidates_of(bo, knowledge=stored_knowledge(bo.pk))
    asked = Item.objects.filter(pk__in=[one.item for one in found])
    assert {one.segment.lesson for one in asked.select_related("segment__lesson")} == {lesson}
    assert not asked.filter(is_check=True).exists()
    assert next(one for one in found if one.item == item.pk).answered_at == now
    assert candidates_of(cy, knowledge=stored_knowledge(cy.pk)) == []

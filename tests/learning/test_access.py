"""Who may open what: one's own, and what one's classes study. Foreign is the same as missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.http import Http404

from tests.course import make_course
from tutor.accounts.models import Classroom, User
from tutor.content.models import Course, Hint, Item, Lesson
from tutor.learning import selectors, services
from tutor.learning.models import Session


@pytest.fixture
def secret(class_8b: Classroom, now: datetime) -> Lesson:
    """A lesson that only Dee's class studies."""
    course = make_course(now=now, slug="geometry")
    services.assign_course(class_8b, course=course, now=now)
    return course.lessons.get(position=1)


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return services.start_session(bo, lesson=lesson, now=now)


def refusal(look: Callable[[], object]) -> str:
    with pytest.raises(Http404) as caught:
        look()
    return str(caught.value)


def test_bo_opens_a_lesson_of_a_course_that_his_class_studies(bo: User, lesson: Lesson) -> None:
    assert selectors.accessible_lesson(bo, "equations", "lesson-1") == lesson


def test_bo_cannot_tell_a_lesson_of_another_class_from_none(bo: User, secret: Lesson) -> None:
    foreign = refusal(lambda: selectors.accessible_lesson(bo, "geometry", "lesson-1"))
    missing = refusal(lambda: selectors.accessible_lesson(bo, "geometry", "lesson-9"))
    nothing = refusal(lambda: selectors.accessible_lesson(bo, "alchemy", "lesson-1"))
    assert foreign == missing == nothing


def test_a_lesson_is_looked_for_in_its_own_course_only(cy: User, lesson: Lesson) -> None:
    make_course(now=lesson.course.imported_at, slug="geometry")
    refusal(lambda: selectors.accessible_lesson(cy, "geometry", "lesson-1"))


def test_ada_previews_the_courses_of_her_classes_and_no_others(
    ada: User, lesson: Lesson, secret: Lesson
) -> None:
    Course.objects.update(is_published=False)
    assert selectors.accessible_lesson(ada, "equations", "lesson-1") == lesson
    refusal(lambda: selectors.accessible_lesson(ada, "geometry", "lesson-1"))


def test_a_course_that_is_not_published_is_no_learners(bo: User, lesson: Lesson) -> None:
    Course.objects.update(is_published=False)
    refusal(lambda: selectors.accessible_course(bo, "equations"))


def test_max_opens_everything_and_rae_no_lesson(
    max_admin: User, rae: User, lesson: Lesson, secret: Lesson
) -> None:
    assert set(selectors.courses_for(max_admin)) == {lesson.course, secret.course}
    assert not selectors.courses_for(rae).exists()


def test_two_classes_with_the_same_course_show_it_once(
    bo: User, class_8b: Classroom, lesson: Lesson, now: datetime
) -> None:
    class_8b.enrolments.create(learner=bo, joined_at=now)
    assert list(selectors.courses_for(bo)) == [lesson.course]


def test_a_session_is_its_learners_alone(
    bo: User, cy: User, ada: User, max_admin: User, session: Session
) -> None:
    assert selectors.accessible_session(bo, session.public_id) == session
    missing = refusal(lambda: selectors.accessible_session(bo, uuid4()))
    for other in (cy, ada, max_admin):
        foreign = refusal(
            lambda other=other: selectors.accessible_session(other, session.public_id)  # type: ignore[misc] # a default binds the loop's person
        )
        assert foreign == missing


def test_parts_are_looked_for_in_the_sessions_lesson_only(session: Session, secret: Lesson) -> None:
    foreign = Item.objects.filter(segment__lesson=secret).first()
    assert foreign is not None
    refusal(lambda: selectors.item_of(session, foreign.pk))
    refusal(lambda: selectors.item_of(session, 0))
    refusal(lambda: selectors.segment_of(session, foreign.segment_id))


def test_an_exercise_retired_meanwhile_can_still_be_answered(session: Session) -> None:
    item = Item.objects.filter(segment__lesson=session.lesson).first()
    assert item is not None
    Item.objects.filter(pk=item.pk).update(is_retired=True)
    assert selectors.item_of(session, item.pk) == item


def test_a_scaffold_can_be_answered_only_after_it_was_shown(
    session: Session, now: datetime
) -> None:
    hint = Hint.objects.filter(item__segment__lesson=session.lesson, position=1).first()
    assert hint is not None
    hint.scaffold = {"exercise_type": "numeric", "spec": {"answer": "3"}}
    hint.save()
    refusal(lambda: selectors.scaffold_of(session, hint.item, hint.pk))
    services.show_hint(session, item=hint.item, now=now)
    assert selectors.scaffold_of(session, hint.item, hint.pk) == hint


def test_a_plain_hint_is_no_question(session: Session, now: datetime) -> None:
    hint = Hint.objects.filter(item__segment__lesson=session.lesson, position=1).first()
    assert hint is not None
    services.show_hint(session, item=hint.item, now=now)
    refusal(lambda: selectors.scaffold_of(session, hint.item, hint.pk))

"""A session begins once, is where the learner left it, and ends once."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from tutor.accounts.models import Classroom, User
from tutor.content.models import Item, Lesson, Segment
from tutor.learning import selectors, services
from tutor.learning.models import Session

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return services.start_session(bo, lesson=lesson, now=now)


def segment(lesson: Lesson, position: int) -> Segment:
    return lesson.segments.get(position=position)


def item(lesson: Lesson) -> Item:
    return Item.objects.get(segment__lesson=lesson, segment__position=3, position=1)


def test_a_lesson_starts_at_its_first_segment_in_the_learners_class(
    session: Session, class_8a: Classroom, lesson: Lesson
) -> None:
    assert session.segment == segment(lesson, 1)
    assert session.classroom == class_8a
    assert session.seed >= 0


def test_starting_again_resumes_where_bo_was(
    bo: User, lesson: Lesson, session: Session, now: datetime
) -> None:
    services.open_segment(session, segment=segment(lesson, 3), now=now + MINUTE)
    again = services.start_session(bo, lesson=lesson, now=now + 2 * MINUTE)
    assert again == session
    assert again.segment == segment(lesson, 3)


def test_two_tabs_that_start_at_once_get_the_same_session(
    bo: User, lesson: Lesson, session: Session, now: datetime
) -> None:
    with patch.object(selectors, "open_session", return_value=None):
        assert services.start_session(bo, lesson=lesson, now=now) == session
    assert Session.objects.count() == 1


def test_after_the_end_a_lesson_starts_anew(
    bo: User, lesson: Lesson, session: Session, now: datetime
) -> None:
    services.end_session(session, now=now + MINUTE)
    services.end_session(session, now=now + 2 * MINUTE)
    assert session.ended_at == now + MINUTE
    assert services.start_session(bo, lesson=lesson, now=now) != session


def test_a_teachers_preview_belongs_to_no_class(ada: User, lesson: Lesson, now: datetime) -> None:
    assert services.start_session(ada, lesson=lesson, now=now).classroom is None


def test_finished_segments_fill_the_outline_once(
    session: Session, lesson: Lesson, now: datetime
) -> None:
    first = services.finish_segment(session, segment=segment(lesson, 1), now=now)
    assert services.finish_segment(session, segment=segment(lesson, 1), now=now + MINUTE) == first
    assert [line.is_finished for line in selectors.outline_of(session)] == [
        True,
        False,
        False,
        False,
    ]
    progress = selectors.progress_of(session)
    assert (progress.p, progress.segment_count, progress.item_count) == (0.25, 4, 4)
    assert not progress.is_complete


def test_a_lesson_is_complete_when_every_segment_is_finished(
    session: Session, lesson: Lesson, now: datetime
) -> None:
    for each in lesson.segments.all():
        services.finish_segment(session, segment=each, now=now)
    assert selectors.progress_of(session).is_complete


def test_hints_come_in_the_order_of_their_dependencies(
    session: Session, lesson: Lesson, now: datetime
) -> None:
    shown = [services.show_hint(session, item=item(lesson), now=now) for _ in range(4)]
    assert [hint.slug if hint else None for hint in shown] == ["hint-1", "hint-2", "hint-3", None]
    assert selectors.hints_shown(session, item=item(lesson)).count() == 3


def test_a_hint_waits_for_what_it_depends_on(
    session: Session, lesson: Lesson, now: datetime
) -> None:
    hint = item(lesson).hints.get(position=1)
    hint.dependencies = ["never-shown"]
    hint.save()
    assert services.show_hint(session, item=item(lesson), now=now) is None


def test_hints_of_one_session_do_not_show_in_anothers(
    session: Session, cy: User, lesson: Lesson, now: datetime
) -> None:
    services.show_hint(session, item=item(lesson), now=now)
    other = services.start_session(cy, lesson=lesson, now=now)
    assert not selectors.hints_shown(other).exists()


def test_being_seen_touches_only_those_who_were(
    session: Session, cy: User, lesson: Lesson, now: datetime
) -> None:
    other = services.start_session(cy, lesson=lesson, now=now)
    services.touch_sessions([session.pk], now=now + MINUTE)
    session.refresh_from_db()
    other.refresh_from_db()
    assert (session.last_seen_at, other.last_seen_at) == (now + MINUTE, now)

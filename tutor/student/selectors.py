"""Reads for the learner's pages: a course's lessons, what was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tutor.accounts.models import User
from tutor.content.models import Course, Lesson
from tutor.learning.models import Attempt, Session, SessionKind


@dataclass(frozen=True, kw_only=True)
class LessonLine:
    """A lesson as its learner stands to it. `finished` counts parts in their latest session."""

    lesson: Lesson
    part_count: int
    finished: int
    is_done: bool
    last_seen_at: datetime | None

    @property
    def is_begun(self) -> bool:
        return self.last_seen_at is not None and not self.is_done

    @property
    def parts(self) -> list[bool]:
        """One value a part: whether that many were finished."""
        return [index < self.finished for index in range(self.part_count)]


@dataclass(frozen=True, kw_only=True)
class CourseLines:
    course: Course
    lessons: list[LessonLine]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lessons)


def course_lines(learner: User, *, courses: Iterable[Course]) -> list[CourseLines]:
    """Every lesson of `courses` with the learner's standing; three queries for all of them."""
    lessons: dict[int, list[LessonLine]] = defaultdict(list)
    chosen = list(courses)
    rows = (
        Lesson.objects.filter(course__in=chosen)
        .select_related("course")
        .annotate(part_count=Count("segments", filter=Q(segments__is_retired=False), distinct=True))
        .order_by("course", "position")
    )
    sessions = _sessions_by_lesson(learner, courses=chosen)
    for lesson in rows:
        lessons[lesson.course_id].append(_line(lesson, sessions.get(lesson.pk, [])))
    return [CourseLines(course=course, lessons=lessons[course.pk]) for course in chosen]


def _line(lesson: Lesson, sessions: list[Session]) -> LessonLine:
    """`sessions` newest first, each with `finished_count`; `lesson` with `part_count`."""
    latest = sessions[0] if sessions else None
    part_count: int = lesson.part_count  # type: ignore[attr-defined] # annotated above
    counts = [session.finished_count for session in sessions]  # type: ignore[attr-defined] # annotated
    is_open = latest is not None and latest.ended_at is None
    return LessonLine(
        lesson=lesson,
        part_count=part_count,
        finished=counts[0] if is_open else 0,
        is_done=not is_open and any(session.ended_at for session in sessions),
        last_seen_at=latest.last_seen_at if latest else None,
    )


def _sessions_by_lesson(learner: User, *, courses: list[Course]) -> dict[int, list[Session]]:
    sessions: dict[int, list[Session]] = defaultdict(list)
    rows = (
        Session.objects.filter(learner=learner, lesson__course__in=courses, kind=SessionKind.LESSON)
        .annotate(finished_count=Count("visits", distinct=True))
        .order_by("-started_at", "-pk")
    )
    for session in rows:
        sessions[session.lesson_id].append(session)
    return sessions


def answers_in_lesson(learner: User, *, lesson: Lesson) -> QuerySet[Attempt]:
    """Every answer to the items of a lesson, in the lesson's order, then oldest first."""
    return (
        Attempt.objects.filter(session__learner=learner, session__lesson=lesson, hint=None)
        .select_related("item__segment", "session")
        .order_by("item__segment__position", "item__position", "answered_at", "pk")
    )


def lesson_after(lesson: Lesson) -> Lesson | None:
    return (
        Lesson.objects.select_related("course")
        .filter(course=lesson.course_id, position__gt=lesson.position)
        .order_by("position")
        .first()
    )

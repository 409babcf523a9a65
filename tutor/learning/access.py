"""The only ways to a lesson, a session and their parts: foreign is the same 404 as missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.http import Http404

from tutor.accounts.models import Role, User
from tutor.content.models import Course, Hint, Item, Lesson, Segment
from tutor.learning.editions import edition_of
from tutor.learning.models import Assignment, AssignmentException, Session


def courses_for(user: User) -> QuerySet[Course]:
    """The courses `user` may open: those of their classes; for administrators, all.

    Teachers see a course of their class before it is published: they preview it.
    """
    if user.is_administrator:
        return Course.objects.all()
    if user.role == Role.TEACHER:
        return Course.objects.filter(assignments__classroom__teachers=user).distinct()
    if user.role == Role.LEARNER:
        return Course.objects.filter(
            is_published=True, pk__in=open_assignments(user).values("course")
        )
    return Course.objects.none()


def open_assignments(learner: User) -> QuerySet[Any]:
    """What the learner's classes study by now; a date of their own goes before the class's.

    Each with `opening` and `due`, as they are for this learner; an excused one has no due date.
    """
    own = AssignmentException.objects.filter(assignment=OuterRef("pk"), learner=learner)
    return (
        Assignment.objects.filter(classroom__enrolments__learner=learner)
        .annotate(
            opening=Coalesce(Subquery(own.values("opens_at")[:1]), F("opens_at")),
            due=Coalesce(Subquery(own.values("due_at")[:1]), F("due_at")),
            is_excused=Exists(own.filter(is_excused=True)),
        )
        .filter(Q(opening=None) | Q(opening__lte=Now()))
    )


def due_at(learner: User, *, course: Course) -> datetime | None:
    """By when the learner should have done the course; None without a date, or where excused."""
    rows = open_assignments(learner).filter(course=course, is_excused=False).exclude(due=None)
    found: datetime | None = rows.order_by("due").values_list("due", flat=True).first()
    return found


def accessible_course(user: User, course_slug: str) -> Course:
    course = courses_for(user).filter(slug=course_slug).first()
    if course is None:
        raise Http404("There is no such course.")
    return course


def accessible_lesson(user: User, course_slug: str, lesson_slug: str) -> Lesson:
    lesson = (
        Lesson.objects.select_related("course")
        .filter(course__in=courses_for(user))
        .filter(course__slug=course_slug)
        .filter(slug=lesson_slug)
        .first()
    )
    if lesson is None:
        raise Http404("There is no such lesson.")
    return lesson


def accessible_session(user: User, public_id: UUID | str) -> Session:
    """A session of one's own; nobody acts in, or looks through, another person's session."""
    session = (
        Session.objects.select_related("lesson__course", "learner", "classroom")
        .filter(learner=user)
        .filter(public_id=public_id)
        .first()
    )
    if session is None:
        raise Http404("There is no such session.")
    return session


def segment_of(session: Session, pk: int) -> Segment:
    """A segment of the session's lesson."""
    edition = edition_of(session)
    segment = (
        edition.segment(pk)
        if edition
        else Segment.objects.filter(lesson_id=session.lesson_id).filter(pk=pk).first()
    )
    if segment is None:
        raise Http404("There is no such part of the lesson.")
    return segment


def item_of(session: Session, pk: int) -> Item:
    """An item of the session's lesson; retired ones too, for an answer given while offline."""
    edition = edition_of(session)
    if edition and (kept := edition.item(pk)):
        return kept
    item = (
        Item.everything.select_related("segment")
        .filter(segment__lesson_id=session.lesson_id)
        .filter(pk=pk)
        .first()
    )
    if item is None:
        raise Http404("There is no such exercise in this lesson.")
    return item


def scaffold_of(session: Session, item: Item, pk: int) -> Hint:
    """A hint of the item that asks a question of its own, and that this session was shown."""
    edition = edition_of(session)
    kept = edition.hint(pk) if edition else None
    if (
        kept is not None
        and kept.item_id == item.pk
        and kept.scaffold
        and session.hint_uses.filter(hint_id=pk).exists()
    ):
        return kept
    hint = (
        Hint.objects.filter(item=item)
        .filter(pk=pk)
        .filter(uses__session=session)
        .exclude(scaffold=None)
        .first()
    )
    if hint is None:
        raise Http404("There is no such question among the hints that were shown.")
    return hint

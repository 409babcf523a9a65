"""The only writers of a learner's record. Answers are in `services_answers`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tutor.accounts.models import Classroom, User
from tutor.content.models import Course, Hint, Item, Lesson, Segment
from tutor.learning import selectors
from tutor.learning.models import Assignment, HintUse, SegmentVisit, Session, SessionKind
from tutor.learning.services_answers import rebuild_skills, record_answer

__all__ = [
    "assign_course",
    "end_session",
    "finish_segment",
    "open_segment",
    "rebuild_skills",
    "record_answer",
    "show_hint",
    "start_review",
    "start_session",
    "touch_sessions",
    "use_policy",
]

# A signed 64-bit column holds it on both databases.
SEED_BITS = 62
# A review is one sitting: later answers are first tries again, and say something about memory.
A_SITTING = timedelta(hours=4)
# Questions of a review come as they were planned; nothing is adapted meanwhile.
REVIEW_POLICY = "fixed"


def assign_course(classroom: Classroom, *, course: Course, now: datetime) -> Assignment:
    """The class studies the course; assigning it twice changes nothing."""
    assignment, _is_new = Assignment.objects.get_or_create(
        classroom=classroom, course=course, defaults={"assigned_at": now}
    )
    return assignment


def start_session(
    learner: User, *, lesson: Lesson, now: datetime, policy: str = "adaptive"
) -> Session:
    """The learner's open session of the lesson, else a new one; two tabs get the same."""
    existing = selectors.open_session(learner, lesson=lesson)
    if existing is not None:
        return existing
    return _begin(learner, lesson=lesson, now=now, policy=policy, kind=SessionKind.LESSON)


def start_review(learner: User, *, lesson: Lesson, now: datetime) -> Session:
    """The session that holds answers to the lesson's questions when they are asked again.

    It leaves the learner's place in the lesson alone. One that is no longer this sitting's ends.
    """
    existing = selectors.open_review(learner, lesson=lesson)
    if existing is not None and now - existing.started_at < A_SITTING:
        return existing
    if existing is not None:
        end_session(existing, now=max(existing.last_seen_at, existing.started_at))
    return _begin(learner, lesson=lesson, now=now, policy=REVIEW_POLICY, kind=SessionKind.REVIEW)


def _begin(
    learner: User, *, lesson: Lesson, now: datetime, policy: str, kind: SessionKind
) -> Session:
    is_lesson = kind == SessionKind.LESSON
    try:
        with transaction.atomic():
            return Session.objects.create(
                learner=learner,
                lesson=lesson,
                classroom=selectors.classroom_for(learner, lesson=lesson),
                segment=lesson.segments.order_by("position").first() if is_lesson else None,
                lesson_version=lesson.version,
                started_at=now,
                last_seen_at=now,
                seed=secrets.randbits(SEED_BITS),
                policy=policy,
                kind=kind,
            )
    except IntegrityError:
        # The other tab was quicker: the constraint allows one open session a lesson and kind.
        return Session.objects.get(learner=learner, lesson=lesson, kind=kind, ended_at=None)


def open_segment(session: Session, *, segment: Segment, now: datetime) -> None:
    """The learner is at `segment`: the page they come back to."""
    session.segment = segment
    session.last_seen_at = now
    session.save(update_fields=["segment", "last_seen_at"])


def finish_segment(session: Session, *, segment: Segment, now: datetime) -> SegmentVisit:
    """The segment's dot is filled; finishing it twice keeps the first time."""
    visit, _is_new = SegmentVisit.objects.get_or_create(
        session=session, segment=segment, defaults={"finished_at": now}
    )
    session.last_seen_at = now
    session.save(update_fields=["last_seen_at"])
    return visit


def end_session(session: Session, *, now: datetime) -> None:
    """The lesson is done; opening it again starts a new session. Twice is once."""
    if session.ended_at is None:
        session.ended_at = session.last_seen_at = now
        session.save(update_fields=["ended_at", "last_seen_at"])


def show_hint(session: Session, *, item: Item, now: datetime) -> Hint | None:
    """The next hint of the item, recorded as shown; None when all were."""
    hint = selectors.next_hint(session, item=item)
    if hint is not None:
        HintUse.objects.get_or_create(session=session, hint=hint, defaults={"shown_at": now})
    return hint


def touch_sessions(session_pks: Iterable[int], *, now: datetime) -> None:
    """These learners were seen just now."""
    Session.objects.filter(pk__in=list(session_pks)).update(last_seen_at=now)


def use_policy(session_pks: Iterable[int], *, policy: str) -> None:
    """From now on `policy` decides in these sessions: an experiment's arm, or the usual one."""
    Session.objects.filter(pk__in=list(session_pks)).update(policy=policy)

"""What a study's page shows of its sessions: under the study's pseudonyms, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.http import Http404

from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.studies.models import Study
from tutor.studies.selectors import participants


def study_sessions(study: Study) -> QuerySet[Session]:
    """The sessions of everybody who takes part now, begun within the study's window.

    Every read of a study's records goes through here.
    """
    found = Session.objects.filter(learner__in=participants(study).values("pk"))
    if study.data_from is not None:
        found = found.filter(started_at__gte=study.data_from)
    if study.data_until is not None:
        found = found.filter(started_at__lt=study.data_until)
    return found.order_by("pk")


@dataclass(frozen=True, kw_only=True)
class StudyLine:
    """A session as the study's researchers may see it."""

    session: str
    learner: str
    course: str
    lesson: str
    started_at: datetime
    policy: str
    attempt_count: int


def study_lines(
    sessions: QuerySet[Session], *, names: Pseudonyms, study: Study, most: int
) -> list[StudyLine]:
    """The latest `most` of `sessions`, with dates shifted where the study shifts them."""
    latest = sessions.select_related("learner", "lesson__course").order_by("-started_at", "-pk")
    counted = latest.annotate(attempt_count=Count("attempts"))[:most]
    return [
        StudyLine(
            session=names.session(session.public_id),
            learner=names.learner(session.learner.public_id),
            course=session.lesson.course.title,
            lesson=session.lesson.title,
            started_at=session.started_at + shift_of(session, study=study, names=names),
            policy=session.policy,
            attempt_count=session.attempt_count,
        )
        for session in counted
    ]


def shift_of(session: Session, *, study: Study, names: Pseudonyms) -> timedelta:
    """By how much this session's moments are moved for this study."""
    if not study.is_time_shifted:
        return timedelta()
    return timedelta(milliseconds=names.shift_ms(session.learner.public_id))


def study_session(study: Study, pseudonym: str, *, names: Pseudonyms) -> Session:
    """The session of `study` called `pseudonym`; whatever is not in it is as good as none: 404."""
    for pk, public_id in study_sessions(study).values_list("pk", "public_id").iterator():
        if names.session(public_id) == pseudonym:
            return Session.objects.select_related("learner", "lesson__course").get(pk=pk)
    raise Http404("There is no such session in this study.")

"""Which sessions research may see: those of learners whose consent to it is in force now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import people_consenting
from tutor.research.pseudonyms import Pseudonyms


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What an export takes in. Simulated learners come along only where they are asked for."""

    session: UUID | None = None
    classroom: UUID | None = None
    with_simulated: bool = False

    @classmethod
    def of_session(cls, session: UUID) -> Self:
        return cls(session=session, with_simulated=True)

    @classmethod
    def of_classroom(cls, classroom: UUID) -> Self:
        return cls(classroom=classroom, with_simulated=True)

    def words(self, names: Pseudonyms) -> str:
        """The scope as a log or a README may say it: without a raw id."""
        if self.session:
            return f"session {names.session(self.session)}"
        if self.classroom:
            return f"classroom {names.classroom(self.classroom)}"
        return "all sessions" + (", simulated learners too" if self.with_simulated else "")


def sessions_in(scope: Scope) -> QuerySet[Session]:
    """The consenting sessions of `scope`. Every read of this app goes through here."""
    found = Session.objects.filter(learner__in=people_consenting(Purpose.RESEARCH).values("pk"))
    if scope.session:
        found = found.filter(public_id=scope.session)
    if scope.classroom:
        found = found.filter(classroom__public_id=scope.classroom)
    if not scope.with_simulated:
        found = found.filter(learner__is_simulated=False)
    return found.order_by("pk")


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """A session as a researcher may see it: pseudonyms, the lesson, how much there is."""

    session: str
    learner: str
    lesson: str
    started_at: datetime
    attempts: int
    estimates: int
    decisions: int
    is_simulated: bool


def session_lines(sessions: Sequence[Session], *, names: Pseudonyms) -> list[SessionLine]:
    """Lines for one page of sessions (with learner and lesson selected)."""
    pks = [session.pk for session in sessions]
    counts = {
        kind: dict(
            Session.objects.filter(pk__in=pks)
            .annotate(how_many=Count(kind))
            .values_list("pk", "how_many")
        )
        for kind in ("attempts", "estimates", "decisions")
    }
    return [
        SessionLine(
            session=names.session(session.public_id),
            learner=names.learner(session.learner.public_id),
            lesson=session.lesson.title,
            started_at=session.started_at,
            attempts=counts["attempts"][session.pk],
            estimates=counts["estimates"][session.pk],
            decisions=counts["decisions"][session.pk],
            is_simulated=session.learner.is_simulated,
        )
        for session in sessions
    ]


def session_called(pseudonym: str, *, names: Pseudonyms) -> UUID:
    """The public id behind a session's pseudonym, among consenting sessions; else 404."""
    every = sessions_in(Scope(with_simulated=True)).values_list("public_id", flat=True)
    for public_id in every.iterator():
        if names.session(public_id) == pseudonym:
            return public_id
    raise Http404("There is no such session.")

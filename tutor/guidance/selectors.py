"""Reads of what teachers did: for the tutor, which has to respect it, and for both pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from tutor.accounts.models import Classroom, User
from tutor.domain.policy.situation import INTERVENTIONS, Action
from tutor.guidance.models import ActionKind, Alert, Answer, Pacing, TeacherAction
from tutor.learning.models import Session

# What a teacher did in this lesson hour stands on the row; older things are in the drawer.
RECENT = timedelta(minutes=60)
_OFF: Mapping[str, frozenset[Action]] = {
    Pacing.SMALL_STEPS: frozenset(),
    Pacing.AS_WRITTEN: frozenset({Action.SHORTEN}),
    Pacing.UNINTERRUPTED: INTERVENTIONS - {Action.SHORTEN},
}


@dataclass(frozen=True, kw_only=True)
class Steering:
    """What teachers laid down for a learner right now; the tutor may do only what is left."""

    off: frozenset[Action] = frozenset()
    is_small_steps: bool = False
    is_as_written: bool = False
    is_quiet: bool = False


FREE = Steering()
_PAUSED = Steering(off=INTERVENTIONS, is_as_written=True, is_quiet=True)


def steering_of(learners: Mapping[int, int | None], *, now: datetime) -> dict[int, Steering]:
    """By learner, for the class of each one's session (None without one); one query.

    What was set for the learner counts before what was set for the class, a pause before a pace,
    and the last word before earlier ones.
    """
    rows = in_force(now=now).filter(kind__in=[ActionKind.PACING, ActionKind.PAUSE])
    classes = {pk for pk in learners.values() if pk is not None}
    rows = rows.filter(classroom__in=classes).filter(Q(learner=None) | Q(learner__in=learners))
    found = sorted(rows, key=lambda one: (one.learner_id is not None, one.made_at, one.pk))
    steering: dict[int, Steering] = {}
    for learner, classroom in learners.items():
        mine = [one for one in found if one.classroom_id == classroom]
        mine = [one for one in mine if one.learner_id in {None, learner}]
        if mine:
            steering[learner] = _steering(mine)
    return steering


def _steering(actions: list[TeacherAction]) -> Steering:
    """`actions` in force, the one that counts most last."""
    if any(one.kind == ActionKind.PAUSE for one in actions):
        return _PAUSED
    pacing = actions[-1].content["pacing"]
    return Steering(
        off=_OFF[pacing],
        is_small_steps=pacing == Pacing.SMALL_STEPS,
        is_as_written=pacing == Pacing.AS_WRITTEN,
        is_quiet=pacing == Pacing.UNINTERRUPTED,
    )


def in_force(*, now: datetime) -> QuerySet[TeacherAction]:
    """What was not taken back and has not ended."""
    return TeacherAction.objects.filter(undone_at=None).filter(Q(until=None) | Q(until__gt=now))


def last_actions(classroom: Classroom, *, now: datetime) -> dict[int | None, TeacherAction]:
    """The latest recent thing done, by learner; None holds what was done for the whole class."""
    rows = in_force(now=now).filter(classroom=classroom, made_at__gte=now - RECENT)
    return {one.learner_id: one for one in rows.order_by("made_at", "pk")}


def accessible_alert(classroom: Classroom, public_id: UUID) -> Alert:
    alert = Alert.objects.select_related("session__learner", "session__lesson").filter(
        classroom=classroom, public_id=public_id
    )
    found = alert.first()
    if found is None:
        raise Http404("There is no such alert in this class.")
    return found


def accessible_action(classroom: Classroom, public_id: UUID) -> TeacherAction:
    found = TeacherAction.objects.filter(classroom=classroom, public_id=public_id).first()
    if found is None:
        raise Http404("Nothing like this was done in this class.")
    return found


def recent_alerts(session: Session) -> QuerySet[Alert]:
    """The alerts of a session, newest first, cleared ones too: they can still be judged."""
    return Alert.objects.filter(session=session).order_by("-raised_at", "-pk")


def done_for(learner: User, *, classroom: Classroom, now: datetime) -> QuerySet[TeacherAction]:
    """What teachers did today for a learner of their class, newest first."""
    rows = TeacherAction.objects.filter(classroom=classroom, made_at__gte=now - timedelta(hours=12))
    return rows.filter(Q(learner=learner) | Q(learner=None)).select_related("teacher")


def for_learner(learner: User) -> QuerySet[TeacherAction]:
    """All that teachers did for a learner or for a class of theirs, newest first."""
    return (
        TeacherAction.objects.filter(
            Q(learner=learner) | Q(learner=None, classroom__enrolments__learner=learner)
        )
        .select_related("teacher", "classroom")
        .distinct()
        .order_by("-made_at", "-pk")
    )


def waiting_for(session: Session, *, now: datetime) -> QuerySet[TeacherAction]:
    """What a lesson's page has still to show: done in this session, and not answered yet."""
    rows = in_force(now=now).filter(session=session, learner=session.learner_id)
    return rows.filter(answer=Answer.NONE).order_by("made_at", "pk")


def of_own(learner: User, public_id: UUID) -> TeacherAction:
    """An action that was done for this learner; the 404 of a missing one for all others."""
    found = TeacherAction.objects.filter(learner=learner, public_id=public_id).first()
    if found is None:
        raise Http404("There is no such message.")
    return found

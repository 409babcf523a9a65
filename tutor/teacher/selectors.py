"""What the teacher's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from tutor.accounts.models import Accommodation, Classroom, User
from tutor.accounts.selectors import classrooms_for, roster_of
from tutor.adaptation.live import live_rows
from tutor.content.models import Course
from tutor.domain.protocol.messages import Live, LiveRow
from tutor.guidance.models import ActionKind, TeacherAction
from tutor.guidance.selectors import in_force
from tutor.guidance.words import text_for_learner
from tutor.learning.models import Assignment, AssignmentException
from tutor.teacher.forms import DatesForm, ExceptionForm

ONLINE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class ClassCard:
    """One class on the teacher's first page."""

    classroom: Classroom
    learner_count: int
    online_count: int
    courses: list[str]


def class_cards(teacher: User, *, now: datetime) -> list[ClassCard]:
    online = Q(sessions__last_seen_at__gte=now - ONLINE, sessions__ended_at=None)
    classrooms = (
        classrooms_for(teacher)
        .annotate(learner_count=Count("enrolments", distinct=True))
        .annotate(online_count=Count("sessions__learner", filter=online, distinct=True))
        .prefetch_related("assignments__course")
    )
    return [
        ClassCard(
            classroom=classroom,
            learner_count=classroom.learner_count,
            online_count=classroom.online_count,
            courses=[one.course.title for one in classroom.assignments.all()],
        )
        for classroom in classrooms
    ]


def open_courses(classroom: Classroom) -> QuerySet[Course]:
    """Published courses that this class does not study yet."""
    return Course.objects.filter(is_published=True).exclude(assignments__classroom=classroom)


@dataclass(frozen=True, kw_only=True)
class LivePage:
    """The rows as the server knows them, for the first paint and for the script."""

    rows: list[LiveRow]
    boot: dict[str, Any]


def live_page(classroom: Classroom, *, now: datetime, is_projector: bool = False) -> LivePage:
    """For a projector the page's source holds no names either."""
    rows = live_rows(classroom, now=now)
    sent_at_ms = int(now.timestamp() * 1000)
    shown = [_nameless(row, number) for number, row in enumerate(rows)] if is_projector else rows
    message = Live(is_whole=True, rows=shown, sent_at_ms=sent_at_ms)
    place = reverse("teach_class", kwargs={"classroom": classroom.public_id})
    boot = {
        "socket_path": f"/ws/teach/{classroom.public_id}/",
        "classroom": classroom.name,
        "place": place,
        "live": msgspec.to_builtins(message),
    }
    return LivePage(rows=rows, boot=boot)


def _nameless(row: LiveRow, number: int) -> LiveRow:
    return LiveRow(
        learner=str(number),
        name="",
        lesson="",
        segment="",
        progress_p=0.0,
        state=row.state,
        state_words=row.state_words,
        observed=[],
        tutor_did="",
        teacher_did="",
        alerts=[],
        need=0,
        need_rule="",
        need_since_ms=None,
        focus_low=None,
        focus_high=None,
        focus_words="",
        last_seen_ms=0,
    )


def steered_class(classroom: Classroom, *, now: datetime) -> list[tuple[TeacherAction, str]]:
    """What holds for the whole class right now, with its words."""
    kinds = [ActionKind.PACING, ActionKind.PAUSE]
    rows = in_force(now=now).filter(classroom=classroom, learner=None, kind__in=kinds)
    return [(action, text_for_learner(action)) for action in rows]


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    learner: User
    groups: list[str]
    needs: list[str]


def roster_lines(classroom: Classroom) -> list[RosterLine]:
    """The learners with their groups and what they need; three queries for all of them."""
    learners = roster_of(classroom).prefetch_related("class_groups")
    needs = {row.learner_id: row for row in Accommodation.objects.filter(learner__in=learners)}
    return [
        RosterLine(
            learner=learner,
            groups=[
                group.name
                for group in learner.class_groups.all()
                if group.classroom_id == classroom.pk
            ],
            needs=_needs(needs.get(learner.pk)),
        )
        for learner in learners
    ]


def _needs(row: Accommodation | None) -> list[str]:
    if row is None:
        return []
    words = [f"time × {row.extra_time_p:g}"] if row.extra_time_p != 1.0 else []
    words += ["nothing sensed"] if row.is_sensing_off else []
    return words + ([row.note] if row.note else [])


@dataclass(frozen=True, kw_only=True)
class AssignmentLine:
    assignment: Assignment
    exceptions: list[AssignmentException]
    dates: DatesForm
    exception: ExceptionForm


def assignment_lines(classroom: Classroom) -> list[AssignmentLine]:
    rows = classroom.assignments.select_related("course").prefetch_related("exceptions__learner")
    return [
        AssignmentLine(
            assignment=row,
            exceptions=list(row.exceptions.all()),
            dates=DatesForm(
                initial={"opens_on": _day(row.opens_at), "due_on": _day(row.due_at)},
                auto_id=f"dates-{row.pk}-%s",
            ),
            exception=ExceptionForm(classroom=classroom, auto_id=f"exception-{row.pk}-%s"),
        )
        for row in rows.order_by("assigned_at", "pk")
    ]


def _day(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None

"""The live class and what a teacher does in it. Each act works as a form, without script too."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Classroom, Role, User
from tutor.accounts.selectors import accessible_classroom, classrooms_for
from tutor.adaptation.alerting import tell_class
from tutor.guidance.alerts import mark_alert, rule_lines
from tutor.guidance.models import Mark, Pacing
from tutor.guidance.selectors import accessible_action, accessible_alert
from tutor.guidance.services import Refused, undo
from tutor.privacy.models import AccessKind
from tutor.privacy.services import note_access
from tutor.teacher.acts import act
from tutor.teacher.drawer import SPANS_MIN, accessible_learner, learner_view
from tutor.teacher.selectors import live_page, steered_class

# What a script asks for: the drawer alone, to put into the page that is open.
PART = "X-Attune-Part"
_MARKED = {
    Mark.HELPED: "Marked: you helped.",
    Mark.DISMISSED: "Marked: dismissed.",
    Mark.WRONG: "Marked: the alert was wrong.",
    Mark.NONE: "The mark is taken back.",
}


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def live_class(request: HttpRequest, classroom: UUID) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    now = timezone.now()
    is_projector = "projector" in request.GET
    context = {
        "classroom": found,
        "page": live_page(found, now=now, is_projector=is_projector),
        "rules": _rules(request),
        "steered": steered_class(found, now=now),
        "paces": Pacing.choices,
        "spans_min": SPANS_MIN,
        "is_projector": is_projector,
    }
    return render(request, "teacher/live_class.html", context)


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def rules(request: HttpRequest, classroom: UUID) -> HttpResponseBase:
    """The rules with their measured precision, as it is now."""
    accessible_classroom(person_of(request), classroom)
    return render(request, "teacher/_rules.html", {"rules": _rules(request)})


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def learner(request: HttpRequest, classroom: UUID, learner: UUID) -> HttpResponseBase:
    """One learner's details: a drawer in the live class, a page of its own without script.

    That it was opened is noted, and the learner reads it in "My data".
    """
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    person = accessible_learner(found, learner)
    note_access(
        AccessKind.DRAWER,
        actor=teacher,
        subjects=[person.pk],
        about=found.name,
        now=timezone.now(),
    )
    return _drawer(request, found, person)


@require_POST
@for_roles(Role.TEACHER)
def act_for_learner(
    request: HttpRequest, classroom: UUID, learner: UUID, kind: str
) -> HttpResponseBase:
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    person = accessible_learner(found, learner)
    now = timezone.now()
    try:
        said = act(
            kind,
            classroom=found,
            learner=person,
            form=request.POST.dict(),
            teacher=teacher,
            now=now,
        )
    except Refused as error:
        return _drawer(request, found, person, problem=str(error), kind=kind)
    tell_class(found, learners=[person.pk], now=now)
    return _done(request, found, person, said)


@require_POST
@for_roles(Role.TEACHER)
def act_for_class(request: HttpRequest, classroom: UUID, kind: str) -> HttpResponseBase:
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    try:
        said = act(
            kind,
            classroom=found,
            learner=None,
            form=request.POST.dict(),
            teacher=teacher,
            now=timezone.now(),
        )
        messages.success(request, said)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("teach_class", classroom=found.public_id)


@require_POST
@for_roles(Role.TEACHER)
def mark(request: HttpRequest, classroom: UUID, public_id: UUID) -> HttpResponseBase:
    """What the teacher made of an alert: helped, dismissed, wrong, or taken back."""
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    alert = accessible_alert(found, public_id)
    person = alert.session.learner
    said = request.POST.get("mark", "")
    if said not in Mark.values or "mark" not in request.POST:
        problem = f"{said!r} is no mark: say helped, dismissed or wrong."
        return _drawer(request, found, person, problem=problem, kind="mark")
    now = timezone.now()
    mark_alert(alert, mark=Mark(said), teacher=teacher, now=now)
    tell_class(found, learners=[person.pk], now=now)
    return _done(request, found, person, _MARKED[Mark(said)])


@require_POST
@for_roles(Role.TEACHER)
def undo_action(request: HttpRequest, classroom: UUID, public_id: UUID) -> HttpResponseBase:
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    action = accessible_action(found, public_id)
    now = timezone.now()
    undo(action, by=teacher, now=now)
    if action.learner is None:
        messages.success(request, "Taken back for the class.")
        return redirect("teach_class", classroom=found.public_id)
    tell_class(found, learners=[action.learner.pk], now=now)
    return _done(request, found, action.learner, "Taken back.")


def _rules(request: HttpRequest) -> object:
    return rule_lines(list(classrooms_for(person_of(request))))


def _drawer(
    request: HttpRequest,
    classroom: Classroom,
    learner: User,
    *,
    said: str = "",
    problem: str = "",
    kind: str = "",
) -> HttpResponseBase:
    view = learner_view(classroom, learner, now=timezone.now())
    context = {
        "view": view,
        "classroom": classroom,
        "said": said,
        "problem": problem,
        "kind": kind,
    }
    is_part = PART in request.headers
    template = "teacher/_drawer.html" if is_part else "teacher/learner.html"
    return render(request, template, context, status=400 if problem else 200)


def _done(request: HttpRequest, classroom: Classroom, learner: User, said: str) -> HttpResponseBase:
    if PART in request.headers:
        return _drawer(request, classroom, learner, said=said)
    messages.success(request, said)
    place = {"classroom": classroom.public_id, "learner": learner.public_id}
    return redirect(reverse("teach_learner", kwargs=place))

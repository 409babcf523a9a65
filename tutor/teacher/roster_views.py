"""Who is in a class: files read before they are saved, groups, needs, dates, and progress."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Accommodation, Classroom, Role, User
from tutor.accounts.selectors import accessible_classroom
from tutor.accounts.services import leave_class, set_accommodation, set_groups, set_reading
from tutor.content.models import Course
from tutor.learning.models import Assignment
from tutor.teacher import rosters
from tutor.teacher.drawer import accessible_learner
from tutor.teacher.figures import Table
from tutor.teacher.forms import (
    READING_VALUES,
    DatesForm,
    ExceptionForm,
    NeedsForm,
    RosterFileForm,
)
from tutor.teacher.progress import progress_table
from tutor.teacher.services import set_dates, set_exception
from tutor.teacher.spreadsheet import csv_text


@require_POST
@never_cache
@for_roles(Role.TEACHER)
def import_roster(request: HttpRequest, classroom: UUID) -> HttpResponseBase:
    """First a report of what a file says; saved only when it is sent again, whole or not at all."""
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    if rows := request.POST.get("rows"):
        plan = rosters.plan_of(rosters.carried(rows), classroom=found, teacher=teacher)
        if not plan.errors:
            made = rosters.save(plan, classroom=found, now=timezone.now())
            context = {"classroom": found, "made": made, "plan": plan}
            return render(request, "teacher/roster_saved.html", context)
        return _report(request, found, plan)
    form = RosterFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Choose a file first.")
        return redirect("teach_roster", classroom=found.public_id)
    file = form.cleaned_data["file"]
    read = rosters.read_file(file.read(), name=file.name or "", classroom=found)
    return _report(request, found, rosters.plan_of(read, classroom=found, teacher=teacher))


def _report(request: HttpRequest, classroom: Classroom, plan: rosters.Plan) -> HttpResponseBase:
    context = {"classroom": classroom, "plan": plan}
    status = 400 if plan.errors else 200
    return render(request, "teacher/roster_report.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(Role.TEACHER)
def needs(request: HttpRequest, classroom: UUID, learner: UUID) -> HttpResponseBase:
    """Groups, accommodations and reading of one learner; or out of the class."""
    teacher = person_of(request)
    found = accessible_classroom(teacher, classroom)
    person = accessible_learner(found, learner)
    if "leave" in request.POST:
        leave_class(person, classroom=found)
        messages.success(request, f"{person.display_name} is no longer in {found.name}.")
        return redirect("teach_roster", classroom=found.public_id)
    form = NeedsForm(request.POST or None, initial=_needs_of(person, found))
    if request.method == "POST" and form.is_valid():
        _save_needs(form, person, classroom=found, teacher=teacher)
        messages.success(request, "Saved. It holds from now on.")
        return redirect("teach_roster", classroom=found.public_id)
    context = {"classroom": found, "learner": person, "form": form}
    return render(request, "teacher/needs.html", context)


def _needs_of(person: User, classroom: Classroom) -> dict[str, object]:
    row = Accommodation.objects.filter(learner=person).first()
    names = person.class_groups.filter(classroom=classroom).values_list("name", flat=True)
    return {
        "groups": ", ".join(names),
        "extra_time": str(row.extra_time_p if row else 1.0),
        "is_sensing_off": bool(row and row.is_sensing_off),
        "note": row.note if row else "",
    }


def _save_needs(form: NeedsForm, person: User, *, classroom: Classroom, teacher: User) -> None:
    wanted = form.cleaned_data
    set_groups(person, classroom=classroom, names=wanted["groups"].split(","))
    set_accommodation(
        person,
        extra_time_p=float(wanted["extra_time"]),
        is_sensing_off=wanted["is_sensing_off"],
        note=wanted["note"],
        teacher=teacher,
        now=timezone.now(),
    )
    if values := READING_VALUES.get(wanted["reading"]):
        set_reading(person, values={**person.reading, **values})


@require_POST
@for_roles(Role.TEACHER)
def dates(request: HttpRequest, classroom: UUID, pk: int) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    assignment = _assignment(found, pk)
    form = DatesForm(request.POST)
    if form.is_valid():
        set_dates(assignment, opens_at=form.opens_at, due_at=form.due_at)
        messages.success(request, "The dates are saved.")
    else:
        messages.error(request, "Write dates as day, month and year.")
    return redirect("teach_roster", classroom=found.public_id)


@require_POST
@for_roles(Role.TEACHER)
def exception(request: HttpRequest, classroom: UUID, pk: int) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    assignment = _assignment(found, pk)
    form = ExceptionForm(request.POST, classroom=found)
    if form.is_valid():
        set_exception(
            assignment,
            learner=form.cleaned_data["learner"],
            opens_at=form.opens_at,
            due_at=form.due_at,
            is_excused=form.cleaned_data["is_excused"],
        )
        messages.success(request, "The exception is saved.")
    else:
        messages.error(request, "Choose a learner of the class, and dates or an excuse.")
    return redirect("teach_roster", classroom=found.public_id)


def _assignment(classroom: Classroom, pk: int) -> Assignment:
    found = classroom.assignments.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such assignment in this class.")
    return found


@require_GET
@for_roles(Role.TEACHER)
def progress(request: HttpRequest, classroom: UUID, course_slug: str) -> HttpResponseBase:
    """Progress by skill; prints as it stands, and is saved as it stands."""
    found = accessible_classroom(person_of(request), classroom)
    course = _course(found, course_slug)
    context = {
        "classroom": found,
        "course": course,
        "table": _table(request, found, course),
        "groups": found.groups.all(),
        "group": request.GET.get("group", ""),
        "at": timezone.now(),
    }
    return render(request, "teacher/progress.html", context)


@require_GET
@for_roles(Role.TEACHER)
def progress_csv(request: HttpRequest, classroom: UUID, course_slug: str) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    course = _course(found, course_slug)
    table = _table(request, found, course)
    text = csv_text(table.columns, table.rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{course.slug}-progress.csv"'
    return response


def _table(request: HttpRequest, classroom: Classroom, course: Course) -> Table:
    return progress_table(classroom, course, group=request.GET.get("group", ""))


def _course(classroom: Classroom, slug: str) -> Course:
    found = Course.objects.filter(assignments__classroom=classroom, slug=slug).first()
    if found is None:
        raise Http404("This class does not study such a course.")
    return found

"""The teacher's door: classes, their rosters, what they study. `live_views` has the live class."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.accounts.selectors import accessible_classroom
from tutor.accounts.services import create_classroom
from tutor.teacher.forms import AssignCourseForm, ClassroomForm, RosterFileForm
from tutor.teacher.selectors import (
    assignment_lines,
    class_cards,
    open_courses,
    roster_lines,
)
from tutor.teacher.services import assign_course


@require_http_methods(["GET", "POST"])
@for_roles(Role.TEACHER)
def classes(request: HttpRequest) -> HttpResponseBase:
    """A card per class; posting makes a new one."""
    teacher = person_of(request)
    form = ClassroomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = create_classroom(form.cleaned_data["name"], teacher=teacher, now=timezone.now())
        messages.success(request, f"{made.name} is ready. Its join code is {made.join_code}.")
        return redirect("teach_roster", classroom=made.public_id)
    cards = class_cards(teacher, now=timezone.now())
    return render(request, "teacher/classes.html", {"cards": cards, "form": form})


@require_GET
@for_roles(Role.TEACHER)
def roster(request: HttpRequest, classroom: UUID) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    context = {
        "classroom": found,
        "learners": roster_lines(found),
        "assignments": assignment_lines(found),
        "file_form": RosterFileForm(),
        "form": AssignCourseForm() if open_courses(found).exists() else None,
    }
    return render(request, "teacher/roster.html", context)


@require_POST
@for_roles(Role.TEACHER)
def assign(request: HttpRequest, classroom: UUID) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    form = AssignCourseForm(request.POST)
    if form.is_valid():
        course = form.cleaned_data["course"]
        assign_course(found, course=course, now=timezone.now())
        messages.success(request, f"{found.name} now studies {course.title}.")
    else:
        messages.error(request, "There is no such course: choose one from the list.")
    return redirect("teach_roster", classroom=found.public_id)

"""The lessons of a class, what each one's answers say, and the same as files."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Classroom, Role
from tutor.accounts.selectors import accessible_classroom, classrooms_for
from tutor.content.models import Course, Lesson
from tutor.teacher import figures
from tutor.teacher.analysis import LessonAnalysis, analysis_of
from tutor.teacher.spreadsheet import csv_text

# What one sitting can mend; the others wait below.
MOST_AT_ONCE = 6


@require_GET
@for_roles(Role.TEACHER)
def lessons(request: HttpRequest, classroom: UUID) -> HttpResponseBase:
    found = accessible_classroom(person_of(request), classroom)
    courses = Course.objects.filter(assignments__classroom=found).prefetch_related("lessons")
    return render(request, "teacher/lessons.html", {"classroom": found, "courses": courses})


@require_GET
@for_roles(Role.TEACHER)
def lesson(request: HttpRequest, classroom: UUID, pk: int) -> HttpResponseBase:
    """Where reading slows and hints are used, how exercises do, and what to improve first."""
    found = accessible_classroom(person_of(request), classroom)
    analysis = _analysis(request, found, pk)
    parts, items = figures.parts_table(analysis), figures.items_table(analysis)
    context = {
        "classroom": found,
        "analysis": analysis,
        "first": analysis.improve[:MOST_AT_ONCE],
        "rest": analysis.improve[MOST_AT_ONCE:],
        "parts": parts,
        "items": items,
        "more": [figures.wrong_answers_table(analysis), figures.hints_table(analysis)],
        "is_all": "all" in request.GET,
        "charts": {
            "parts": figures.parts_chart(parts),
            "items": figures.items_chart(items),
            "times": figures.times_chart(items),
        },
    }
    return render(request, "teacher/lesson_analysis.html", context)


@require_GET
@for_roles(Role.TEACHER)
def lesson_csv(request: HttpRequest, classroom: UUID, pk: int, table: str) -> HttpResponseBase:
    """One table of the page, to the digit."""
    found = accessible_classroom(person_of(request), classroom)
    analysis = _analysis(request, found, pk)
    by_name = {one.name: one for one in figures.tables(analysis)}
    if table not in by_name:
        raise Http404(f"There is no table {table!r}: it is one of {', '.join(by_name)}.")
    chosen = by_name[table]
    response = HttpResponse(
        csv_text(chosen.columns, chosen.rows), content_type="text/csv; charset=utf-8"
    )
    name = f"{analysis.lesson.slug}-{table}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _analysis(request: HttpRequest, classroom: Classroom, pk: int) -> LessonAnalysis:
    """Of this class, or with `?all` of all classes of this teacher: more people say more."""
    lesson = (
        Lesson.objects.select_related("course")
        .filter(course__assignments__classroom=classroom)
        .filter(pk=pk)
        .first()
    )
    if lesson is None:
        raise Http404("There is no such lesson in this class.")
    classrooms = list(classrooms_for(person_of(request))) if "all" in request.GET else [classroom]
    return analysis_of(lesson, classrooms=classrooms)

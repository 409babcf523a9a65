"""The pages to which today's plan leads beside the lessons: review, practice, help with a skill."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.student.review import help_page, practice_page, review_page


@require_GET
@never_cache
@for_roles(Role.LEARNER)
def review(request: HttpRequest) -> HttpResponseBase:
    """What is about to fade, asked again."""
    page = review_page(person_of(request), now=timezone.now())
    return render(request, "student/review.html", page)


@require_GET
@never_cache
@for_roles(Role.LEARNER)
def practice(request: HttpRequest) -> HttpResponseBase:
    """What is not steady yet, in turns."""
    page = practice_page(person_of(request), now=timezone.now())
    return render(request, "student/review.html", page)


@require_GET
@for_roles(Role.LEARNER)
def skill_help(request: HttpRequest, skill: int) -> HttpResponseBase:
    page = help_page(person_of(request), skill_pk=skill)
    return render(request, "student/skill_help.html", page)

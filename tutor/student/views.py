"""The learner's pages: today, a course, a lesson, past answers, and what the tutor noticed."""

from __future__ import annotations

import mimetypes
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.adapter import home_url
from tutor.accounts.forms import JoinClassForm
from tutor.accounts.models import User
from tutor.accounts.selectors import classrooms_of_learner
from tutor.accounts.services import set_profile
from tutor.adaptation import services as adaptation
from tutor.adaptation.selectors import accessible_decision
from tutor.content import selectors as content
from tutor.learning import selectors as learning
from tutor.learning import services
from tutor.learning.access import due_at
from tutor.student import presenters, selectors
from tutor.student.api_tools import api
from tutor.student.boot import boot_data
from tutor.student.ledger import answer_from, ledger_page
from tutor.student.plan import today_of

THEMES = {"auto", "light", "dark"}
# A course's pictures change only with a new version of the course.
FIGURE_MAX_AGE_S = 24 * 3600


@require_GET
@for_roles()
def home(request: HttpRequest) -> HttpResponseBase:
    """Today, for learners; everybody else starts at their own page."""
    person = person_of(request)
    if not person.is_learner:
        return redirect(home_url(person))
    context = {
        "today": today_of(person, now=timezone.now()),
        "classrooms": classrooms_of_learner(person),
        "form": JoinClassForm(),
    }
    return render(request, "student/home.html", context)


@require_GET
@for_roles()
def course(request: HttpRequest, course_slug: str) -> HttpResponseBase:
    person = person_of(request)
    found = learning.accessible_course(person, course_slug)
    [lines] = selectors.course_lines(person, courses=[found])
    context = {"course": found, "lines": lines, "due_at": due_at(person, course=found)}
    return render(request, "student/course.html", context)


@require_GET
@never_cache
@for_roles()
def lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """The player, where the learner left off. Opening a lesson starts its session."""
    person = person_of(request)
    found = learning.accessible_lesson(person, course_slug, lesson_slug)
    session = services.start_session(person, lesson=found, now=timezone.now())
    if session.segment is None:
        return render(request, "student/lesson_empty.html", {"lesson": found})
    context = {
        "lesson": found,
        "session": session,
        "outline": learning.outline_of(session),
        "view": presenters.segment_view(session, segment=session.segment),
        "boot": boot_data(session, person=person),
        "next_lesson": selectors.lesson_after(found),
    }
    return render(request, "student/lesson.html", context)


@never_cache
@api("GET")
def segment(
    request: HttpRequest, person: User, course_slug: str, lesson_slug: str, pk: int
) -> HttpResponseBase:
    """One segment's HTML; the player fetches all of them, so that it can go on offline."""
    found = learning.accessible_lesson(person, course_slug, lesson_slug)
    session = services.start_session(person, lesson=found, now=timezone.now())
    view = presenters.segment_view(session, segment=learning.segment_of(session, pk))
    return render(request, "student/_segment.html", {"view": view, "session": session})


@require_GET
@for_roles()
def answers(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """Every answer given in the lesson, with what was said about it."""
    person = person_of(request)
    found = learning.accessible_lesson(person, course_slug, lesson_slug)
    context = {"lesson": found, "groups": presenters.answer_groups(person, lesson=found)}
    return render(request, "student/answers.html", context)


@require_GET
@for_roles()
def figure(request: HttpRequest, course_slug: str, name: str) -> HttpResponseBase:
    """A picture of a course, for whoever may see the course; it can do nothing but be seen."""
    found = learning.accessible_course(person_of(request), course_slug)
    picture = content.figure(found, name)
    kind = mimetypes.guess_type(picture.name)[0] or "application/octet-stream"
    with picture.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=kind)
    response["Cache-Control"] = f"private, max-age={FIGURE_MAX_AGE_S}"
    response["X-Content-Type-Options"] = "nosniff"
    # Drawings may be SVG, which is a document: opened by itself it must not run anything.
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    return response


@require_GET
@for_roles()
def noticed(request: HttpRequest) -> HttpResponseBase:
    """The ledger: every change the tutor made for this learner, why, and what became of it."""
    return render(request, "student/noticed.html", ledger_page(person_of(request)))


@require_POST
@for_roles()
def resolve_noticed(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Keep, undo, not now, or turn this kind off, from the ledger."""
    decision = accessible_decision(person_of(request), public_id)
    try:
        resolution = answer_from(request.POST.get("resolution", ""))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("noticed")
    adaptation.resolve(decision, resolution=resolution, now=timezone.now())
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("noticed")


@require_POST
@for_roles()
def turn_on(request: HttpRequest, action: str) -> HttpResponseBase:
    """A kind of change that was turned off may come again."""
    adaptation.turn_on(person_of(request), action=action)
    messages.success(request, _("Saved. It may come again."))
    return redirect("noticed")


@require_POST
@for_roles()
def appearance(request: HttpRequest) -> HttpResponseBase:
    """Light, dark, or as the device; the page's own script does not wait for the redirect."""
    person = person_of(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        set_profile(person, name=person.name, theme=theme)
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if is_ours else "home")

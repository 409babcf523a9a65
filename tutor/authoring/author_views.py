"""/teach/author/: one's courses, a course's lessons, the editor, versions, publishing."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.authoring import services
from tutor.authoring.access import course_to_write, courses_to_write
from tutor.authoring.author_api import desk_json
from tutor.authoring.changes import differences, summary_of
from tutor.authoring.checking import check_lesson
from tutor.authoring.forms import AuthorForm, CourseForm, DescriptionForm, LessonForm, SkillForm
from tutor.authoring.selectors import desk_of, lesson_lines, versions_of
from tutor.authoring.starters import UNNAMED, starters
from tutor.content import services_lessons
from tutor.content.models import Course, Lesson, LessonVersion, SegmentKind
from tutor.content.services import add_author


@require_http_methods(["GET", "POST"])
@for_roles(Role.TEACHER)
def courses(request: HttpRequest) -> HttpResponseBase:
    """The courses that one may change, and a new one."""
    person = person_of(request)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        course = services_lessons.create_course(**form.cleaned_data, by=person, now=timezone.now())
        messages.success(request, "Your course is made. Say which skills it practises first.")
        return redirect("author_course", course_slug=course.slug)
    found = courses_to_write(person).order_by("title")
    lines = [{"course": one, "lessons": lesson_lines(one)} for one in found]
    return render(request, "authoring/courses.html", {"lines": lines, "form": form})


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def course(request: HttpRequest, course_slug: str) -> HttpResponseBase:
    """A course's lessons, skills and description."""
    found = course_to_write(person_of(request), course_slug)
    return render(request, "authoring/course.html", _course_page(found))


def _course_page(found: Course, **forms: Any) -> dict[str, Any]:
    described = {
        name: getattr(found, name) for name in ("title", "description", "licence", "attribution")
    }
    return {
        "course": found,
        "lines": lesson_lines(found),
        "skills": found.skills.order_by("title"),
        "lesson_form": LessonForm(prefix="lesson"),
        "skill_form": SkillForm(prefix="skill"),
        "description_form": DescriptionForm(initial=described, prefix="course"),
        "author_form": AuthorForm(prefix="author"),
        "authors": found.authors.order_by("username"),
    } | forms


@require_POST
@for_roles(Role.TEACHER)
def course_step(request: HttpRequest, course_slug: str, step: str) -> HttpResponseBase:
    """Begin a lesson, add a skill, say something else of the course, or move a lesson."""
    person = person_of(request)
    found = course_to_write(person, course_slug)
    if step == "move":
        return _move(request, found)
    if step not in _FORMS:
        raise Http404("There is no such step.")
    name, shape = _FORMS[step]
    form = shape(request.POST, prefix=step)
    if not form.is_valid():
        page = _course_page(found, **{name: form})
        return render(request, "authoring/course.html", page, status=400)
    if step == "lesson":
        begun = services.begin_lesson(
            found, title=form.cleaned_data["title"], by=person, now=timezone.now()
        )
        return redirect("author_lesson", course_slug=course_slug, lesson_slug=begun.lesson_slug)
    if isinstance(form, AuthorForm):
        add_author(found, form.teacher)
        messages.success(request, f"{form.teacher.display_name} may write on this course now.")
    elif step == "skill":
        skill = services_lessons.add_skill(found, title=form.cleaned_data["title"])
        messages.success(request, f"“{skill.title}” can be practised now, as {skill.slug}.")
    else:
        services_lessons.describe_course(found, **form.cleaned_data)
        messages.success(request, "Saved.")
    return redirect("author_course", course_slug=course_slug)


_FORMS: dict[str, tuple[str, type[LessonForm | SkillForm | DescriptionForm | AuthorForm]]] = {
    "author": ("author_form", AuthorForm),
    "lesson": ("lesson_form", LessonForm),
    "skill": ("skill_form", SkillForm),
    "course": ("description_form", DescriptionForm),
}


def _move(request: HttpRequest, found: Course) -> HttpResponseBase:
    """One place up or down, by buttons: no pointer is needed."""
    slugs = list(found.lessons.order_by("position").values_list("slug", flat=True))
    slug = request.POST.get("lesson", "")
    by = -1 if request.POST.get("direction") == "up" else 1
    if slug in slugs:
        at = slugs.index(slug)
        to = min(max(at + by, 0), len(slugs) - 1)
        slugs.insert(to, slugs.pop(at))
        services_lessons.order_lessons(found, slugs)
        messages.success(request, f"Moved to place {to + 1} of {len(slugs)}.")
    return redirect("author_course", course_slug=found.slug)


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """The editor."""
    found = course_to_write(person_of(request), course_slug)
    desk = desk_of(found, lesson_slug)
    boot = desk_json(desk) | {
        "skills": [
            {"slug": one.slug, "title": one.title} for one in found.skills.order_by("title")
        ],
        "kinds": [{"name": one.value, "label": str(one.label)} for one in SegmentKind],
        "starters": starters(),
        "unnamed": UNNAMED,
        "person": str(person_of(request).public_id),
    }
    page = {"course": found, "desk": desk, "boot": boot}
    return render(request, "authoring/lesson.html", page)


@require_GET
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": ["blob:"],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        # An origin of its own: nothing in it can reach the page around it, the site or a cookie.
        "sandbox": ["allow-scripts", "allow-forms"],
    }
)
@for_roles(Role.TEACHER)
def preview_frame(request: HttpRequest) -> HttpResponseBase:
    """The empty page that the editor's preview draws in."""
    return render(request, "authoring/preview_frame.html")


@require_http_methods(["GET", "POST"])
@never_cache
@for_roles(Role.TEACHER)
def publish(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """What changes for learners; then the change."""
    person = person_of(request)
    found = course_to_write(person, course_slug)
    desk = desk_of(found, lesson_slug)
    if request.method == "POST":
        note = request.POST.get("note", "").strip()[:200]
        revision = request.POST.get("revision", "")
        try:
            published = services.publish_manuscript(
                found, lesson_slug, revision=int(revision) if revision.isdecimal() else -1,
                by=person, now=timezone.now(), note=note,
            )  # fmt: skip
        except (services.ConflictError, services.NotReadyError) as error:
            messages.error(request, f"{error} Look at it once more.")
            return redirect("author_publish", course_slug=course_slug, lesson_slug=lesson_slug)
        messages.success(request, f"Published as version {published.version}.")
        return redirect("author_versions", course_slug=course_slug, lesson_slug=lesson_slug)
    checked = check_lesson(found, lesson_slug, desk.files)
    row = Lesson.objects.filter(course=found, slug=lesson_slug).first()
    page = {
        "course": found,
        "desk": desk,
        "errors": [one for one in checked.findings if one.weight == "error"],
        "summary": None if checked.has_errors else summary_of(checked, row),
    }
    return render(request, "authoring/publish.html", page)


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def versions(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """What the lesson said when, and the difference of any two."""
    found = course_to_write(person_of(request), course_slug)
    desk = desk_of(found, lesson_slug)
    listed = list(versions_of(found, lesson_slug))
    old, new = _compared(request, listed, is_draft=desk.is_draft)
    texts = {str(one.number): one.files for one in listed} | {"draft": desk.files}
    page = {
        "course": found,
        "desk": desk,
        "versions": listed,
        "old": old,
        "new": new,
        "choices": [*(["draft"] if desk.is_draft else []), *(str(one.number) for one in listed)],
        "differences": differences(texts.get(old, {}), texts.get(new, {})),
    }
    return render(request, "authoring/versions.html", page)


def _compared(
    request: HttpRequest, listed: list[LessonVersion], *, is_draft: bool
) -> tuple[str, str]:
    """The two texts that were asked for; else what is newest with what was before it."""
    numbers = [str(one.number) for one in listed]
    known = ["draft", *numbers] if is_draft else numbers
    new = request.GET.get("to", "")
    new = new if new in known else next(iter(known), "draft")
    old = request.GET.get("from", "")
    if old not in known:
        rest = known[known.index(new) + 1 :] if new in known else []
        old = next(iter(rest), "")
    return old, new


@require_POST
@for_roles(Role.TEACHER)
def lesson_step(
    request: HttpRequest, course_slug: str, lesson_slug: str, step: str
) -> HttpResponseBase:
    """Take an earlier version's texts as the draft, or forget the draft."""
    person = person_of(request)
    found = course_to_write(person, course_slug)
    if step == "discard":
        services.discard_manuscript(found, lesson_slug)
        messages.success(request, "The draft is gone. What was published stays.")
        return redirect("author_course", course_slug=course_slug)
    desk = desk_of(found, lesson_slug)
    number = request.POST.get("number", "")
    if step != "restore" or not number.isdecimal():
        raise Http404("There is no such step.")
    try:
        services.restore_version(
            found, lesson_slug, number=int(number), revision=desk.revision, by=person,
            now=timezone.now(),
        )  # fmt: skip
    except LessonVersion.DoesNotExist as error:
        raise Http404("There is no such version.") from error
    except services.ConflictError as error:
        messages.error(request, f"{error} Look at it once more.")
        return redirect("author_versions", course_slug=course_slug, lesson_slug=lesson_slug)
    messages.success(request, f"The draft says what version {number} said. Publish it to undo.")
    return redirect("author_lesson", course_slug=course_slug, lesson_slug=lesson_slug)

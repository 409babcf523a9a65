"""What the editor asks for: save, check and show, grade an answer, the next hint, keep a picture.

Nothing here is a learner's record: answers in the preview are graded by the learners' grader and
forgotten.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from tutor.accounts.models import User
from tutor.authoring import services
from tutor.authoring.access import course_to_write
from tutor.authoring.checking import (
    CheckedLesson,
    FilesError,
    check_lesson,
    checked_files,
    part_slug,
)
from tutor.authoring.selectors import Desk, desk_of
from tutor.content import selectors as content
from tutor.content.importers.base import FigureDraft, Finding
from tutor.content.importers.folder_figures import MAX_BYTES, figure_fault
from tutor.content.models import Course, Item
from tutor.content.services_lessons import keep_figure
from tutor.content.sources import figure_path
from tutor.learning import grading
from tutor.student import presenters
from tutor.student.api_tools import ApiError, api, read_body
from tutor.student.shown import response_html

#: Every preview shuffles alike, so that typing moves no option.
SEED = 1
Text = Annotated[str, msgspec.Meta(max_length=300_000)]


class CheckBody(msgspec.Struct, forbid_unknown_fields=True):
    files: dict[str, Text]
    #: The part to be drawn; "" for none.
    file: str = ""


class SaveBody(msgspec.Struct, forbid_unknown_fields=True):
    files: dict[str, Text]
    revision: int


class TryBody(msgspec.Struct, forbid_unknown_fields=True):
    files: dict[str, Text]
    item: int
    response: dict[str, Annotated[str, msgspec.Meta(max_length=4_000)]]
    hint: int | None = None


class HintBody(msgspec.Struct, forbid_unknown_fields=True):
    files: dict[str, Text]
    item: int
    #: How many hints the preview shows already.
    shown: Annotated[int, msgspec.Meta(ge=0)]


@api("POST")
def save(
    request: HttpRequest, person: User, course_slug: str, lesson_slug: str
) -> HttpResponseBase:
    """Keep the draft. 409 with what stands where somebody else was quicker."""
    course = course_to_write(person, course_slug)
    body = read_body(request, SaveBody)
    try:
        desk = services.save_manuscript(
            course, lesson_slug, files=body.files, revision=body.revision, by=person,
            now=timezone.now(),
        )  # fmt: skip
    except FilesError as error:
        raise ApiError(str(error)) from error
    except services.ConflictError as error:
        return JsonResponse({"error": str(error), "theirs": desk_json(error.theirs)}, status=409)
    return JsonResponse({"revision": desk.revision})


@api("POST")
def check(
    request: HttpRequest, person: User, course_slug: str, lesson_slug: str
) -> HttpResponseBase:
    """All that is wrong, by file and line, and one part as its learners would see it."""
    course = course_to_write(person, course_slug)
    desk_of(course, lesson_slug)
    body = read_body(request, CheckBody)
    checked = _checked(course, lesson_slug, body.files)
    return JsonResponse(
        {
            "findings": [finding_json(one) for one in checked.findings],
            "html": _part_html(checked, body.file, request) if body.file else None,
        }
    )


@api("POST")
def try_answer(
    request: HttpRequest, person: User, course_slug: str, lesson_slug: str
) -> HttpResponseBase:
    """Grade an answer as a learner's would be; nothing is stored."""
    course = course_to_write(person, course_slug)
    body = read_body(request, TryBody)
    item = _item(_checked(course, lesson_slug, body.files), body.item)
    name, spec, public_spec = item.exercise_type, item.spec, item.public_spec
    if body.hint is not None:
        scaffold = next((one.scaffold for one in item.hints.all() if one.pk == body.hint), None)
        if not scaffold:
            raise Http404("This hint asks no question.")
        name, spec = scaffold["exercise_type"], scaffold["spec"]
        public_spec = scaffold["public_spec"]
    grade = grading.grade(name, spec=spec, response=body.response)
    attempt = {
        "item": body.item, "hint": body.hint, "ordinal": 1, "response": body.response,
        "response_html": response_html(name, public_spec=public_spec, response=body.response),
        "outcome": grade.outcome.value,
        "feedback_html": grading.feedback_html(grade, spec=spec),
    }  # fmt: skip
    return JsonResponse({"attempt": attempt})


@api("POST")
def try_hint(
    request: HttpRequest, person: User, course_slug: str, lesson_slug: str
) -> HttpResponseBase:
    """The next hint of an item, as a learner would see it."""
    course = course_to_write(person, course_slug)
    body = read_body(request, HintBody)
    item = _item(_checked(course, lesson_slug, body.files), body.item)
    hints = sorted(item.hints.all(), key=lambda one: one.position)
    if body.shown >= len(hints):
        return JsonResponse({"hint": None, "remaining": 0})
    hint, ordinal = hints[body.shown], body.shown + 1
    view = presenters.preview_hint(hint, ordinal=ordinal, seed=SEED)
    html = render_to_string("student/_hint.html", {"hint": view}, request)
    payload = {
        "id": hint.pk, "ordinal": ordinal, "title": hint.title, "html": html,
        "is_bottom_out": hint.is_bottom_out,
    }  # fmt: skip
    return JsonResponse({"hint": payload, "remaining": len(hints) - ordinal})


@api("POST")
def keep_picture(
    request: HttpRequest, person: User, course_slug: str, lesson_slug: str
) -> HttpResponseBase:
    """Keep a picture for the lesson; the answer is the Markdown that shows it."""
    course = course_to_write(person, course_slug)
    desk_of(course, lesson_slug)
    file = request.FILES.get("file")
    alt = " ".join(request.POST.get("alt", "").split())
    if file is None or not alt:
        raise ApiError("Choose a picture and say what it shows: some learners hear it only.")
    if (file.size or 0) > MAX_BYTES:
        raise ApiError(f"This picture has {file.size:,} bytes; at most {MAX_BYTES:,} are served.")
    name, data = _figure_name(file.name or ""), file.read()
    if fault := figure_fault(name, data, is_strict=True):
        raise ApiError(f"{file.name}: {fault}.")
    kept = keep_figure(course, FigureDraft(name=f"{lesson_slug}-{name}"[-200:], data=data))
    path = figure_path(course, lesson_slug, kept.name)
    words = alt.replace("[", "(").replace("]", ")")
    return JsonResponse({"markdown": f"![{words}]({path})"})


@api("GET")
def picture(request: HttpRequest, person: User, course_slug: str, name: str) -> HttpResponseBase:
    """A picture of a course that one writes, for the preview; it can do nothing but be seen."""
    found = content.figure(course_to_write(person, course_slug), name)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


def desk_json(desk: Desk) -> dict[str, Any]:
    """A desk as the editor reads it."""
    return {
        "files": dict(desk.files),
        "revision": desk.revision,
        "version": desk.version,
        "by": desk.updated_by.display_name if desk.updated_by else "",
        "at": desk.updated_at.isoformat() if desk.updated_at else None,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "weight": finding.weight.value, "file": finding.where, "line": finding.line,
        "reason": finding.reason,
    }  # fmt: skip


def _checked(course: Course, lesson_slug: str, files: Mapping[str, str]) -> CheckedLesson:
    try:
        return check_lesson(course, lesson_slug, checked_files(files))
    except FilesError as error:
        raise ApiError(str(error)) from error


def _part_html(checked: CheckedLesson, file: str, request: HttpRequest) -> str | None:
    """The part as the lesson page writes it; None where it cannot be read yet."""
    slug = part_slug(file)
    if not slug:
        row = checked.lesson.row if checked.lesson else None
        context = {"lesson": row, "edition": checked.edition}
        return render_to_string("authoring/_about.html", context, request) if row else None
    found = next((one for one in checked.edition.segments if one.slug == slug), None)
    if found is None:
        return None
    view = presenters.preview_segment(found, course=checked.course, seed=SEED)
    return render_to_string("student/_segment.html", {"view": view}, request)


def _item(checked: CheckedLesson, pk: int) -> Item:
    item = checked.edition.item(pk)
    if item is None:
        raise ApiError("This question is no longer there: wait until the preview is drawn again.")
    return item


def _figure_name(name: str) -> str:
    """A name that the format takes, of what the file was called."""
    path = Path(name)
    suffix = path.suffix.lower()
    return f"{slugify(path.stem)[:80].strip('-_') or 'picture'}{suffix}"

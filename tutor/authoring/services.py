"""The only writer of manuscripts: lessons while they are written, until they are published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from tutor.accounts.models import User
from tutor.authoring.checking import CheckedLesson, check_lesson, checked_files
from tutor.authoring.models import Manuscript
from tutor.authoring.selectors import Desk, desk_of
from tutor.content.models import Course, Lesson, LessonVersion
from tutor.content.services_lessons import publish_lesson

FIRST_PART = """---
kind: reading
title: {title}
skills: [{skills}]
---

Write here what your learners read.
"""


class ConflictError(ValueError):
    """Somebody else saved the lesson meanwhile; `theirs` is what stands now."""

    def __init__(self, theirs: Desk) -> None:
        self.theirs = theirs
        super().__init__("This lesson was saved by somebody else meanwhile.")


class NotReadyError(ValueError):
    """A lesson with errors was to be published; `checked` names them."""

    def __init__(self, checked: CheckedLesson) -> None:
        self.checked = checked
        super().__init__("This lesson cannot be published yet: mend what the checks name.")


def begin_lesson(course: Course, *, title: str, by: User, now: datetime) -> Manuscript:
    """A new lesson with one part to write in; learners see nothing of it."""
    skill = course.skills.order_by("pk").first()
    files = {
        "lesson.md": f"---\ntitle: {_quoted(title)}\nsummary: ''\nminutes: 10\n---\n",
        "01-begin-here.md": FIRST_PART.format(
            title=_quoted(title), skills=skill.slug if skill else ""
        ),
    }
    return Manuscript.objects.create(
        course=course, lesson_slug=_free_slug(course, title), files=files, updated_at=now,
        updated_by=by,
    )  # fmt: skip


def _quoted(text: str) -> str:
    """As YAML keeps every letter of it."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _free_slug(course: Course, title: str) -> str:
    base = slugify(title)[:100].strip("-") or "lesson"
    lessons = Lesson.everything.filter(course=course).values_list("slug", flat=True)
    drafts = course.manuscripts.values_list("lesson_slug", flat=True)
    taken = {*lessons, *drafts}
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def save_manuscript(
    course: Course, lesson_slug: str, *, files: Mapping[str, str], revision: int, by: User,
    now: datetime,
) -> Desk:  # fmt: skip
    """Keep the files as they stand. `revision` is the one that they were changed from.

    Raises:
        FilesError: they cannot be a lesson's.
        ConflictError: another revision stands by now.
    """
    kept = checked_files(files)
    present = desk_of(course, lesson_slug)
    if present.revision != revision:
        raise ConflictError(present)
    if present.files == kept:
        return present
    if not _written(course, present, kept, by, now):
        raise ConflictError(desk_of(course, lesson_slug))
    return desk_of(course, lesson_slug)


def _written(course: Course, present: Desk, files: dict[str, str], by: User, now: datetime) -> bool:
    """Whether it was written: of two who save at once, one is."""
    change = {"files": files, "updated_at": now, "updated_by": by}
    if present.revision:
        rows = Manuscript.objects.filter(
            course=course, lesson_slug=present.slug, revision=present.revision
        )
        return bool(rows.update(**change, revision=F("revision") + 1))
    try:
        with transaction.atomic():
            Manuscript.objects.create(
                course=course, lesson_slug=present.slug, base_version=present.version, **change
            )
    except IntegrityError:
        return False
    return True


def discard_manuscript(course: Course, lesson_slug: str) -> None:
    """Forget what was written and not published."""
    Manuscript.objects.filter(course=course, lesson_slug=lesson_slug).delete()


def publish_manuscript(
    course: Course, lesson_slug: str, *, revision: int, by: User, now: datetime, note: str = ""
) -> Lesson:
    """Learners who begin from now on see it; those who are in the lesson keep their version.

    Raises:
        ConflictError: what stands is not what was looked at.
        NotReadyError: it has errors.
    """
    desk = desk_of(course, lesson_slug)
    if desk.revision != revision:
        raise ConflictError(desk)
    checked = check_lesson(course, lesson_slug, desk.files)
    if checked.prepared is None or checked.has_errors:
        raise NotReadyError(checked)
    with transaction.atomic():
        lesson = publish_lesson(course, checked.prepared, now=now, by=by, note=note)
        rows = Manuscript.objects.filter(course=course, lesson_slug=lesson_slug)
        # Who saved while this was rendered keeps what they wrote, as a draft on top of it.
        rows.filter(revision=revision).delete()
        rows.update(base_version=lesson.version)
    return lesson


def restore_version(
    course: Course, lesson_slug: str, *, number: int, revision: int, by: User, now: datetime
) -> Desk:
    """An earlier version's texts as the draft: to be looked at, and published like any other.

    Raises:
        LessonVersion.DoesNotExist: there is none of that number.
        ConflictError: another revision stands by now.
    """
    version = LessonVersion.objects.get(
        lesson__course=course, lesson__slug=lesson_slug, number=number
    )
    return save_manuscript(
        course, lesson_slug, files=version.files, revision=revision, by=by, now=now
    )

"""Keeps what a lesson was made from, and what it said before a new version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tutor.accounts.models import User
from tutor.content.editions import snapshot
from tutor.content.exporters.folder import lesson_texts
from tutor.content.importers.base import CourseDraft
from tutor.content.models import Course, Lesson, LessonVersion


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who made a version, when, and what they noted; `by` is None for the command line."""

    now: datetime
    by: User | None = None
    note: str = ""


def number_versions(
    course: Course, draft: CourseDraft, rows: Iterable[Lesson], author: Author
) -> list[LessonVersion]:
    """Set each row's `version`; the versions that are new, to be saved once the rows have keys.

    Has to run before the rows are saved: what they say now is kept with the version that they
    were made from.
    """
    present = {one.slug: one for one in Lesson.everything.filter(course=course)}
    numbers = {lesson.pk: lesson.version for lesson in present.values()}
    latest = {
        one.lesson_id: one
        for one in LessonVersion.objects.filter(lesson__course=course).order_by("number")
        if numbers[one.lesson_id] == one.number
    }
    drafts = {lesson.slug: lesson for lesson in draft.lessons}
    new = []
    for row in rows:
        files = lesson_texts(drafts[row.slug], draft)
        before = present.get(row.slug)
        version = latest.get(before.pk) if before else None
        if version is not None and version.files == files:
            row.version = version.number
            continue
        if before is not None and version is not None:
            _keep_shown(before, version)
        row.version = next_number(before) if before else 1
        new.append(
            LessonVersion(
                lesson=row, number=row.version, files=files, made_at=author.now,
                made_by=author.by, note=author.note,
            )
        )  # fmt: skip
    return new


def keep_before_retiring(course: Course, *, kept: set[str]) -> None:
    """Lessons that the new version lacks go on for the sessions that are in them."""
    gone = Lesson.objects.filter(course=course).exclude(slug__in=kept)
    for lesson in gone:
        version = LessonVersion.objects.filter(lesson=lesson, number=lesson.version).first()
        if version is not None:
            _keep_shown(lesson, version)


def next_number(lesson: Lesson) -> int:
    """The number of a lesson's next version."""
    last = LessonVersion.objects.filter(lesson=lesson).order_by("-number").first()
    return last.number + 1 if last else 1


def _keep_shown(lesson: Lesson, version: LessonVersion) -> None:
    if not lesson.is_retired:
        version.shown = snapshot(lesson)
        version.save(update_fields=["shown"])

"""The only writers of content. A course is published whole or not at all.

A course that is there already is brought to its new version in place: lessons, segments, items
and hints are found by their slugs and keep their primary keys, so that sessions, attempts and
progress go on. What the new version lacks is retired, never deleted (see `content.models`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from tutor.accounts.models import User
from tutor.content.figures import storage_name
from tutor.content.importers import importer
from tutor.content.importers.base import CourseDraft, Finding, Reading, Weight
from tutor.content.models import (
    Course,
    Figure,
    Hint,
    Item,
    Lesson,
    LessonVersion,
    Segment,
    Skill,
    Versioned,
)
from tutor.content.prepare import PreparedCourse, PreparedItem, PreparedSegment, prepared_course
from tutor.content.services_versions import Author, keep_before_retiring, number_versions

_Row = TypeVar("_Row", bound=Versioned)

#: What a course says whose source says nothing.
UNSTATED = "Not stated"
#: Rows a statement: bounded memory, and few enough parameters for every database.
BATCH = 500


class ImportRefusedError(ValueError):
    """A course with errors was to be published; `findings` names them all."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import found and did; `course` is None when nothing was saved."""

    reading: Reading
    findings: tuple[Finding, ...]
    course: Course | None

    def of(self, weight: Weight) -> list[Finding]:
        """The findings of one weight."""
        return [finding for finding in self.findings if finding.weight is weight]


def import_course(
    format_name: str,
    path: Path,
    *,
    now: datetime,
    slug: str = "",
    course: str = "",
    licence: str = "",
    is_check: bool = False,
    on_lesson: Callable[[str], None] | None = None,
) -> ImportReport:
    """Read, render and (unless `is_check`, or there are errors) publish a course.

    `licence` holds for a source that states none, as most question banks.
    """
    reading = importer(format_name).read(path, course=course)
    if slug and reading.draft:
        reading = reading.with_draft(reading.draft.renamed(slug))
    return import_reading(reading, now=now, licence=licence, is_check=is_check, on_lesson=on_lesson)


def import_reading(
    reading: Reading,
    *,
    now: datetime,
    licence: str = "",
    is_check: bool = False,
    on_lesson: Callable[[str], None] | None = None,
    by: User | None = None,
) -> ImportReport:
    """Render what was read and (unless `is_check`, or there are errors) publish it."""
    draft = reading.draft
    if draft is None:
        return ImportReport(reading=reading, findings=reading.findings, course=None)
    if not draft.licence:
        draft, unstated = _with_licence(draft, licence)
        reading = replace(reading, draft=draft, findings=(*reading.findings, *unstated))
    prepared = prepared_course(draft, on_lesson=on_lesson)
    findings = (*reading.findings, *prepared.findings)
    has_errors = any(finding.weight is Weight.ERROR for finding in findings)
    published = None if is_check or has_errors else publish_course(prepared, now=now, by=by)
    return ImportReport(reading=reading, findings=findings, course=published)


def add_author(course: Course, person: User) -> None:
    """`person` may change the course from now on."""
    course.authors.add(person)


def _with_licence(draft: CourseDraft, licence: str) -> tuple[CourseDraft, list[Finding]]:
    if licence:
        return replace(draft, licence=licence), []
    reason = (
        "it does not say under which licence it may be passed on: state one (--licence), "
        "or keep it to your own classes"
    )
    return replace(draft, licence=UNSTATED), [draft.place.finding(Weight.NOTE, reason)]


def publish_course(
    prepared: PreparedCourse, *, now: datetime, by: User | None = None, note: str = ""
) -> Course:
    """Save a prepared course in one transaction; the course as it now is.

    What its lessons were made from is kept as a version of each that changed.

    Raises:
        ImportRefusedError: the course was prepared with errors.
    """
    if errors := prepared.errors():
        raise ImportRefusedError(errors)
    new_files: list[str] = []
    try:
        with transaction.atomic():
            course = _save_course(prepared, now)
            save_figures(course, prepared.draft, new_files)
            _save_lessons(course, prepared, Author(now=now, by=by, note=note))
        return course
    except BaseException:
        # Files know no transaction: those of a course that was not saved are taken back.
        for name in new_files:
            default_storage.delete(name)
        raise


def _save_course(prepared: PreparedCourse, now: datetime) -> Course:
    columns = [
        column.name
        for column in Course._meta.concrete_fields
        if column.name not in ("id", "slug", "imported_at", "is_published")
    ]
    values = {name: getattr(prepared.row, name) for name in columns}
    course, _ = Course.objects.update_or_create(
        slug=prepared.row.slug, defaults={**values, "imported_at": now}
    )
    for skill in prepared.skills:
        skill.course = course
    Skill.objects.bulk_create(
        prepared.skills,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["course", "slug"],
        update_fields=["title", "mastery_p"],
    )
    return course


def save_figures(course: Course, draft: CourseDraft, new_files: list[str]) -> None:
    """Keep a draft's pictures; the names of files that were new are added to `new_files`."""
    rows = []
    for figure in draft.figures:
        name = storage_name(course.slug, figure)
        if not default_storage.exists(name):
            new_files.append(default_storage.save(name, ContentFile(figure.data)))
        rows.append(Figure(course=course, name=figure.name, file=name))
    Figure.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["course", "name"],
        update_fields=["file"],
    )


def _save_lessons(course: Course, prepared: PreparedCourse, author: Author) -> None:
    """Retire every row of the course, then bring each row of the new version (back) to life."""
    rows = [lesson.row for lesson in prepared.lessons]
    versions = number_versions(course, prepared.draft, rows, author)
    keep_before_retiring(course, kept={row.slug for row in rows})
    Hint.everything.filter(item__segment__lesson__course=course).update(is_retired=True)
    Item.everything.filter(segment__lesson__course=course).update(is_retired=True)
    Segment.everything.filter(lesson__course=course).update(is_retired=True)
    Lesson.everything.filter(course=course).update(is_retired=True)
    _unlink_skills(Lesson.everything.filter(course=course))
    save_rows(course, prepared)
    LessonVersion.objects.bulk_create(versions, batch_size=BATCH)


def save_rows(course: Course, prepared: PreparedCourse) -> None:
    """Insert or update the rows of prepared lessons, and link their items to the course's skills.

    What is no longer among them has to be retired before, by the caller.
    """
    segments: list[PreparedSegment] = []
    items: list[PreparedItem] = []
    for lesson in prepared.lessons:
        lesson.row.course = course
    _upsert(Lesson, [lesson.row for lesson in prepared.lessons], parent="course")
    for lesson in prepared.lessons:
        for segment in lesson.segments:
            segment.row.lesson = lesson.row
            segments.append(segment)
    _upsert(Segment, [segment.row for segment in segments], parent="lesson")
    for segment in segments:
        for item in segment.items:
            item.row.segment = segment.row
            items.append(item)
    _upsert(Item, [item.row for item in items], parent="segment")
    for item in items:
        for hint in item.hints:
            hint.item = item.row
    _upsert(Hint, [hint for item in items for hint in item.hints], parent="item")
    _link_skills(course, items)


def _upsert(model: type[_Row], rows: list[_Row], *, parent: str) -> None:
    """Insert rows, or update those with the same parent and slug; every row gets its key."""
    unique = [parent, "slug"]
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in unique
    ]
    model.everything.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=unique,
        update_fields=fields,
    )


def _unlink_skills(lessons: QuerySet[Lesson]) -> None:
    Item.skills.through.objects.filter(item__segment__lesson__in=lessons).delete()


def _link_skills(course: Course, items: list[PreparedItem]) -> None:
    keys = dict(course.skills.values_list("slug", "pk"))
    link = Item.skills.through
    link.objects.filter(item__in=[item.row.pk for item in items]).delete()
    link.objects.bulk_create(
        [
            link(item_id=item.row.pk, skill_id=keys[skill])
            for item in items
            for skill in dict.fromkeys(item.skills)
        ],
        batch_size=BATCH,
    )

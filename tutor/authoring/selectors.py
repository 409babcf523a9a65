"""What stands of the lessons that are written here: drafts, published texts, versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from tutor.accounts.models import User
from tutor.authoring.models import Manuscript
from tutor.content.models import Course, Lesson, LessonVersion
from tutor.content.sources import NoSourceError, kept_files

_TITLE = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A lesson's files as they stand: the draft where there is one, else what is published.

    `revision` is 0 without a draft; `version` is the published one, 0 where there is none.
    """

    slug: str
    files: Mapping[str, str]
    revision: int
    version: int
    base_version: int
    updated_at: datetime | None = None
    updated_by: User | None = None

    @property
    def is_draft(self) -> bool:
        return self.revision > 0

    @property
    def title(self) -> str:
        return title_in(self.files) or self.slug

    @property
    def is_behind(self) -> bool:
        """The lesson was published from elsewhere since this draft began."""
        return self.is_draft and self.base_version != self.version


def title_in(files: Mapping[str, str]) -> str:
    """The title in a lesson.md, also one that is not valid yet."""
    match = _TITLE.search(files.get("lesson.md", ""))
    text = match[1] if match else ""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].replace("''", "'")
    return text


def desk_of(course: Course, lesson_slug: str) -> Desk:
    """A lesson to write on.

    Raises:
        Http404: the course has no such lesson, or its texts were not kept.
    """
    lesson = Lesson.objects.filter(course=course, slug=lesson_slug).first()
    manuscript = (
        Manuscript.objects.select_related("updated_by")
        .filter(course=course, lesson_slug=lesson_slug)
        .first()
    )
    version = lesson.version if lesson else 0
    if manuscript is not None:
        return Desk(
            slug=lesson_slug, files=manuscript.files, revision=manuscript.revision,
            version=version, base_version=manuscript.base_version,
            updated_at=manuscript.updated_at, updated_by=manuscript.updated_by,
        )  # fmt: skip
    if lesson is None:
        raise Http404("There is no such lesson in this course.")
    try:
        files = kept_files(lesson)
    except NoSourceError as error:
        raise Http404(str(error)) from error
    return Desk(slug=lesson_slug, files=files, revision=0, version=version, base_version=version)


@dataclass(frozen=True, kw_only=True)
class LessonLine:
    """A lesson in the list of a course: published, a draft, or both."""

    slug: str
    title: str
    version: int
    has_draft: bool
    can_be_written: bool
    updated_at: datetime | None = None

    @property
    def state(self) -> str:
        if not self.version:
            return "draft"
        return "changed" if self.has_draft else "published"


def lesson_lines(course: Course) -> list[LessonLine]:
    """Published lessons in order, then those that are only drafts."""
    drafts = {one.lesson_slug: one for one in course.manuscripts.order_by("pk")}
    written = set(
        LessonVersion.objects.filter(lesson__course=course).values_list("lesson_id", flat=True)
    )
    lines = []
    for lesson in course.lessons.order_by("position"):
        draft = drafts.pop(lesson.slug, None)
        lines.append(
            LessonLine(
                slug=lesson.slug, title=lesson.title, version=lesson.version,
                has_draft=draft is not None, can_be_written=lesson.pk in written,
                updated_at=draft.updated_at if draft else None,
            )
        )  # fmt: skip
    lines += [
        LessonLine(
            slug=one.lesson_slug, title=title_in(one.files) or one.lesson_slug, version=0,
            has_draft=True, can_be_written=True, updated_at=one.updated_at,
        )
        for one in drafts.values()
    ]  # fmt: skip
    return lines


def versions_of(course: Course, lesson_slug: str) -> QuerySet[LessonVersion]:
    """A lesson's versions, the latest first."""
    return (
        LessonVersion.objects.filter(lesson__course=course, lesson__slug=lesson_slug)
        .select_related("made_by", "lesson")
        .order_by("-number")
    )

"""A lesson's files as they stand: what is wrong with them, by line, and what a learner would see.

The reader is the one of course folders and the renderer the one of published lessons, so that what
passes here is published as it was shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tutor.content.editions import Edition, prepared_edition
from tutor.content.importers.base import Finding, Weight
from tutor.content.models import Course, Item
from tutor.content.prepare import PreparedCourse, PreparedLesson, prepared_course
from tutor.content.sources import read_lessons

LESSON_FILE = "lesson.md"
#: 01-some-words.md: the number orders a part, the words are its slug.
PART_FILE = re.compile(r"(\d{2,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
MAX_PARTS = 60
#: The longest lesson of the demo course has 21,000 characters.
MAX_CHARACTERS = 300_000


class FilesError(ValueError):
    """Files that cannot be a lesson's; the message says why, and what may be sent."""


def checked_files(files: Mapping[str, str]) -> dict[str, str]:
    """The files, if their names and sizes can be a lesson's.

    Raises:
        FilesError: a name is another, or they are too many or too long.
    """
    if LESSON_FILE not in files:
        raise FilesError(f"A lesson needs its {LESSON_FILE}, with title and summary.")
    for name in files:
        if name != LESSON_FILE and not PART_FILE.fullmatch(name):
            raise FilesError(f"{name!r} is no name of a part: use 01-some-words.md.")
    if len(files) > MAX_PARTS:
        raise FilesError(f"A lesson has at most {MAX_PARTS} files; these are {len(files)}.")
    length = sum(map(len, files.values()))
    if length > MAX_CHARACTERS:
        raise FilesError(
            f"A lesson has at most {MAX_CHARACTERS:,} characters; here are {length:,}."
        )
    if any("\0" in text for text in files.values()):
        raise FilesError("There is a NUL character in the text, which no database keeps.")
    return dict(files)


@dataclass(frozen=True, kw_only=True)
class CheckedLesson:
    """A lesson that was read and rendered. `prepared` is None where nothing of it could be read."""

    course: Course
    prepared: PreparedCourse | None
    #: `where` is a file of the lesson, or "course" for what the course lacks.
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        return any(finding.weight is Weight.ERROR for finding in self.findings)

    @property
    def lesson(self) -> PreparedLesson | None:
        return self.prepared.lessons[0] if self.prepared and self.prepared.lessons else None

    @cached_property
    def edition(self) -> Edition:
        """What could be read, as a session would see it."""
        return prepared_edition(self.lesson) if self.lesson else Edition(segments=())


def check_lesson(course: Course, lesson_slug: str, files: Mapping[str, str]) -> CheckedLesson:
    """Read and render a lesson of the course; nothing is saved."""
    reading = read_lessons(course, [(lesson_slug, files)])
    findings = [*reading.findings]
    prepared = None
    if reading.draft is not None:
        prepared = prepared_course(reading.draft)
        findings += [*prepared.findings, *_taken_elsewhere(course, lesson_slug, prepared)]
    return CheckedLesson(
        course=course, prepared=prepared, findings=tuple(_placed(findings, course))
    )


def part_slug(file: str) -> str:
    """The slug of the part that a file holds; "" for lesson.md."""
    match = PART_FILE.fullmatch(file)
    return match[2] if match else ""


def _taken_elsewhere(
    course: Course, lesson_slug: str, prepared: PreparedCourse
) -> Iterable[Finding]:
    """An item's slug keeps its answers, so no two lessons of a course may use the same."""
    others = dict(
        Item.objects.filter(
            segment__lesson__course=course,
            segment__lesson__is_retired=False,
            segment__is_retired=False,
        )
        .exclude(segment__lesson__slug=lesson_slug)
        .values_list("slug", "segment__lesson__title")
    )
    for item in prepared.draft.items():
        if item.slug in others:
            reason = (
                f"slug {item.slug!r} is taken in the lesson “{others[item.slug]}”: "
                "choose another, it has to be the only one of the course"
            )
            yield item.place.finding(Weight.ERROR, reason)


def _placed(findings: Iterable[Finding], course: Course) -> Iterable[Finding]:
    """Findings by the names that the editor knows, each once, in the order of files and lines."""
    seen = {_renamed(finding, course): None for finding in findings}
    return sorted(seen, key=lambda one: (one.where != "course", one.where, one.line))


def _renamed(finding: Finding, course: Course) -> Finding:
    name = finding.where.rsplit("/", 1)[-1]
    if name == LESSON_FILE or PART_FILE.fullmatch(name):
        return replace(finding, where=name)
    if name == "course.md" and not course.skills.exists():
        reason = "this course has no skill yet: add one on the course's page, items practise skills"
        return replace(finding, where="course", line=0, reason=reason)
    if "/" not in finding.where and name != "course.md":
        # The lesson as a whole: it lacks a part.
        return replace(finding, where=LESSON_FILE, line=1)
    return replace(finding, where="course", line=0)

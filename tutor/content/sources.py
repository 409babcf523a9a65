"""What a course was made from, as it is kept: the texts of its lessons, and its pictures.

A kept lesson is read by the reader of the folder format, so that a course can be exported, edited
and checked by the one set of rules that authors know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.content.exporters.folder import course_text
from tutor.content.importers.base import CourseDraft, Place, Reading, SkillDraft
from tutor.content.importers.folder import FolderImporter
from tutor.content.models import Course, Figure, Lesson, LessonVersion

Files = Mapping[str, str]


class NoSourceError(ValueError):
    """A course whose texts were not kept; the message says what to do."""


def course_head(course: Course) -> CourseDraft:
    """What course.md says, without lessons and pictures."""
    return CourseDraft(
        slug=course.slug,
        title=course.title,
        licence=course.licence,
        source_format=course.source_format,
        place=Place(where=course.slug),
        description=course.description,
        language=course.language,
        attribution=course.attribution,
        is_strict=course.is_strict,
        skills=tuple(
            SkillDraft(slug=one.slug, title=one.title, mastery_p=one.mastery_p)
            for one in course.skills.order_by("pk")
        ),
    )


def kept_files(lesson: Lesson) -> dict[str, str]:
    """The files of a lesson's present version.

    Raises:
        NoSourceError: none were kept.
    """
    version = LessonVersion.objects.filter(lesson=lesson, number=lesson.version).first()
    if version is None:
        raise NoSourceError(
            f"The texts of “{lesson.title}” were not kept: import {lesson.course.slug} once more."
        )
    return dict(version.files)


def read_lessons(course: Course, lessons: Iterable[tuple[str, Files]]) -> Reading:
    """A draft of the course with these lessons, (slug, files), and all that is wrong with it.

    Only pictures that the lessons' texts name are read.
    """
    listed = list(lessons)
    with TemporaryDirectory(prefix="attune-lesson-") as name:
        folder = Path(name)
        (folder / "course.md").write_text(course_text(course_head(course)), encoding="utf-8")
        for number, (slug, files) in enumerate(listed, start=1):
            _write_lesson(course, folder / f"{number:02}-{slug}", slug, files)
        reading = FolderImporter().read(folder)
    if reading.draft is None:
        return reading
    kept = replace(reading.draft, source_format=course.source_format)
    return replace(reading, draft=kept)


def draft_of(course: Course) -> CourseDraft:
    """The whole course as it is taught now.

    Raises:
        NoSourceError: a lesson's texts were not kept, or no longer make a course.
    """
    lessons = [(lesson.slug, kept_files(lesson)) for lesson in course.lessons.order_by("position")]
    reading = read_lessons(course, lessons)
    if reading.draft is None or reading.errors():
        faults = "; ".join(map(str, reading.errors()))
        raise NoSourceError(f"The texts of {course.slug} are no course any more: {faults}")
    return reading.draft


def _write_lesson(course: Course, folder: Path, slug: str, files: Files) -> None:
    (folder / "figures").mkdir(parents=True)
    for name, text in files.items():
        (folder / Path(name).name).write_text(text, encoding="utf-8")
    everything = "\n".join(files.values())
    for figure in figures_of(course, slug):
        path = figure_path(course, slug, figure.name)
        if f"]({path}" in everything:
            with figure.file.open("rb") as file:
                (folder / path).write_bytes(file.read())


def figures_of(course: Course, lesson_slug: str) -> Iterable[Figure]:
    """The course's pictures that texts of a lesson may show."""
    figures = Figure.objects.filter(course=course).order_by("name")
    return figures.filter(name__startswith=f"{lesson_slug}-") if course.is_strict else figures


def figure_path(course: Course, lesson_slug: str, name: str) -> str:
    """How texts of a lesson name a picture of the course."""
    return f"figures/{name.removeprefix(f'{lesson_slug}-') if course.is_strict else name}"

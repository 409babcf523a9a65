"""Writes one course a lesson at a time, for people who write here: courses, skills, lessons.

A lesson is published under the same promises as a whole course (`content.services`): in one
transaction, its rows found by their slugs, what it lacks retired, and sessions that are in it kept
under the version that they began with. Other lessons are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from tutor.accounts.models import User
from tutor.content.figures import storage_name
from tutor.content.importers.base import FigureDraft
from tutor.content.importers.folder import FolderImporter
from tutor.content.models import Course, Figure, Hint, Item, Lesson, LessonVersion, Segment, Skill
from tutor.content.prepare import PreparedCourse
from tutor.content.render import render_block
from tutor.content.services import ImportRefusedError, add_author, save_figures, save_rows
from tutor.content.services_versions import Author, number_versions

#: Positions while lessons change places, above those of any course.
_ASIDE = 100_000


@transaction.atomic
def create_course(*, title: str, language: str, licence: str, by: User, now: datetime) -> Course:
    """An empty course of one's own; learners can be given it when its first lesson is published."""
    course = Course.objects.create(
        slug=_free_slug(title), title=title, language=language, licence=licence,
        source_format=FolderImporter.name, imported_at=now, is_published=False,
    )  # fmt: skip
    add_author(course, by)
    return course


def _free_slug(title: str) -> str:
    base = slugify(title)[:70].strip("-") or "course"
    taken = set(Course.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def describe_course(
    course: Course, *, title: str, description: str, licence: str, attribution: str
) -> None:
    """What is said of a course; its address stays."""
    course.title, course.description = title, description
    course.description_html = render_block(description).html
    course.licence, course.attribution = licence, attribution
    course.save()


def add_skill(course: Course, *, title: str) -> Skill:
    """A skill that items may name; the one of that name where there is one already."""
    slug = slugify(title)[:160].strip("-") or f"skill-{course.skills.count() + 1}"
    skill, _ = Skill.objects.get_or_create(course=course, slug=slug, defaults={"title": title})
    return skill


@transaction.atomic
def order_lessons(course: Course, slugs: Iterable[str]) -> None:
    """Bring the lessons that are taught into this order; those not named follow as they were."""
    lessons = {one.slug: one for one in course.lessons.order_by("position")}
    named = [lessons.pop(slug) for slug in slugs if slug in lessons]
    ordered = [*named, *lessons.values()]
    for place, lesson in enumerate(ordered, start=1):
        lesson.position = _ASIDE + place
    Lesson.objects.bulk_update(ordered, ["position"])
    for place, lesson in enumerate(ordered, start=1):
        lesson.position = place
    Lesson.objects.bulk_update(ordered, ["position"])


def publish_lesson(
    course: Course, prepared: PreparedCourse, *, now: datetime, by: User, note: str = ""
) -> Lesson:
    """Save the one lesson of a prepared course; the lesson as it is now.

    Raises:
        ImportRefusedError: it was prepared with errors.
    """
    if errors := prepared.errors():
        raise ImportRefusedError(errors)
    [lesson] = prepared.lessons
    new_files: list[str] = []
    try:
        with transaction.atomic():
            lesson.row.position = _position(course, lesson.row.slug)
            save_figures(course, prepared.draft, new_files)
            author = Author(now=now, by=by, note=note)
            versions = number_versions(course, prepared.draft, [lesson.row], author)
            _retire(course, lesson.row.slug)
            save_rows(course, prepared)
            LessonVersion.objects.bulk_create(versions)
            Course.objects.filter(pk=course.pk).update(is_published=True)
        return lesson.row
    except BaseException:
        # Files know no transaction: those of a lesson that was not saved are taken back.
        for name in new_files:
            default_storage.delete(name)
        raise


def _position(course: Course, slug: str) -> int:
    """Where it stands; a lesson that is new, or comes back, goes to the end."""
    present = Lesson.objects.filter(course=course, slug=slug).first()
    if present is not None:
        return present.position
    last: int | None = course.lessons.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _retire(course: Course, slug: str) -> None:
    """What the lesson holds now; saving the new version brings back what goes on."""
    parts = Segment.everything.filter(lesson__course=course, lesson__slug=slug)
    Hint.everything.filter(item__segment__in=parts).update(is_retired=True)
    Item.everything.filter(segment__in=parts).update(is_retired=True)
    Item.skills.through.objects.filter(item__segment__in=parts).delete()
    parts.update(is_retired=True)


def keep_figure(course: Course, figure: FigureDraft) -> Figure:
    """Keep a picture under a name that no other picture of the course has.

    Learners in mid-lesson see the pictures of their version by name, so none is ever replaced.
    """
    stem, _, suffix = figure.name.rpartition(".")
    for number in range(1, 1_000):
        name = figure.name if number == 1 else f"{stem}-{number}.{suffix}"
        free = FigureDraft(name=name, data=figure.data)
        file = storage_name(course.slug, free)
        kept, is_new = Figure.objects.get_or_create(
            course=course, name=name, defaults={"file": file}
        )
        if is_new and not default_storage.exists(file):
            default_storage.save(file, ContentFile(figure.data))
        if is_new or kept.file.name == file:
            return kept
    raise ValueError(f"A thousand pictures are called {figure.name}: choose another name.")

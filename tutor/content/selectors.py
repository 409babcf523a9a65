"""Reads content. Who may see a course is decided by the caller (`learning.selectors`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from tutor.content.models import Course, Figure, Hint, Item, Lesson, Segment


def published_courses() -> QuerySet[Course]:
    """Courses that can be assigned, by title."""
    return Course.objects.filter(is_published=True)


@dataclass(frozen=True, kw_only=True)
class LessonOutline:
    """A lesson and how much it holds; check questions are not counted."""

    lesson: Lesson
    segment_count: int
    item_count: int


def outline(course: Course) -> list[LessonOutline]:
    """A course's lessons in order: one query."""
    taught = Q(segments__is_retired=False)
    asked = taught & Q(segments__items__is_retired=False, segments__items__is_check=False)
    lessons = course.lessons.annotate(
        segment_count=Count("segments", filter=taught, distinct=True),
        item_count=Count("segments__items", filter=asked, distinct=True),
    )
    return [
        LessonOutline(
            lesson=lesson, segment_count=lesson.segment_count, item_count=lesson.item_count
        )
        for lesson in lessons
    ]


def segments(lesson: Lesson) -> QuerySet[Segment]:
    """A lesson's segments in order, with items, their skills and hints: four queries in all."""
    hints = Prefetch("hints", queryset=Hint.objects.order_by("position"))
    items = Item.objects.order_by("position").prefetch_related("skills", hints)
    return lesson.segments.order_by("position").prefetch_related(Prefetch("items", queryset=items))


def figure(course: Course, name: str) -> Figure:
    """A picture of a course.

    It may be an SVG, which is a document: serve it with `sandbox` and `nosniff`.

    Raises:
        Http404: the course has none of that name.
    """
    return get_object_or_404(Figure, course=course, name=name)

"""Reads content. Who may see a course is decided by the caller (`learning.selectors`)."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from tutor.content.models import Course, Figure, Hint, Item, Lesson, Segment


def published_courses() -> QuerySet[Course]:
    """Courses that can be assigned, by title."""
    return Course.objects.filter(is_published=True)


def outline(course: Course) -> QuerySet[Lesson]:
    """Lessons in order, with `segment_count` and `item_count` (check questions left out)."""
    taught = Q(segments__is_retired=False)
    asked = taught & Q(segments__items__is_retired=False, segments__items__is_check=False)
    return course.lessons.annotate(
        segment_count=Count("segments", filter=taught, distinct=True),
        item_count=Count("segments__items", filter=asked, distinct=True),
    )


def segments(lesson: Lesson) -> QuerySet[Segment]:
    """A lesson's segments in order, with items, their skills and hints: four queries in all."""
    hints = Prefetch("hints", queryset=Hint.objects.order_by("position"))
    items = Item.objects.order_by("position").prefetch_related("skills", hints)
    return lesson.segments.order_by("position").prefetch_related(Prefetch("items", queryset=items))


def figure(course_slug: str, name: str) -> Figure | None:
    """A picture of a course; None when there is none of that name."""
    return Figure.objects.filter(course__slug=course_slug, name=name).first()

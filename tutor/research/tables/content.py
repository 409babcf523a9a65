"""content.csv: what was studied: the parts of every lesson in the bundle, and their exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from tutor.content.models import Item, Lesson, Segment
from tutor.research.tables.base import Value, count, identity, number, truth, word

SEGMENT, ITEM = "content.Segment", "content.Item"
NO_ITEM = "empty in the row of a part itself"


class Content:
    name = "content"
    words = "One row a part of a lesson, then one for each of its exercises; retired ones too."
    key = ("segment", "item")
    columns = (
        word("course", "The course, by its slug.", source="content.Course"),
        word("lesson", "The lesson, by its slug in the course.", source="content.Lesson"),
        identity("segment", "The part; also in events.", source=SEGMENT),
        word("segment_slug", "The part, by its slug in the lesson.", source=SEGMENT),
        word("segment_kind", "What kind of part it is.", source=SEGMENT),
        word("segment_title", "Its title.", source=SEGMENT, missing="empty where it has none"),
        count("words", "How many words it has.", source=SEGMENT),
        number("expected_ms", "How long it usually takes.", unit="ms", source=SEGMENT),
        word("licence", "Its licence, or the course's.", source=SEGMENT, range="a licence"),
        identity("item", "The exercise; also in events.", source=ITEM, missing=NO_ITEM),
        word("item_slug", "The exercise, by its slug.", source=ITEM, missing=NO_ITEM),
        word("exercise_type", "The kind of exercise.", source=ITEM, missing=NO_ITEM),
        word("skills", "Its skills, parted by |.", source="content.Skill", missing=NO_ITEM),
        number(
            "difficulty",
            "How hard its author thinks it is.",
            unit="logits",
            range="any number",
            source=ITEM,
            missing=NO_ITEM,
        ),
        truth("is_check", "Whether only the tutor asks it.", source=ITEM, missing=NO_ITEM),
        truth("is_retired", "Whether it is taught no more.", source=SEGMENT),
    )

    def rows_of_lessons(self, lessons: QuerySet[Lesson]) -> Iterator[tuple[Value, ...]]:
        segments = (
            Segment.everything.filter(lesson__in=lessons)
            .select_related("lesson__course")
            .prefetch_related(
                Prefetch("items", Item.everything.order_by("position", "pk"), to_attr="all_items")
            )
            .order_by("lesson__course__slug", "lesson__position", "lesson_id", "position", "pk")
        )
        for segment in segments:
            head = _head(segment)
            yield (*head, None, None, None, None, None, None, segment.is_retired)
            yield from (_item(head, item) for item in _items(segment))


def _items(segment: Any) -> list[Item]:
    items: list[Item] = segment.all_items
    return items


def _head(segment: Segment) -> tuple[Value, ...]:
    course = segment.lesson.course
    return (
        course.slug,
        segment.lesson.slug,
        segment.pk,
        segment.slug,
        segment.kind,
        segment.title or None,
        segment.word_count,
        segment.expected_ms,
        segment.licence or course.licence,
    )


def _item(head: tuple[Value, ...], item: Item) -> tuple[Value, ...]:
    return (
        *head,
        item.pk,
        item.slug,
        item.exercise_type,
        "|".join(sorted(item.skills.values_list("slug", flat=True))),
        item.difficulty,
        item.is_check,
        item.is_retired,
    )

"""What a session sees: the lesson as it was when the session began.

A new version of a lesson changes its rows in place, so that answers stay with their items. What the
rows said before is kept with the version that they were made from. A session that began under that
version gets rows of the same keys back that say what they said then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from django.db.models import Model, Prefetch

from tutor.content.models import Hint, Item, Lesson, LessonVersion, Segment
from tutor.content.prepare import PreparedLesson

_Row = TypeVar("_Row", bound=Model)
_SEGMENT = ("slug", "position", "kind", "title", "html", "key_html", "word_count", "expected_ms",
            "licence", "attribution")  # fmt: skip
_ITEM = ("slug", "position", "exercise_type", "title", "stem_html", "spec", "public_spec",
         "difficulty", "is_check")  # fmt: skip
_HINT = ("slug", "position", "title", "html", "dependencies", "scaffold", "is_bottom_out")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The segments of a lesson in order, as one session sees them; items and hints are loaded."""

    segments: tuple[Segment, ...]

    def segment(self, pk: int) -> Segment | None:
        return next((one for one in self.segments if one.pk == pk), None)

    def items(self, segment: Segment | None = None) -> list[Item]:
        """Items in order, of one segment or of all."""
        chosen = self.segments if segment is None else (segment,)
        return [item for one in chosen for item in items_of(one)]

    def hint(self, pk: int) -> Hint | None:
        return next((h for item in self.items() for h in hints_of(item) if h.pk == pk), None)

    def item(self, pk: int) -> Item | None:
        return next((one for one in self.items() if one.pk == pk), None)


def items_of(segment: Segment) -> Sequence[Item]:
    """A segment's items in order: as they were loaded with an edition, else as they are."""
    if "items" in getattr(segment, "_prefetched_objects_cache", {}):
        return list(segment.items.all())
    return list(segment.items.prefetch_related("hints").order_by("position"))


def hints_of(item: Item) -> Sequence[Hint]:
    """An item's hints in order: as they were loaded, else as they are."""
    return sorted(item.hints.all(), key=lambda hint: hint.position)


def snapshot(lesson: Lesson) -> list[dict[str, Any]]:
    """What the lesson's rows say now, as JSON."""
    return [
        _values(segment, _SEGMENT)
        | {
            "items": [
                _values(item, _ITEM)
                | {
                    "skills": sorted(skill.pk for skill in item.skills.all()),
                    "hints": [_values(hint, _HINT) for hint in item.hints.all()],
                }
                for item in segment.items.all()
            ]
        }
        for segment in _loaded(lesson)
    ]


def past_edition(lesson: Lesson, number: int) -> Edition | None:
    """The lesson under an earlier version; None where the rows themselves are that version."""
    if number == lesson.version and not lesson.is_retired:
        return None
    version = LessonVersion.objects.filter(lesson=lesson, number=number).exclude(shown=None).first()
    if version is None:
        return None
    return Edition(segments=tuple(_segment(lesson, one) for one in version.shown or ()))


def prepared_edition(prepared: PreparedLesson) -> Edition:
    """A lesson that was not saved, as a session would see it; keys are ordinals in the lesson."""
    items, hints = count(1), count(1)
    segments = []
    for ordinal, part in enumerate(prepared.segments, start=1):
        part.row.pk = ordinal
        for item in part.items:
            item.row.pk, item.row.segment = next(items), part.row
            for hint in item.hints:
                hint.pk, hint.item = next(hints), item.row
            _preload(item.row, "hints", item.hints)
        _preload(part.row, "items", [item.row for item in part.items])
        segments.append(part.row)
    return Edition(segments=tuple(segments))


def _loaded(lesson: Lesson) -> Iterable[Segment]:
    hints = Prefetch("hints", queryset=Hint.objects.order_by("position"))
    items = Item.objects.order_by("position").prefetch_related("skills", hints)
    return lesson.segments.order_by("position").prefetch_related(Prefetch("items", queryset=items))


def _values(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {"pk": row.pk} | {name: getattr(row, name) for name in names}


def _segment(lesson: Lesson, data: dict[str, Any]) -> Segment:
    segment = _row(Segment, data, _SEGMENT)
    segment.lesson = lesson
    _preload(segment, "items", [_item(segment, one) for one in data["items"]])
    return segment


def _item(segment: Segment, data: dict[str, Any]) -> Item:
    item = _row(Item, data, _ITEM)
    item.segment = segment
    hints = [_row(Hint, one, _HINT) for one in data["hints"]]
    for hint in hints:
        hint.item = item
    _preload(item, "hints", hints)
    return item


def _row(model: type[_Row], data: dict[str, Any], names: Iterable[str]) -> _Row:
    """A row that stands for the one of its key, and is never saved."""
    row = model(pk=data["pk"], **{name: data[name] for name in names if name in data})
    row._state.adding = False
    return row


def _preload(row: Model, name: str, rows: Sequence[Model]) -> None:
    """Give a row its children, as a prefetch would."""
    queryset = getattr(row, name).get_queryset()
    queryset._result_cache = list(rows)
    queryset._prefetch_done = True
    cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = queryset

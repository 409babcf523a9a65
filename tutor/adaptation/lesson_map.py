"""What a lesson has that could help at each place: read once, then asked without the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tutor.content.models import Item, Lesson, Segment, SegmentKind
from tutor.domain.policy.situation import Place
from tutor.learning.selectors import guess_p

# Shorter readings gain nothing from being shown in parts.
LONG_WORDS = 120
# Steps of one problem build on each other and stay in order; authored exercises stand alone.
_ORDERED_FORMATS = frozenset({"oatutor"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFacts:
    pk: int
    is_check: bool
    skills: tuple[int, ...]
    difficulty: float
    guess_p: float


@dataclass(frozen=True, kw_only=True, slots=True)
class SegmentFacts:
    pk: int
    kind: str
    has_key: bool
    word_count: int
    items: tuple[ItemFacts, ...]

    @property
    def practice_items(self) -> list[ItemFacts]:
        return [item for item in self.items if not item.is_check]


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonMap:
    """A lesson's segments in order."""

    segments: tuple[SegmentFacts, ...]
    is_ordered: bool

    def segment(self, pk: int) -> SegmentFacts | None:
        return next((each for each in self.segments if each.pk == pk), None)

    def segment_with(self, item: int) -> SegmentFacts | None:
        return next(
            (each for each in self.segments if any(one.pk == item for one in each.items)), None
        )

    def place(
        self, pk: int, *, answered: Collection[int] = (), is_answering: bool = False
    ) -> Place | None:
        """The place at segment `pk`; None where the lesson has no such segment (any more).

        `answered` are items that were answered already: a check question is asked once.
        """
        here = self.segment(pk)
        if here is None:
            return None
        index = self.segments.index(here)
        before, after = self.segments[: index + 1], self.segments[index + 1 :]
        return Place(
            segment=pk,
            segment_kind=here.kind,
            is_answering=is_answering,
            key_segment=_last_key(before),
            example_segment=_last_example(self.segments[:index]),
            check_item=_check_item(here, answered),
            next_reading_segment=_next_long_reading(after),
            has_check_ahead=any(_check_item(each, answered) for each in (here, *after)),
        )

    def next_items(self, pk: int, *, solved: Collection[int]) -> list[ItemFacts]:
        """Exercises of segment `pk` that could come next; at most one where steps are ordered."""
        here = self.segment(pk)
        left = [item for item in here.practice_items if item.pk not in solved] if here else []
        return left[:1] if self.is_ordered else left


def lesson_map(lesson: Lesson) -> LessonMap:
    """Three queries."""
    segments = Segment.objects.filter(lesson=lesson).order_by("position")
    items: dict[int, list[ItemFacts]] = {}
    rows = Item.objects.filter(segment__lesson=lesson).order_by("position")
    for item in rows.prefetch_related("skills"):
        items.setdefault(item.segment_id, []).append(
            ItemFacts(
                pk=item.pk,
                is_check=item.is_check,
                skills=tuple(sorted(skill.pk for skill in item.skills.all())),
                difficulty=item.difficulty,
                guess_p=guess_p(item.spec),
            )
        )
    return LessonMap(
        segments=tuple(
            SegmentFacts(
                pk=segment.pk,
                kind=segment.kind,
                has_key=bool(segment.key_html),
                word_count=segment.word_count,
                items=tuple(items.get(segment.pk, ())),
            )
            for segment in segments
        ),
        is_ordered=lesson.course.source_format in _ORDERED_FORMATS,
    )


def _last_key(segments: tuple[SegmentFacts, ...]) -> int | None:
    return next((each.pk for each in reversed(segments) if each.has_key), None)


def _last_example(segments: tuple[SegmentFacts, ...]) -> int | None:
    examples = (each for each in reversed(segments) if each.kind == SegmentKind.WORKED_EXAMPLE)
    return next((each.pk for each in examples), None)


def _check_item(here: SegmentFacts, answered: Collection[int]) -> int | None:
    checks = (item.pk for item in here.items if item.is_check and item.pk not in answered)
    return next(checks, None)


def _next_long_reading(segments: tuple[SegmentFacts, ...]) -> int | None:
    """The next segment, if it is a long reading: one further on would be a surprise."""
    if segments and segments[0].kind == SegmentKind.READING:
        return segments[0].pk if segments[0].word_count >= LONG_WORDS else None
    return None

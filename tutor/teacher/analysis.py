"""What a lesson's answers and times say, from the records to `domain.analysis`.

Over the learners of the classes that are asked for. Times on a part and focus only of those who
show them to their teachers; answers and hints are the exercise book.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from attention_model.signals.dwell import Dwell
from attention_model.signals.segment_view import SegmentView
from tutor.accounts.models import Classroom
from tutor.content.models import Item, Lesson, Segment
from tutor.domain.analysis import (
    Finding,
    Given,
    ItemStatistics,
    SegmentLine,
    Stay,
    findings,
    item_statistics,
    segment_lines,
)
from tutor.events.selectors import events_of
from tutor.focus.models import Estimate
from tutor.learning.models import Attempt, HintUse, Session
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import consenting_among
from tutor.teacher.answers import answer_text, plain

# Each session's signals are read whole: a few ms each. The newest say most about the lesson.
MOST_SESSIONS = 300


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """An exercise with its statistics."""

    number: int
    item: Item
    title: str
    found: ItemStatistics


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """A part of the lesson with what was observed there."""

    number: int
    segment: Segment
    found: SegmentLine


@dataclass(frozen=True, kw_only=True)
class ToImprove:
    """A finding, with the name of what it is about."""

    about: str
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class LessonAnalysis:
    lesson: Lesson
    learner_count: int
    answer_count: int
    parts: list[PartLine]
    items: list[ItemLine]
    improve: list[ToImprove]
    answers: list[Given]


def analysis_of(lesson: Lesson, *, classrooms: Collection[Classroom]) -> LessonAnalysis:
    sessions = list(
        Session.objects.filter(lesson=lesson, classroom__in=classrooms).order_by("-started_at")[
            :MOST_SESSIONS
        ]
    )
    segments = list(Segment.objects.filter(lesson=lesson).order_by("position"))
    items = list(
        Item.objects.filter(segment__lesson=lesson)
        .select_related("segment")
        .order_by("segment__position", "position")
    )
    answers = given_answers(sessions)
    statistics = item_statistics(answers, items=[item.pk for item in items])
    lines = segment_lines(
        _stays(sessions, segments=segments, items=items, answers=answers),
        segments=[segment.pk for segment in segments],
    )
    shown_items = [
        ItemLine(number=number, item=item, title=title_of(item), found=found)
        for number, (item, found) in enumerate(zip(items, statistics, strict=True), start=1)
    ]
    shown_parts = [
        PartLine(number=number, segment=segment, found=found)
        for number, (segment, found) in enumerate(zip(segments, lines, strict=True), start=1)
    ]
    return LessonAnalysis(
        lesson=lesson,
        learner_count=len({session.learner_id for session in sessions}),
        answer_count=len(answers),
        parts=shown_parts,
        items=shown_items,
        improve=_improve(statistics, lines, items=shown_items, parts=shown_parts),
        answers=answers,
    )


def title_of(item: Item) -> str:
    return item.title or plain(item.stem_html)[:80] or item.slug


def given_answers(sessions: Collection[Session]) -> list[Given]:
    """Every answer to an exercise itself (no scaffold's), oldest first, with the hints before it.

    Hints are named by their place among the exercise's hints, from 1.
    """
    pks = [session.pk for session in sessions]
    learner_of = {session.pk: session.learner_id for session in sessions}
    rows = (
        Attempt.objects.filter(session__in=pks, hint=None)
        .select_related("item")
        .order_by("answered_at", "pk")
    )
    shown: dict[tuple[int, int], list[tuple[datetime, int]]] = defaultdict(list)
    uses = HintUse.objects.filter(session__in=pks).order_by("shown_at", "pk")
    for session, item, at, position in uses.values_list(
        "session_id", "hint__item_id", "shown_at", "hint__position"
    ):
        shown[session, item].append((at, position))
    return [
        Given(
            learner=learner_of[one.session_id],
            item=one.item_id,
            ordinal=one.ordinal,
            is_right=one.outcome == "right",
            text=answer_text(
                one.item.exercise_type, public_spec=one.item.public_spec, response=one.response
            ),
            latency_ms=one.latency_ms,
            hints_used=one.hints_used,
            hints=tuple(
                position
                for at, position in shown.get((one.session_id, one.item_id), ())
                if at <= one.answered_at
            ),
        )
        for one in rows
    ]


def _stays(
    sessions: Sequence[Session],
    *,
    segments: Sequence[Segment],
    items: Sequence[Item],
    answers: Sequence[Given],
) -> list[Stay]:
    """One a learner and part that they were seen on, or answered something on."""
    shown = consenting_among([one.learner_id for one in sessions], purpose=Purpose.TEACHER_VIEW)
    visible, off_task = _observed([one for one in sessions if one.learner_id in shown])
    segment_of = {item.pk: item.segment_id for item in items}
    count: Counter[tuple[int, int]] = Counter()
    wrong: Counter[tuple[int, int]] = Counter()
    hints: Counter[tuple[int, int]] = Counter()
    for one in answers:
        key = (one.learner, segment_of.get(one.item, 0))
        count[key] += 1
        wrong[key] += not one.is_right
    uses = HintUse.objects.filter(session__in=[one.pk for one in sessions])
    for learner, item in uses.values_list("session__learner_id", "hint__item_id"):
        hints[learner, segment_of.get(item, 0)] += 1
    expected = {segment.pk: segment.expected_ms for segment in segments}
    keys = sorted({*visible, *off_task, *count})
    return [
        Stay(
            learner=learner,
            segment=segment,
            expected_ms=expected[segment],
            visible_ms=visible.get((learner, segment)),
            off_task_p=_mean(off_task.get((learner, segment), [])),
            hints=hints[learner, segment],
            answers=count[learner, segment],
            wrong=wrong[learner, segment],
        )
        for learner, segment in keys
        if segment in expected
    ]


_ByPlace = dict[tuple[int, int], int]


def _observed(
    sessions: Sequence[Session],
) -> tuple[_ByPlace, dict[tuple[int, int], list[float]]]:
    """By learner and part: time in view, and the estimates made there.

    The page's clock says where, the server's when an estimate was made; what lies between them is
    small beside the time on a part.
    """
    visible: _ByPlace = defaultdict(int)
    off_task: dict[tuple[int, int], list[float]] = defaultdict(list)
    estimates: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows = Estimate.objects.filter(session__in=[one.pk for one in sessions])
    for pk, at_ms, p in rows.order_by("at_ms").values_list("session_id", "at_ms", "p_off_task"):
        if p is not None:
            estimates[pk].append((at_ms, p))
    for session in sessions:
        starts: list[int] = []
        places: list[int] = []
        for signal in events_of(session.pk):
            if isinstance(signal, Dwell):
                visible[session.learner_id, signal.segment] += signal.visible_ms
            if isinstance(signal, Dwell | SegmentView):
                starts.append(signal.at_ms)
                places.append(signal.segment)
        for at_ms, p in estimates.get(session.pk, ()):
            index = bisect_right(starts, at_ms)
            if index:
                off_task[session.learner_id, places[index - 1]].append(p)
    return visible, off_task


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _improve(
    statistics: Sequence[ItemStatistics],
    lines: Sequence[SegmentLine],
    *,
    items: Sequence[ItemLine],
    parts: Sequence[PartLine],
) -> list[ToImprove]:
    item_name = {one.item.pk: f"{one.number}. {one.title}" for one in items}
    part_name = {one.segment.pk: f"Part {one.number}, {one.segment.title}" for one in parts}
    return [
        ToImprove(
            about=item_name[one.item] if one.item is not None else part_name[one.segment or 0],
            finding=one,
        )
        for one in findings(statistics, lines)
    ]

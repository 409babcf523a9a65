"""Reads of a learner's record: where they are, what they answered, what they know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from tutor.accounts.models import Classroom, User
from tutor.content.editions import hints_of
from tutor.content.models import Hint, Item, Lesson, Segment, Skill
from tutor.domain.exercises.base import Outcome
from tutor.domain.learner import SkillState
from tutor.learning.access import (
    accessible_course,
    accessible_lesson,
    accessible_session,
    courses_for,
    item_of,
    scaffold_of,
    segment_of,
)
from tutor.learning.editions import edition_of
from tutor.learning.models import Attempt, HintUse, SegmentVisit, Session, SessionKind
from tutor.learning.models import SkillState as SkillStateRow

__all__ = [
    "Progress",
    "SegmentLine",
    "accessible_course",
    "accessible_lesson",
    "accessible_session",
    "attempts_of",
    "classroom_for",
    "courses_for",
    "guess_p",
    "hints_shown",
    "item_of",
    "items_solved",
    "lesson_at_hand",
    "next_hint",
    "open_review",
    "open_session",
    "outline_of",
    "progress_of",
    "scaffold_of",
    "segment_of",
    "skill_lines",
    "skill_states",
]

# A break, or an activity in it; who comes back later is met by today's plan.
AT_HAND = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a session is. `p` is the share of the lesson's segments that are finished."""

    finished: tuple[int, ...]
    segment_count: int
    solved_items: tuple[int, ...]
    item_count: int
    current: int | None

    @property
    def p(self) -> float:
        return len(self.finished) / self.segment_count if self.segment_count else 0.0

    @property
    def is_complete(self) -> bool:
        return self.segment_count > 0 and len(self.finished) == self.segment_count


@dataclass(frozen=True, kw_only=True)
class SegmentLine:
    """One dot of the lesson's outline."""

    id: int
    kind: str
    title: str
    word_count: int
    is_finished: bool
    is_current: bool


def open_session(learner: User, *, lesson: Lesson) -> Session | None:
    return _open(learner, lesson=lesson, kind=SessionKind.LESSON)


def open_review(learner: User, *, lesson: Lesson) -> Session | None:
    return _open(learner, lesson=lesson, kind=SessionKind.REVIEW)


def lesson_at_hand(learner: User, *, now: datetime) -> Session | None:
    """The lesson that was left just now, for a break for example; None where none is open."""
    rows = Session.objects.filter(
        learner=learner,
        kind=SessionKind.LESSON,
        ended_at=None,
        last_seen_at__gte=now - AT_HAND,
    )
    return rows.select_related("lesson__course").order_by("-last_seen_at").first()


def _open(learner: User, *, lesson: Lesson, kind: SessionKind) -> Session | None:
    return Session.objects.filter(learner=learner, lesson=lesson, kind=kind, ended_at=None).first()


def classroom_for(learner: User, *, lesson: Lesson) -> Classroom | None:
    """The learner's class that studies the lesson's course; the one joined first if several do."""
    return (
        Classroom.objects.filter(enrolments__learner=learner)
        .filter(assignments__course_id=lesson.course_id)
        .order_by("enrolments__joined_at", "pk")
        .first()
    )


def attempts_of(session: Session) -> QuerySet[Attempt]:
    """Every answer of the session, in order."""
    return session.attempts.select_related("item", "hint").order_by("answered_at", "pk")


def hints_shown(session: Session, *, item: Item | None = None) -> QuerySet[HintUse]:
    uses = session.hint_uses.select_related("hint").order_by("shown_at", "pk")
    return uses if item is None else uses.filter(hint__item=item)


def next_hint(session: Session, *, item: Item) -> Hint | None:
    """The first hint not yet shown whose dependencies were all shown; None when there is none."""
    shown = set(hints_shown(session, item=item).values_list("hint__slug", flat=True))
    for hint in hints_of(item):
        if hint.slug not in shown and shown.issuperset(hint.dependencies):
            return hint
    return None


def items_solved(session: Session) -> set[int]:
    """Items of the session with a right answer (a scaffold's answer is not the item's)."""
    return set(
        session.attempts.filter(hint=None, outcome=Outcome.RIGHT).values_list("item_id", flat=True)
    )


def progress_of(session: Session) -> Progress:
    finished = SegmentVisit.objects.filter(session=session).order_by("finished_at", "pk")
    items = Item.objects.filter(segment__lesson_id=session.lesson_id, is_check=False)
    segments = _segments(session)
    edition = edition_of(session)
    asked = [item for item in edition.items() if not item.is_check] if edition else None
    here = {segment.pk for segment in segments}
    return Progress(
        finished=tuple(
            pk for pk in finished.values_list("segment_id", flat=True) if not edition or pk in here
        ),
        segment_count=len(segments),
        solved_items=tuple(sorted(items_solved(session))),
        item_count=items.count() if asked is None else len(asked),
        current=session.segment_id,
    )


def outline_of(session: Session) -> list[SegmentLine]:
    finished = set(session.visits.values_list("segment_id", flat=True))
    return [
        SegmentLine(
            id=segment.pk,
            kind=segment.kind,
            title=segment.title,
            word_count=segment.word_count,
            is_finished=segment.pk in finished,
            is_current=segment.pk == session.segment_id,
        )
        for segment in _segments(session)
    ]


def _segments(session: Session) -> list[Segment]:
    """The lesson's segments in order, as the session sees them."""
    if edition := edition_of(session):
        return list(edition.segments)
    return list(Segment.objects.filter(lesson_id=session.lesson_id).order_by("position"))


def guess_p(spec: Mapping[str, Any]) -> float:
    """The chance to hit the answer blindly: one in the number of choices, 0 where one writes."""
    choices = spec.get("choices") or ()
    return 1 / len(choices) if choices else 0.0


def skill_states(learner_pk: int, *, skills: Iterable[int]) -> dict[int, SkillState]:
    """The stored states as domain values, by skill; skills never met are absent."""
    rows = SkillStateRow.objects.filter(learner_id=learner_pk, skill_id__in=list(skills))
    return {row.skill_id: state_of(row) for row in rows}


def state_of(row: SkillStateRow) -> SkillState:
    return SkillState(
        rating=row.rating,
        evidence=row.evidence,
        attempt_count=row.attempt_count,
        right_count=row.right_count,
        right_in_a_row=row.right_in_a_row,
        mastery_p=row.mastery_p,
    )


def skill_lines(learner: User, *, lesson: Lesson) -> QuerySet[Skill]:
    """The lesson's skills, each with this learner's state in `mine` (a list of none or one)."""
    mine = SkillStateRow.objects.filter(learner=learner)
    return (
        Skill.objects.filter(items__segment__lesson=lesson)
        .distinct()
        .order_by("title")
        .prefetch_related(Prefetch("states", queryset=mine, to_attr="mine"))
    )

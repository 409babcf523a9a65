"""Rows as the lesson's templates show them. Reads only; all of a segment in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.utils.safestring import SafeString

from tutor.accounts.models import User
from tutor.content.editions import items_of
from tutor.content.models import Course, Hint, Item, Lesson, Segment
from tutor.domain.exercises.base import Outcome
from tutor.learning.editions import edition_of
from tutor.learning.models import Attempt, Session
from tutor.learning.selectors import attempts_of, hints_shown
from tutor.student.chunks import chunks_of
from tutor.student.selectors import answers_in_lesson
from tutor.student.shown import response_html, shown_spec
from tutor.student.shown import trusted as _trusted

# Plain expository text with formulas; only for "about 3 min".
WORDS_A_MINUTE = 160
MINUTES_AN_ITEM = 1


@dataclass(frozen=True, kw_only=True)
class Option:
    id: str
    html: SafeString
    speech: str
    number: int


@dataclass(frozen=True, kw_only=True)
class PastAnswer:
    """A checked answer with what was said about it; `html` is the answer as it reads."""

    html: str
    outcome: str
    feedback_html: SafeString


@dataclass(frozen=True, kw_only=True)
class HintView:
    hint: Hint
    ordinal: int
    scaffold: ExerciseView | None


@dataclass(frozen=True, kw_only=True)
class ExerciseView:
    """One form: an item's, or the question that a hint asks (then `hint_id` is set)."""

    item_id: int
    hint_id: int | None
    exercise_type: str
    title: str
    stem_html: SafeString
    public_spec: Mapping[str, Any]
    shown: Mapping[str, Any]
    options: list[Option]
    past: list[PastAnswer]
    hints: list[HintView] = field(default_factory=list)
    hints_left: int = 0

    @property
    def is_solved(self) -> bool:
        return any(answer.outcome == Outcome.RIGHT for answer in self.past)

    @property
    def form_id(self) -> str:
        return f"h{self.hint_id}" if self.hint_id else f"i{self.item_id}"

    @property
    def template(self) -> str:
        return f"student/exercises/{self.exercise_type}.html"


@dataclass(frozen=True, kw_only=True)
class SegmentView:
    segment: Segment
    chunks: list[SafeString]
    exercises: list[ExerciseView]
    checks: list[ExerciseView]
    licence: str
    attribution: str

    @property
    def is_open(self) -> bool:
        """Some exercise here is not solved yet: it has the page's primary action."""
        return any(not exercise.is_solved for exercise in self.exercises)

    @property
    def minutes(self) -> int:
        reading = self.segment.word_count / WORDS_A_MINUTE
        return max(1, round(reading + MINUTES_AN_ITEM * len(self.exercises)))


def segment_view(session: Session, *, segment: Segment) -> SegmentView:
    """The segment with its exercises, and the learner's answers and hints of this session."""
    edition = edition_of(session)
    segment = (edition.segment(segment.pk) if edition else None) or segment
    items = items_of(segment)
    record = _Record.of(session, items=items)
    exercises = [_exercise(item, seed=session.seed, record=record) for item in items]
    return _segment(segment, items, exercises, course=session.lesson.course)


def preview_segment(segment: Segment, *, course: Course, seed: int) -> SegmentView:
    """The segment as it looks to somebody who has not answered anything; nothing is read.

    `segment` comes from a `content.editions.Edition`: its items and their hints are loaded.
    """
    items = items_of(segment)
    exercises = [_exercise(item, seed=seed, record=NOTHING_YET) for item in items]
    return _segment(segment, items, exercises, course=course)


def _segment(
    segment: Segment, items: Sequence[Item], exercises: Sequence[ExerciseView], *, course: Course
) -> SegmentView:
    return SegmentView(
        segment=segment,
        chunks=[_trusted(chunk) for chunk in chunks_of(segment.html)],
        exercises=[view for view, item in zip(exercises, items, strict=True) if not item.is_check],
        checks=[view for view, item in zip(exercises, items, strict=True) if item.is_check],
        licence=segment.licence or course.licence,
        attribution=segment.attribution or course.attribution,
    )


def item_view(session: Session, *, item: Item) -> ExerciseView:
    return _exercise(item, seed=session.seed, record=_Record.of(session, items=[item]))


def hint_view(session: Session, *, hint: Hint, ordinal: int) -> HintView:
    record = _Record.of(session, items=[hint.item])
    return _hint(hint, seed=session.seed, ordinal=ordinal, record=record)


def preview_hint(hint: Hint, *, ordinal: int, seed: int) -> HintView:
    """A hint as it looks to somebody who has not answered its question."""
    return _hint(hint, seed=seed, ordinal=ordinal, record=NOTHING_YET)


@dataclass(frozen=True, kw_only=True)
class _Record:
    """What this session knows of some items: answers and hints, by item."""

    attempts: Mapping[int, list[Attempt]]
    hints: Mapping[int, list[Hint]]

    @classmethod
    def of(cls, session: Session, *, items: Iterable[Item]) -> _Record:
        pks = [item.pk for item in items]
        attempts: defaultdict[int, list[Attempt]] = defaultdict(list)
        for attempt in attempts_of(session).filter(item__in=pks):
            attempts[attempt.item_id].append(attempt)
        hints: defaultdict[int, list[Hint]] = defaultdict(list)
        edition = edition_of(session)
        for use in hints_shown(session).filter(hint__item__in=pks):
            hint = (edition.hint(use.hint_id) if edition else None) or use.hint
            hints[hint.item_id].append(hint)
        return cls(attempts=attempts, hints=hints)

    def answers(self, item_pk: int, *, hint_pk: int | None) -> list[Attempt]:
        return [one for one in self.attempts.get(item_pk, []) if one.hint_id == hint_pk]


NOTHING_YET = _Record(attempts={}, hints={})


def _exercise(item: Item, *, seed: int, record: _Record) -> ExerciseView:
    shown = record.hints.get(item.pk, [])
    key = f"item {item.pk}"
    return ExerciseView(
        item_id=item.pk,
        hint_id=None,
        exercise_type=item.exercise_type,
        title=item.title,
        stem_html=_trusted(item.stem_html),
        public_spec=item.public_spec,
        shown=shown_spec(item.public_spec, seed=f"{seed} {key}"),
        options=options_of(seed, key=key, public_spec=item.public_spec),
        past=past_answers(record.answers(item.pk, hint_pk=None)),
        hints=[
            _hint(hint, seed=seed, ordinal=ordinal, record=record)
            for ordinal, hint in enumerate(shown, start=1)
        ],
        hints_left=len(item.hints.all()) - len(shown),
    )


def _hint(hint: Hint, *, seed: int, ordinal: int, record: _Record) -> HintView:
    scaffold = hint.scaffold
    if not scaffold:
        return HintView(hint=hint, ordinal=ordinal, scaffold=None)
    public_spec = scaffold["public_spec"]
    key = f"hint {hint.pk}"
    question = ExerciseView(
        item_id=hint.item_id,
        hint_id=hint.pk,
        exercise_type=scaffold["exercise_type"],
        title="",
        stem_html=_trusted(scaffold.get("stem_html", "")),
        public_spec=public_spec,
        shown=shown_spec(public_spec, seed=f"{seed} {key}"),
        options=options_of(seed, key=key, public_spec=public_spec),
        past=past_answers(record.answers(hint.item_id, hint_pk=hint.pk)),
    )
    return HintView(hint=hint, ordinal=ordinal, scaffold=question)


def options_of(seed: int, *, key: str, public_spec: Mapping[str, Any]) -> list[Option]:
    """The options in the order of this session's seed: shuffled once, the same on every visit."""
    choices = list(public_spec.get("choices", ()))
    if public_spec.get("shuffle"):
        Random(f"{seed} {key}").shuffle(choices)  # noqa: S311 - an order, not a secret
    return [
        Option(
            id=choice["id"],
            html=_trusted(choice["html"]),
            speech=choice["speech"],
            number=number,
        )
        for number, choice in enumerate(choices, start=1)
    ]


def past_answers(attempts: Iterable[Attempt]) -> list[PastAnswer]:
    return [
        PastAnswer(
            html=_answer_html(attempt),
            outcome=attempt.outcome,
            feedback_html=_trusted(attempt.feedback_html),
        )
        for attempt in attempts
    ]


def _answer_html(attempt: Attempt) -> str:
    """The answer as it reads; `item` and `hint` have to be selected with the attempt."""
    question = attempt.item
    name, public_spec = question.exercise_type, question.public_spec
    if attempt.hint is not None and attempt.hint.scaffold:
        scaffold = attempt.hint.scaffold
        name, public_spec = scaffold["exercise_type"], scaffold["public_spec"]
    return response_html(name, public_spec=public_spec, response=attempt.response)


@dataclass(frozen=True, kw_only=True)
class AnswerGroup:
    """One question of a lesson with every answer that was given to it."""

    exercise: ExerciseView
    segment_title: str
    answers: list[PastAnswer]


def answer_groups(learner: User, *, lesson: Lesson) -> list[AnswerGroup]:
    """Past answers by question, in the lesson's order; answers to hints' questions are left out."""
    by_item: dict[int, list[Attempt]] = {}
    for attempt in answers_in_lesson(learner, lesson=lesson):
        by_item.setdefault(attempt.item_id, []).append(attempt)
    return [_group(attempts) for attempts in by_item.values()]


def _group(attempts: list[Attempt]) -> AnswerGroup:
    item, session = attempts[0].item, attempts[0].session
    exercise = _exercise(item, seed=session.seed, record=NOTHING_YET)
    return AnswerGroup(
        exercise=exercise,
        segment_title=item.segment.title,
        answers=past_answers(attempts),
    )


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """An attempt as the page shows it; `boot.ts` has the same shape."""
    return {
        "item": attempt.item_id,
        "hint": attempt.hint_id,
        "ordinal": attempt.ordinal,
        "response": attempt.response,
        "response_html": _answer_html(attempt),
        "outcome": attempt.outcome,
        "feedback_html": attempt.feedback_html,
        "expected_p": attempt.expected_p,
    }

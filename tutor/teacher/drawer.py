"""Everything about one learner's lesson that helps a teacher to help: facts first, then actions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404

from attention_model.signals.dwell import Dwell
from tutor.accounts.models import Classroom, User
from tutor.accounts.selectors import roster_of
from tutor.adaptation.live import live_rows
from tutor.adaptation.models import Decision
from tutor.adaptation.selectors import messages_of
from tutor.content.models import Item
from tutor.domain.policy.situation import INTERVENTIONS
from tutor.domain.protocol.messages import LiveRow
from tutor.events.selectors import events_of
from tutor.guidance.models import Alert, Pacing, TeacherAction
from tutor.guidance.selectors import done_for, recent_alerts
from tutor.guidance.services import LONGEST_NUDGE
from tutor.guidance.words import TEMPLATES, text_for_learner
from tutor.learning.models import Session, SkillState
from tutor.learning.selectors import next_hint
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import consenting_among
from tutor.teacher.answers import answer_text, plain

LAST_ANSWERS = 8
LAST_CHANGES = 5
LAST_ALERTS = 6
TODAY = timedelta(hours=12)
# For how long a pace or a pause may be set: a task, a lesson, a double lesson.
SPANS_MIN = (15, 45, 90)


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """One answer as the teacher reads it."""

    item: str
    text: str
    outcome: str
    outcome_words: str
    latency_s: int
    hints_used: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """An exercise of the lesson, for the teacher to open a hint of or to set."""

    pk: int
    title: str
    segment: str
    is_here: bool
    is_solved: bool
    hints_shown: int
    hint_count: int
    next_hint: str = ""


@dataclass(frozen=True, kw_only=True)
class SkillLine:
    title: str
    right: int
    answers: int
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """What the tutor did and why, and what the learner made of it."""

    title: str
    why: str
    resolution: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DoneLine:
    """What a teacher did, and whether it can still be taken back."""

    action: TeacherAction
    words: str
    can_undo: bool


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """How long the lesson was open, in view and in use; observed, not inferred."""

    open_ms: int = 0
    visible_ms: int = 0
    active_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class LearnerView:
    """`clocks` is None where the learner does not show what was observed."""

    classroom: Classroom
    learner: User
    row: LiveRow
    session: Session | None
    current: ItemLine | None = None
    items: list[ItemLine] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)
    skills: list[SkillLine] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    done: list[DoneLine] = field(default_factory=list)
    clocks: Clocks | None = None

    templates: tuple[str, ...] = TEMPLATES
    longest_nudge: int = LONGEST_NUDGE
    paces: list[tuple[str, str]] = field(default_factory=lambda: list(Pacing.choices))
    spans_min: tuple[int, ...] = SPANS_MIN

    @property
    def focus_percent(self) -> tuple[int, int] | None:
        """The interval of the chance to be elsewhere; None where evidence or consent is missing."""
        if self.row.focus_low is None or self.row.focus_high is None:
            return None
        return round(self.row.focus_low * 100), round(self.row.focus_high * 100)


def accessible_learner(classroom: Classroom, public_id: UUID) -> User:
    """A learner of this class; the 404 of a missing one for all others."""
    learner = roster_of(classroom).filter(public_id=public_id).first()
    if learner is None:
        raise Http404("There is no such learner in this class.")
    return learner


def current_session(classroom: Classroom, learner: User, *, now: datetime) -> Session | None:
    """The lesson the learner was last seen in, today and in this class."""
    return (
        Session.objects.filter(classroom=classroom, learner=learner)
        .filter(last_seen_at__gte=now - TODAY)
        .select_related("lesson__course", "segment", "classroom", "learner")
        .order_by("-last_seen_at", "-pk")
        .first()
    )


def learner_view(classroom: Classroom, learner: User, *, now: datetime) -> LearnerView:
    (row,) = live_rows(classroom, now=now, learners=[learner.pk])
    session = current_session(classroom, learner, now=now)
    done = _done(learner, classroom=classroom, now=now)
    if session is None:
        return LearnerView(classroom=classroom, learner=learner, row=row, session=None, done=done)
    items = _items(session)
    return LearnerView(
        classroom=classroom,
        learner=learner,
        row=row,
        session=session,
        items=items,
        current=_current(session, items),
        answers=_answers(session),
        skills=_skills(session),
        changes=_changes(session),
        alerts=list(recent_alerts(session)[:LAST_ALERTS]),
        done=done,
        clocks=_clocks(session),
    )


def _done(learner: User, *, classroom: Classroom, now: datetime) -> list[DoneLine]:
    return [
        DoneLine(
            action=action,
            words=text_for_learner(action),
            can_undo=action.undone_at is None and _is_reversible(action, now=now),
        )
        for action in done_for(learner, classroom=classroom, now=now)
    ]


def _is_reversible(action: TeacherAction, *, now: datetime) -> bool:
    """A pace and a pause while they last; the others until they were read."""
    return action.until > now if action.until is not None else action.seen_at is None


def _items(session: Session) -> list[ItemLine]:
    shown = dict(
        session.hint_uses.values("hint__item")
        .annotate(count=Count("pk"))
        .values_list("hint__item", "count")
    )
    solved = set(
        session.attempts.filter(hint=None, outcome="right").values_list("item_id", flat=True)
    )
    items = (
        Item.objects.filter(segment__lesson=session.lesson_id, is_check=False)
        .select_related("segment")
        .annotate(hint_count=Count("hints"))
        .order_by("segment__position", "position")
    )
    return [
        ItemLine(
            pk=item.pk,
            title=item.title or plain(item.stem_html)[:80] or item.slug,
            segment=item.segment.title,
            is_here=item.segment_id == session.segment_id,
            is_solved=item.pk in solved,
            hints_shown=shown.get(item.pk, 0),
            hint_count=item.hint_count,
        )
        for item in items
    ]


def _current(session: Session, items: list[ItemLine]) -> ItemLine | None:
    """The exercise answered last while it is unsolved, else the first unsolved one of the part."""
    last = session.attempts.filter(hint=None).order_by("-answered_at", "-pk").first()
    unsolved = [item for item in items if not item.is_solved]
    tried = [item for item in unsolved if last is not None and item.pk == last.item_id]
    found = next(iter(tried or [item for item in unsolved if item.is_here]), None)
    if found is None:
        return None
    hint = next_hint(session, item=Item.objects.get(pk=found.pk))
    return replace(found, next_hint=plain(hint.html)[:160] if hint else "")


_OUTCOMES = {"right": "Right", "almost": "Almost", "not_yet": "Not yet"}


def _answers(session: Session) -> list[AnswerLine]:
    rows = session.attempts.filter(hint=None).select_related("item")
    return [
        AnswerLine(
            item=attempt.item.title or attempt.item.slug,
            text=answer_text(
                attempt.item.exercise_type,
                public_spec=attempt.item.public_spec,
                response=attempt.response,
            ),
            outcome=attempt.outcome,
            outcome_words=_OUTCOMES.get(attempt.outcome, attempt.outcome),
            latency_s=round(attempt.latency_ms / 1000),
            hints_used=attempt.hints_used,
            at=attempt.answered_at,
        )
        for attempt in rows.order_by("-answered_at", "-pk")[:LAST_ANSWERS]
    ]


def _skills(session: Session) -> list[SkillLine]:
    states = (
        SkillState.objects.filter(learner=session.learner_id)
        .filter(Q(skill__items__segment__lesson=session.lesson_id))
        .select_related("skill")
        .distinct()
        .order_by("skill__title")
    )
    return [
        SkillLine(
            title=state.skill.title,
            right=state.right_count,
            answers=state.attempt_count,
            is_known=state.mastery_p >= state.skill.mastery_p,
        )
        for state in states
    ]


def _changes(session: Session) -> list[ChangeLine]:
    rows = Decision.objects.filter(session=session, action__in=list(INTERVENTIONS))
    decisions = list(rows.order_by("-decided_at", "-pk")[:LAST_CHANGES])
    return [
        ChangeLine(
            title=message.title,
            why=message.why,
            resolution=decision.get_resolution_display(),
            at=decision.decided_at,
        )
        for decision, message in zip(decisions, messages_of(decisions), strict=True)
    ]


def _clocks(session: Session) -> Clocks | None:
    """The three clocks of this session, where its learner shows what was observed."""
    if not consenting_among([session.learner_id], purpose=Purpose.TEACHER_VIEW):
        return None
    total: dict[str, int] = defaultdict(int)
    for signal in events_of(session.pk):
        if isinstance(signal, Dwell):
            total["open_ms"] += signal.open_ms
            total["visible_ms"] += signal.visible_ms
            total["active_ms"] += signal.active_ms
    return Clocks(**total)

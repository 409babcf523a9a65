"""Writes one answer: graded, kept once, and folded into the learner's skills, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tutor.accounts.models import User
from tutor.content.models import Hint, Item
from tutor.domain.exercises.base import Grade, Outcome
from tutor.domain.learner import (
    Answer,
    Knowledge,
    Question,
    Response,
    after,
    chance_p,
    is_rapid_guess,
    item_offset,
    shipped_tracer,
    weight_p,
)
from tutor.learning import grading, selectors
from tutor.learning.models import Attempt, ItemOffset, Session
from tutor.learning.selectors_knowledge import stored_knowledge, usual_offsets
from tutor.learning.services_knowledge import rebuild_skills, store_knowledge

__all__ = ["rebuild_skills", "record_answer"]


@dataclass(frozen=True, kw_only=True)
class _Prior:
    """What was known just before the answer."""

    question: Question
    knowledge: Knowledge
    offset: float
    # Outcomes of this session's earlier tries at what is answered now, the item or a scaffold.
    tries: tuple[str, ...]

    @property
    def expected_p(self) -> float:
        return chance_p(self.knowledge, self.question, tracer=shipped_tracer())


def record_answer(
    session: Session,
    *,
    item: Item,
    response: dict[str, Any],
    idempotency_key: UUID,
    latency_ms: int,
    now: datetime,
    hint: Hint | None = None,
) -> Attempt:
    """The graded answer. The same key gives the same attempt, also when two requests race.

    `hint` is the scaffold whose question was answered, else None. The grade is made before the
    transaction begins: the algebra worker may take a second, and no row is locked meanwhile.
    """
    earlier = _attempt_with(session, idempotency_key)
    if earlier is not None:
        return earlier
    name, spec = _asked(item, hint)
    grade = grading.grade(name, spec=spec, response=response)
    try:
        with transaction.atomic():
            _lock(session)
            prior = _prior_to(session, item=item, hint=hint)
            attempt = _create_attempt(
                session,
                item=item,
                hint=hint,
                grade=grade,
                feedback=grading.feedback_html(grade, spec=spec),
                prior=prior,
                response=response,
                idempotency_key=idempotency_key,
                latency_ms=latency_ms,
                now=now,
            )
            if hint is None:
                _learn(attempt, prior=prior)
            return attempt
    except IntegrityError:
        raced = _attempt_with(session, idempotency_key)
        if raced is None:
            raise
        return raced


def _attempt_with(session: Session, idempotency_key: UUID) -> Attempt | None:
    return session.attempts.filter(idempotency_key=idempotency_key).first()


def _asked(item: Item, hint: Hint | None) -> tuple[str, dict[str, Any]]:
    """Exercise type and spec of what was answered: the item, or a scaffold among its hints."""
    if hint is None or hint.scaffold is None:
        return item.exercise_type, item.spec
    return hint.scaffold["exercise_type"], hint.scaffold["spec"]


def _lock(session: Session) -> None:
    """One answer of a learner at a time: their skills and the attempt's ordinal depend on the last.

    `no_key`: rows that point to the learner may still be written by others. SQLite locks the whole
    database at BEGIN instead.
    """
    User.objects.select_for_update(no_key=True).get(pk=session.learner_id)


def _prior_to(session: Session, *, item: Item, hint: Hint | None) -> _Prior:
    skills = tuple(item.skills.order_by("pk").values_list("pk", flat=True))
    usual = usual_offsets(skills)
    start = sum(usual.values()) / len(usual) if usual else 0.0
    offset = ItemOffset.objects.filter(item=item).values_list("offset", flat=True).first()
    earlier = list(
        Attempt.objects.filter(session__learner=session.learner_id, item=item, hint=hint)
        .order_by("answered_at", "pk")
        .values_list("session_id", "outcome")
    )
    outcomes = [outcome for _, outcome in earlier]
    return _Prior(
        question=Question(
            skills=skills,
            difficulty=item.difficulty + (start if offset is None else offset),
            guess_p=selectors.guess_p(item.spec),
            skill_difficulty=item.difficulty + start,
            right_before=outcomes.count(Outcome.RIGHT),
            wrong_before=outcomes.count(Outcome.NOT_YET),
        ),
        knowledge=stored_knowledge(session.learner_id, skills=skills),
        offset=start if offset is None else offset,
        tries=tuple(outcome for pk, outcome in earlier if pk == session.pk),
    )


def _create_attempt(
    session: Session,
    *,
    item: Item,
    hint: Hint | None,
    grade: Grade,
    feedback: str,
    prior: _Prior,
    response: dict[str, Any],
    idempotency_key: UUID,
    latency_ms: int,
    now: datetime,
) -> Attempt:
    hints = list(
        selectors.hints_shown(session, item=item).values_list("hint__is_bottom_out", flat=True)
    )
    is_rapid = is_rapid_guess(
        latency_ms=latency_ms, guess_p=prior.question.guess_p, outcome=grade.outcome
    )
    return Attempt.objects.create(
        session=session,
        item=item,
        hint=hint,
        idempotency_key=idempotency_key,
        ordinal=len(prior.tries) + 1,
        response=response,
        outcome=grade.outcome,
        misconception=(grade.misconception or "")[:120],
        feedback_html=feedback,
        latency_ms=latency_ms,
        hints_used=len(hints),
        difficulty=prior.question.difficulty,
        guess_p=prior.question.guess_p,
        expected_p=prior.expected_p,
        is_rapid_guess=is_rapid,
        weight_p=0.0
        if hint is not None
        else weight_p(
            grade.outcome,
            is_rapid_guess=is_rapid,
            is_retry=any(outcome != Outcome.ALMOST for outcome in prior.tries),
            hints_used=len(hints),
            saw_answer=any(hints),
        ),
        answered_at=now,
    )


def _learn(attempt: Attempt, *, prior: _Prior) -> None:
    response = Response(
        skills=prior.question.skills,
        is_right=attempt.outcome == Outcome.RIGHT,
        difficulty=prior.question.difficulty,
        guess_p=prior.question.guess_p,
        weight_p=attempt.weight_p,
    )
    known = after(prior.knowledge, Answer(response=response, at=attempt.answered_at))
    store_knowledge(attempt.session.learner_id, knowledge=known, now=attempt.answered_at)
    if attempt.ordinal == 1 and attempt.weight_p > 0:
        _move_item(attempt, start=prior.offset)


def _move_item(attempt: Attempt, *, start: float) -> None:
    """A first answer says something about the item as well; retries come after its feedback."""
    ItemOffset.objects.get_or_create(item_id=attempt.item_id, defaults={"offset": start})
    row = ItemOffset.objects.select_for_update().get(item_id=attempt.item_id)
    row.offset = item_offset(
        row.offset,
        evidence=row.evidence,
        is_right=attempt.outcome == Outcome.RIGHT,
        expected=attempt.expected_p,
        weight_p=attempt.weight_p,
    )
    row.evidence += attempt.weight_p
    row.save(update_fields=["offset", "evidence"])

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
    Response,
    SkillState,
    expected_p,
    fold,
    is_rapid_guess,
    item_offset,
    learn,
    rating_over,
    weight_p,
)
from tutor.learning import grading, selectors
from tutor.learning.models import Attempt, ItemOffset, Session
from tutor.learning.models import SkillState as SkillStateRow


@dataclass(frozen=True, kw_only=True)
class _Prior:
    """What was known just before the answer."""

    skills: tuple[int, ...]
    states: dict[int, SkillState]
    difficulty: float
    guess_p: float

    @property
    def expected_p(self) -> float:
        rating = rating_over(self.states, self.skills)
        return expected_p(rating, difficulty=self.difficulty, guess_p=self.guess_p)


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
            prior = _prior_to(session, item=item)
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


def _prior_to(session: Session, *, item: Item) -> _Prior:
    skills = tuple(item.skills.order_by("pk").values_list("pk", flat=True))
    offset = ItemOffset.objects.filter(item=item).values_list("offset", flat=True).first()
    return _Prior(
        skills=skills,
        states=selectors.skill_states(session.learner_id, skills=skills),
        difficulty=item.difficulty + (offset or 0.0),
        guess_p=selectors.guess_p(item.spec),
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
    tries = list(session.attempts.filter(item=item, hint=hint).values_list("outcome", flat=True))
    hints = list(
        selectors.hints_shown(session, item=item).values_list("hint__is_bottom_out", flat=True)
    )
    is_rapid = is_rapid_guess(latency_ms=latency_ms, guess_p=prior.guess_p, outcome=grade.outcome)
    return Attempt.objects.create(
        session=session,
        item=item,
        hint=hint,
        idempotency_key=idempotency_key,
        ordinal=len(tries) + 1,
        response=response,
        outcome=grade.outcome,
        misconception=(grade.misconception or "")[:120],
        feedback_html=feedback,
        latency_ms=latency_ms,
        hints_used=len(hints),
        difficulty=prior.difficulty,
        guess_p=prior.guess_p,
        expected_p=prior.expected_p,
        is_rapid_guess=is_rapid,
        weight_p=0.0
        if hint is not None
        else weight_p(
            grade.outcome,
            is_rapid_guess=is_rapid,
            is_retry=any(outcome != Outcome.ALMOST for outcome in tries),
            hints_used=len(hints),
            saw_answer=any(hints),
        ),
        answered_at=now,
    )


def _learn(attempt: Attempt, *, prior: _Prior) -> None:
    after = learn(
        prior.states,
        Response(
            skills=prior.skills,
            is_right=attempt.outcome == Outcome.RIGHT,
            difficulty=prior.difficulty,
            guess_p=prior.guess_p,
            weight_p=attempt.weight_p,
        ),
    )
    _store_skills(attempt.session.learner_id, states=after, now=attempt.answered_at)
    if attempt.ordinal == 1 and attempt.weight_p > 0:
        _move_item(attempt)


def _store_skills(learner_pk: int, *, states: dict[int, SkillState], now: datetime) -> None:
    SkillStateRow.objects.bulk_create(
        [
            SkillStateRow(
                learner_id=learner_pk,
                skill_id=skill,
                rating=state.rating,
                evidence=state.evidence,
                attempt_count=state.attempt_count,
                right_count=state.right_count,
                right_in_a_row=state.right_in_a_row,
                mastery_p=state.mastery_p,
                updated_at=now,
            )
            for skill, state in states.items()
        ],
        update_conflicts=True,
        unique_fields=["learner", "skill"],
        update_fields=[
            "rating",
            "evidence",
            "attempt_count",
            "right_count",
            "right_in_a_row",
            "mastery_p",
            "updated_at",
        ],
    )


def _move_item(attempt: Attempt) -> None:
    """A first answer says something about the item as well; retries come after its feedback."""
    ItemOffset.objects.get_or_create(item_id=attempt.item_id)
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


@transaction.atomic
def rebuild_skills(learner: User, *, now: datetime) -> dict[int, SkillState]:
    """The learner's skills from their answers alone, stored; what they were is not looked at."""
    states = fold(selectors.responses_of(learner))
    SkillStateRow.objects.filter(learner=learner).delete()
    _store_skills(learner.pk, states=states, now=now)
    return states

"""What is known of a learner, as domain values: as it is stored, and from the answers alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import F, Sum

from tutor.content.models import Item
from tutor.domain.exercises.base import Outcome
from tutor.domain.learner import (
    Answer,
    Effort,
    General,
    Knowledge,
    Memory,
    Response,
    SkillKnowledge,
    SkillTrace,
)
from tutor.domain.learner.skills import usual_offset
from tutor.learning.models import Attempt, ItemOffset, LearnerState, SkillState
from tutor.learning.selectors import state_of


def stored_knowledge(learner_pk: int, *, skills: Iterable[int] | None = None) -> Knowledge:
    """The learner as stored; of `skills` alone where they are given. Two queries."""
    rows = SkillState.objects.filter(learner_id=learner_pk)
    if skills is not None:
        rows = rows.filter(skill_id__in=list(skills))
    together = LearnerState.objects.filter(learner_id=learner_pk).first()
    return Knowledge(
        general=General() if together is None else _general(together),
        skills={row.skill_id: skill_knowledge(row) for row in rows},
    )


def _general(row: LearnerState) -> General:
    return General(
        attempt_count=row.attempt_count,
        evidence=row.evidence,
        right_evidence=row.right_evidence,
        surprise=row.surprise,
        fast=row.fast,
        slow=row.slow,
    )


def skill_knowledge(row: SkillState) -> SkillKnowledge:
    return SkillKnowledge(
        state=state_of(row),
        trace=SkillTrace(
            right_evidence=row.right_evidence,
            wrong_evidence=row.wrong_evidence,
            recent=row.recent,
            last=row.last_ordinal,
        ),
        memory=_memory(row),
        effort=Effort(opportunities=row.opportunities, run=row.run, longest_run=row.longest_run),
    )


def _memory(row: SkillState) -> Memory | None:
    """None until there was a review; the four columns are written together."""
    if row.stability_days is None or row.memory_difficulty is None:
        return None
    if row.reviewed_at is None or row.due_at is None:
        return None
    return Memory(
        stability_days=row.stability_days,
        difficulty=row.memory_difficulty,
        reviewed_at=row.reviewed_at,
        due_at=row.due_at,
    )


def answers_of(learner_pk: int) -> list[Answer]:
    """Every answer of the learner as evidence, oldest first; folding them gives what is known."""
    attempts = list(
        Attempt.objects.filter(session__learner_id=learner_pk, hint=None)
        .order_by("answered_at", "pk")
        .values_list("item_id", "outcome", "difficulty", "guess_p", "weight_p", "answered_at")
    )
    skills = _skills_by_item({row[0] for row in attempts})
    return [
        Answer(
            response=Response(
                skills=skills[item],
                is_right=outcome == Outcome.RIGHT,
                difficulty=difficulty,
                guess_p=guess_p,
                weight_p=weight_p,
            ),
            at=answered_at,
        )
        for item, outcome, difficulty, guess_p, weight_p, answered_at in attempts
    ]


def _skills_by_item(items: set[int]) -> dict[int, tuple[int, ...]]:
    links = Item.skills.through.objects.filter(item_id__in=items).order_by("skill_id")
    by_item: dict[int, list[int]] = defaultdict(list)
    for item, skill in links.values_list("item_id", "skill_id"):
        by_item[item].append(skill)
    return {item: tuple(by_item[item]) for item in items}


def usual_offsets(skills: Collection[int]) -> dict[int, float]:
    """By skill: the offset of an item that nobody answered yet, from the others'. One query."""
    rows = (
        ItemOffset.objects.filter(item__skills__in=list(skills))
        .values_list("item__skills")
        .annotate(total=Sum(F("offset") * F("evidence")), weight=Sum("evidence"))
    )
    found = {
        skill: usual_offset([(total / weight, weight)])
        for skill, total, weight in rows.filter(evidence__gt=0)
    }
    return {skill: found.get(skill, 0.0) for skill in skills}

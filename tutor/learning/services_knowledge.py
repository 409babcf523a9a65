"""Writes what is known of a learner: after an answer, and anew from all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from attention_model.compat import override
from tutor.accounts.models import User
from tutor.domain.learner import Knowledge, SkillKnowledge, known_from
from tutor.learning.models import LearnerState, SkillState
from tutor.learning.selectors_knowledge import answers_of, stored_knowledge


def store_knowledge(learner_pk: int, *, knowledge: Knowledge, now: datetime) -> None:
    """The learner's row and those of the skills in `knowledge`; others stay. Two statements."""
    together = {**asdict(knowledge.general), "updated_at": now}
    LearnerState.objects.bulk_create(
        [LearnerState(learner_id=learner_pk, **together)],
        update_conflicts=True,
        unique_fields=["learner"],
        update_fields=list(together),
    )
    rows = [
        (skill, {**_columns(known), "updated_at": now}) for skill, known in knowledge.skills.items()
    ]
    if rows:
        SkillState.objects.bulk_create(
            [SkillState(learner_id=learner_pk, skill_id=skill, **row) for skill, row in rows],
            update_conflicts=True,
            unique_fields=["learner", "skill"],
            update_fields=list(rows[0][1]),
        )


def _columns(known: SkillKnowledge) -> dict[str, Any]:
    memory = known.memory
    return {
        **asdict(known.state),
        **asdict(known.effort),
        "right_evidence": known.trace.right_evidence,
        "wrong_evidence": known.trace.wrong_evidence,
        "recent": known.trace.recent,
        "last_ordinal": known.trace.last,
        "stability_days": memory and memory.stability_days,
        "memory_difficulty": memory and memory.difficulty,
        "reviewed_at": memory and memory.reviewed_at,
        "due_at": memory and memory.due_at,
    }


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A stored value that the answers do not give. `skill` None: of all answers together."""

    learner: str
    skill: int | None
    stored: object
    folded: object

    @override
    def __str__(self) -> str:
        what = "all answers" if self.skill is None else f"skill {self.skill}"
        return f"{self.learner}, {what}: stored {self.stored}, the answers give {self.folded}"


def refold(learner: User, *, now: datetime) -> list[Difference]:
    """Builds the learner's states anew from their answers, and tells what was not as they say.

    In one transaction that locks the learner, so that no answer comes in between. Rows that were
    as the answers say are not written.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=learner.pk)
        before, folded = stored_knowledge(learner.pk), known_from(answers_of(learner.pk))
        found = _differences(learner.username, stored=before, folded=folded)
        if found:
            _replace(learner.pk, knowledge=folded, now=now)
        return found


def rebuild_skills(learner: User, *, now: datetime) -> Knowledge:
    """What is known from the learner's answers alone, stored; what it was is not looked at."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=learner.pk)
        knowledge = known_from(answers_of(learner.pk))
        _replace(learner.pk, knowledge=knowledge, now=now)
        return knowledge


def _replace(learner_pk: int, *, knowledge: Knowledge, now: datetime) -> None:
    SkillState.objects.filter(learner_id=learner_pk).exclude(
        skill__in=list(knowledge.skills)
    ).delete()
    store_knowledge(learner_pk, knowledge=knowledge, now=now)


def _differences(learner: str, *, stored: Knowledge, folded: Knowledge) -> list[Difference]:
    found = []
    if stored.general != folded.general:
        found.append(
            Difference(learner=learner, skill=None, stored=stored.general, folded=folded.general)
        )
    for skill in sorted({*stored.skills, *folded.skills}):
        one, other = _of(stored.skills, skill), _of(folded.skills, skill)
        if one != other:
            found.append(Difference(learner=learner, skill=skill, stored=one, folded=other))
    return found


def _of(skills: Mapping[int, SkillKnowledge], skill: int) -> SkillKnowledge | None:
    return skills.get(skill)

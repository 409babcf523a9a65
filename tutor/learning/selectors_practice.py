"""What could be asked of a learner, and how likely each answer is to be right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tutor.accounts.models import User
from tutor.content.models import Item, Skill
from tutor.domain.exercises.base import Outcome
from tutor.domain.learner import Knowledge, Question, chance_p, shipped_tracer
from tutor.domain.learner.plan import Candidate
from tutor.learning.access import courses_for
from tutor.learning.models import Attempt, ItemOffset
from tutor.learning.selectors import guess_p
from tutor.learning.selectors_knowledge import stored_knowledge, usual_offsets


class Askable(Protocol):
    """What has to be known of an item; `difficulty` is its author's word, in logits."""

    @property
    def pk(self) -> int: ...
    @property
    def skills(self) -> tuple[int, ...]: ...
    @property
    def difficulty(self) -> float: ...
    @property
    def guess_p(self) -> float: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """An item as `chances` needs it."""

    pk: int
    skills: tuple[int, ...]
    difficulty: float
    guess_p: float


def chances(
    learner_pk: int, items: Sequence[Askable], *, knowledge: Knowledge | None = None
) -> dict[int, float]:
    """By item: the tracer's chance of a right answer now. At most five queries for all of them."""
    skills = {skill for item in items for skill in item.skills}
    known = stored_knowledge(learner_pk, skills=skills) if knowledge is None else knowledge
    usual = usual_offsets(skills)
    pks = [item.pk for item in items]
    offsets = dict(ItemOffset.objects.filter(item__in=pks).values_list("item_id", "offset"))
    before = _tried(learner_pk, pks)
    tracer = shipped_tracer()
    return {
        item.pk: chance_p(
            known,
            _question(item, usual=usual, offsets=offsets, before=before.get(item.pk, Counter())),
            tracer=tracer,
        )
        for item in items
    }


def _question(
    item: Askable,
    *,
    usual: Mapping[int, float],
    offsets: Mapping[int, float],
    before: Mapping[str, int],
) -> Question:
    """As `services_answers` asks it when the answer is given."""
    mine = [usual[skill] for skill in item.skills]
    start = sum(mine) / len(mine) if mine else 0.0
    return Question(
        skills=item.skills,
        difficulty=item.difficulty + offsets.get(item.pk, start),
        guess_p=item.guess_p,
        skill_difficulty=item.difficulty + start,
        right_before=before.get(Outcome.RIGHT, 0),
        wrong_before=before.get(Outcome.NOT_YET, 0),
    )


def _tried(learner_pk: int, items: Iterable[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Attempt.objects.filter(session__learner=learner_pk, item__in=list(items), hint=None)
    for item, outcome in rows.values_list("item_id", "outcome"):
        found[item][outcome] += 1
    return found


def candidates_of(learner: User, *, knowledge: Knowledge) -> list[Candidate]:
    """Every question of the lessons that the learner has begun, on skills that they have met."""
    met = list(knowledge.skills)
    items = (
        Item.objects.filter(
            is_check=False,
            skills__in=met,
            segment__is_retired=False,
            segment__lesson__is_retired=False,
            segment__lesson__course__in=courses_for(learner),
            segment__lesson__sessions__learner=learner,
        )
        .distinct()
        .order_by("pk")
    )
    facts = list(items.values_list("pk", "difficulty", "spec"))
    skills = _skills_of(pk for pk, _, _ in facts)
    asked = [
        Asked(pk=pk, skills=skills[pk], difficulty=difficulty, guess_p=guess_p(spec))
        for pk, difficulty, spec in facts
    ]
    chance = chances(learner.pk, asked, knowledge=knowledge)
    answered = _answered_at(learner.pk)
    return [
        Candidate(
            item=one.pk,
            skills=one.skills,
            chance_p=chance[one.pk],
            answered_at=answered.get(one.pk),
        )
        for one in asked
    ]


def _skills_of(items: Iterable[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    links = Item.skills.through.objects.filter(item_id__in=list(items)).order_by("skill_id")
    for item, skill in links.values_list("item_id", "skill_id"):
        found[item] = (*found[item], skill)
    return found


def _answered_at(learner_pk: int) -> dict[int, datetime]:
    rows = Attempt.objects.filter(session__learner=learner_pk, hint=None).order_by("answered_at")
    return dict(rows.values_list("item_id", "answered_at"))


def skills_met(learner: User) -> dict[int, Skill]:
    """The skills of the learner's courses that they have answered questions on."""
    return {
        skill.pk: skill
        for skill in Skill.objects.filter(
            states__learner=learner, course__in=courses_for(learner)
        ).order_by("pk")
    }

"""All that is known of a learner, as one fold over their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tutor.domain.learner.effort import Effort, effort_after
from tutor.domain.learner.memory import Memory, is_review, reviewed
from tutor.domain.learner.skills import Response, SkillState, learn, rating_over
from tutor.domain.learner.tracer import (
    General,
    Question,
    SkillTrace,
    Tracer,
    features,
    general_after,
    surprise,
    trace_after,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillKnowledge:
    """What is known of one skill: rating and mastery, counts and recency, memory, effort."""

    state: SkillState = field(default_factory=SkillState)
    trace: SkillTrace = field(default_factory=SkillTrace)
    memory: Memory | None = None
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """A learner: what all answers say together, and each skill that was met."""

    general: General = field(default_factory=General)
    skills: Mapping[int, SkillKnowledge] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A response and when it was given."""

    response: Response
    at: datetime


def after(knowledge: Knowledge, answer: Answer) -> Knowledge:
    """What is known after one more answer; skills that it is not about stay as they are."""
    response = answer.response
    states = learn(_states(knowledge, response.skills), response)
    gain = surprise(
        is_right=response.is_right, difficulty=response.difficulty, guess_p=response.guess_p
    )
    general = general_after(
        knowledge.general,
        is_right=response.is_right,
        surprise=gain,
        weight_p=response.weight_p,
    )
    changed = {
        skill: _skill_after(
            knowledge.skills.get(skill, SkillKnowledge()),
            answer,
            state=state,
            gain=gain,
            ordinal=general.attempt_count,
        )
        for skill, state in states.items()
    }
    return Knowledge(general=general, skills={**knowledge.skills, **changed})


def _skill_after(
    before: SkillKnowledge, answer: Answer, *, state: SkillState, gain: float, ordinal: int
) -> SkillKnowledge:
    is_right, weight = answer.response.is_right, answer.response.weight_p
    return SkillKnowledge(
        state=state,
        trace=trace_after(
            before.trace, is_right=is_right, surprise=gain, weight_p=weight, ordinal=ordinal
        ),
        memory=reviewed(before.memory, is_right=is_right, weight_p=weight, now=answer.at),
        effort=effort_after(before.effort, is_right=is_right)
        if is_review(weight)
        else before.effort,
    )


def known_from(answers: Iterable[Answer]) -> Knowledge:
    """Everything, from nothing: what the stored states have to equal.

    >>> known_from([]) == Knowledge()
    True
    """
    knowledge = Knowledge()
    for answer in answers:
        knowledge = after(knowledge, answer)
    return knowledge


def chance_p(knowledge: Knowledge, question: Question, *, tracer: Tracer) -> float:
    """The chance that the learner answers this question rightly."""
    return tracer.chance_p(features_of(knowledge, question), guess_p=question.guess_p)


def features_of(knowledge: Knowledge, question: Question) -> tuple[float, ...]:
    """What the tracer knows when it is asked, in the order of `tracer.FEATURES`."""
    return features(
        question,
        rating=rating_over(_states(knowledge, question.skills), question.skills),
        general=knowledge.general,
        traces={
            skill: knowledge.skills[skill].trace
            for skill in question.skills
            if skill in knowledge.skills
        },
    )


def _states(knowledge: Knowledge, skills: Iterable[int]) -> dict[int, SkillState]:
    return {skill: knowledge.skills[skill].state for skill in skills if skill in knowledge.skills}

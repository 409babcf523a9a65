"""What is known of a learner's skills: a fold over their responses."""

from __future__ import annotations

from tutor.domain.learner.effort import Effort, is_wheel_spinning
from tutor.domain.learner.evidence import is_rapid_guess, weight_p
from tutor.domain.learner.knowledge import (
    Answer,
    Knowledge,
    SkillKnowledge,
    after,
    chance_p,
    known_from,
)
from tutor.domain.learner.memory import Memory, recall_p
from tutor.domain.learner.skills import (
    Response,
    SkillState,
    expected_p,
    fold,
    is_mastered,
    item_offset,
    learn,
    rating_over,
    usual_offset,
)
from tutor.domain.learner.tracer import General, Question, SkillTrace, shipped_tracer

__all__ = [
    "Answer",
    "Effort",
    "General",
    "Knowledge",
    "Memory",
    "Question",
    "Response",
    "SkillKnowledge",
    "SkillState",
    "SkillTrace",
    "after",
    "chance_p",
    "expected_p",
    "fold",
    "is_mastered",
    "is_rapid_guess",
    "is_wheel_spinning",
    "item_offset",
    "known_from",
    "learn",
    "rating_over",
    "recall_p",
    "shipped_tracer",
    "usual_offset",
    "weight_p",
]

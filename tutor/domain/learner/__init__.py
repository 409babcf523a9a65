"""What is known of a learner's skills: a fold over their responses."""

from __future__ import annotations

from tutor.domain.learner.evidence import is_rapid_guess, weight_p
from tutor.domain.learner.skills import (
    Response,
    SkillState,
    expected_p,
    fold,
    is_mastered,
    item_offset,
    learn,
    rating_over,
)

__all__ = [
    "Response",
    "SkillState",
    "expected_p",
    "fold",
    "is_mastered",
    "is_rapid_guess",
    "item_offset",
    "learn",
    "rating_over",
    "weight_p",
]

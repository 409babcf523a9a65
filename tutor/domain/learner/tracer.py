"""The chance of a right answer, by a regression on what the answers so far were.

The features are those of "Best-LR" (Gervet, Koedinger, Schneider and Mitchell 2020, "When is deep
learning the best approach to knowledge tracing?"): item and skill terms, and log counts of right
and wrong answers to the item, its skills and altogether; and recency: moving means of how much
better than expected the answers were (Galyardt and Goldin 2015, "Move your lamp post"), and how
long ago the skill was last met. Sixteen weights for everybody are fitted offline
(`tutor.domain.learner.benchmark`) and shipped as `weights.json`; what belongs to a learner or an
item is learnt online: a trace below, and `item_offset`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.domain.learner.skills import STARTING_RATING, expected_p

FEATURES: tuple[str, ...] = (
    "bias",
    "ease",
    "rating",
    "skill_right",
    "skill_wrong",
    "right",
    "wrong",
    "item_right",
    "item_wrong",
    "fast",
    "slow",
    "level",
    "recent",
    "lag",
    "is_new_skill",
    "skill_ease",
)
# The shares of a new answer in the moving means. Half of `fast` is made of the last three answers,
# of `slow` of the last fourteen, of `recent` of the skill's last two.
FAST_SHARE_P = 0.20
SLOW_SHARE_P = 0.05
RECENT_SHARE_P = 0.40
# The level of five answers as expected stands beside those that were given.
LEVEL_PRIOR = 5.0
# A skill that was never met counts as met so many answers ago; beyond, nothing more is forgotten.
LONGEST_LAG = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class General:
    """What all of a learner's answers say together. `evidence` is the sum of their weights.

    `surprise` is the weighted sum of (right - chance of a newcomer), `fast` and `slow` are moving
    means of the same.
    """

    attempt_count: int = 0
    evidence: float = 0.0
    right_evidence: float = 0.0
    surprise: float = 0.0
    fast: float = 0.0
    slow: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillTrace:
    """What a learner's answers to one skill were. `last` is `General.attempt_count` after the last.

    `recent` is a moving mean of (right - chance of a newcomer).
    """

    right_evidence: float = 0.0
    wrong_evidence: float = 0.0
    recent: float = 0.0
    last: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question as it is met.

    `difficulty` and `skill_difficulty` are in logits: the item's, and the usual one of its skills.
    `right_before` and `wrong_before` count the learner's earlier tries at it.
    """

    skills: tuple[int, ...]
    difficulty: float
    guess_p: float = 0.0
    skill_difficulty: float | None = None
    right_before: int = 0
    wrong_before: int = 0


def features(
    question: Question,
    *,
    rating: float,
    general: General,
    traces: Mapping[int, SkillTrace],
) -> tuple[float, ...]:
    """The values of `FEATURES`; nothing in them knows the answer to come.

    `rating` is the Elo rating that the question meets, `skills.rating_over`.
    """
    met = [traces.get(skill, SkillTrace()) for skill in question.skills] or [SkillTrace()]
    right = sum(each.right_evidence for each in met) / len(met)
    wrong = sum(each.wrong_evidence for each in met) / len(met)
    usual = question.skill_difficulty
    return (
        1.0,
        STARTING_RATING - question.difficulty,
        rating - STARTING_RATING,
        math.log1p(right),
        math.log1p(wrong),
        math.log1p(general.right_evidence),
        math.log1p(general.evidence - general.right_evidence),
        math.log1p(question.right_before),
        math.log1p(question.wrong_before),
        general.fast,
        general.slow,
        general.surprise / (general.evidence + LEVEL_PRIOR),
        sum(each.recent for each in met) / len(met),
        math.log1p(min(_lag(each, general) for each in met)),
        float(right + wrong == 0),
        0.0 if usual is None else question.difficulty - usual,
    )


def _lag(trace: SkillTrace, general: General) -> int:
    if trace.last is None:
        return LONGEST_LAG
    return min(LONGEST_LAG, general.attempt_count - trace.last + 1)


@dataclass(frozen=True, kw_only=True)
class Tracer:
    """The regression with its weights, in the order of `FEATURES`."""

    weights: tuple[float, ...]
    fitted_on: str

    def chance_p(self, values: Iterable[float], *, guess_p: float = 0.0) -> float:
        """The chance of a right answer to a question with these features."""
        logit = sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        return expected_p(logit, difficulty=0.0, guess_p=guess_p)


def tracer_from(text: str) -> Tracer:
    """The tracer of a weights file; raises ValueError when it is of other features.

    >>> tracer_from('{"fitted_on": "nothing", "weights": {"bias": 1}}')
    Traceback (most recent call last):
    ValueError: these weights lack ease, fast, is_new_skill, item_right, item_wrong, lag, level, \
rating, recent, right, skill_ease, skill_right, skill_wrong, slow, wrong; fit them again
    """
    found = json.loads(text)
    missing = sorted(set(FEATURES) - set(found["weights"]))
    if missing:
        raise ValueError(f"these weights lack {', '.join(missing)}; fit them again")
    return Tracer(
        weights=tuple(float(found["weights"][name]) for name in FEATURES),
        fitted_on=found["fitted_on"],
    )


def shipped_tracer() -> Tracer:
    """The tracer whose weights lie beside this module."""
    return _SHIPPED


def surprise(*, is_right: bool, difficulty: float, guess_p: float) -> float:
    """How much better than a newcomer's an answer is, from -1 to 1."""
    return is_right - expected_p(STARTING_RATING, difficulty=difficulty, guess_p=guess_p)


def general_after(general: General, *, is_right: bool, surprise: float, weight_p: float) -> General:
    return General(
        attempt_count=general.attempt_count + 1,
        evidence=general.evidence + weight_p,
        right_evidence=general.right_evidence + weight_p * is_right,
        surprise=general.surprise + weight_p * surprise,
        fast=_moved(general.fast, surprise, share_p=FAST_SHARE_P * weight_p),
        slow=_moved(general.slow, surprise, share_p=SLOW_SHARE_P * weight_p),
    )


def trace_after(
    trace: SkillTrace, *, is_right: bool, surprise: float, weight_p: float, ordinal: int
) -> SkillTrace:
    """`ordinal` is the learner's `General.attempt_count` after the answer."""
    return SkillTrace(
        right_evidence=trace.right_evidence + weight_p * is_right,
        wrong_evidence=trace.wrong_evidence + weight_p * (not is_right),
        recent=_moved(trace.recent, surprise, share_p=RECENT_SHARE_P * weight_p),
        last=ordinal,
    )


def _moved(mean: float, value: float, *, share_p: float) -> float:
    return mean + share_p * (value - mean)


# Read once, when the module is loaded: an argument of every prediction, and never written.
_SHIPPED = tracer_from(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))

"""Skill states: an Elo rating with item terms for prediction, a Bayesian trace for mastery.

Rating (Pelánek 2016, "Applications of the Elo rating system in adaptive educational systems"):
p = c + (1 - c) s(theta - d) with s the logistic function, theta the mean rating of the item's
skills, d the item's difficulty and c the chance of a lucky guess; after a response r of weight w,
theta += w K(n) (r - p) and d -= w K(n) (r - p), K(n) = a / (1 + b n).

Mastery (Corbett and Anderson 1995, "Knowledge tracing"): P(L) given the response, then learning.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Two in three answers are right in published logs (0.66 of ASSISTments 2009): log odds 0.7. So
# difficulty 0 is an exercise that two of three who were just taught the skill solve.
STARTING_RATING = 0.7
# The uncertainty function's parameters that Pelánek (2016) found to work across systems.
K_START = 1.0
K_DECAY = 0.05
# An item meets many learners once each, so it moves less at first and settles sooner: 0.005 better
# in AUC on the public log that the tracer was fitted on than the learners' own steps.
ITEM_START = 1 / 1.5
ITEM_DECAY = 0.25 / 1.5
# A new item starts where the others of its skill are, once a few learners have answered those.
USUAL_PRIOR = 3.0
# Within the usual ranges: P(L0) .1 to .4, P(T) .05 to .2, P(G) .1 to .25, P(S) .05 to .15.
KNOWN_AT_FIRST_P = 0.2
LEARN_P = 0.15
SLIP_P = 0.1
GUESS_P = 0.1
# With these values two right answers already pass .95; a third shows that they were no accident.
MASTERY_EVIDENCE = 3.0
MASTERY_P = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillState:
    """What is known of one learner's skill. `evidence` is the sum of the weights so far.

    `rating` is in logits on the scale of item difficulty: a learner whose rating equals an item's
    difficulty has even chances.
    """

    rating: float = STARTING_RATING
    evidence: float = 0.0
    attempt_count: int = 0
    right_count: int = 0
    right_in_a_row: int = 0
    mastery_p: float = KNOWN_AT_FIRST_P


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """An answer as evidence. `is_right` is meaningless where `weight_p` is 0 (see `weight_p`)."""

    skills: tuple[int, ...]
    is_right: bool
    difficulty: float
    guess_p: float
    weight_p: float


def expected_p(rating: float, *, difficulty: float, guess_p: float) -> float:
    """The chance of a right answer.

    >>> expected_p(0.0, difficulty=0.0, guess_p=0.0)
    0.5
    >>> expected_p(0.0, difficulty=0.0, guess_p=0.25)
    0.625
    """
    # Beyond 30 logits nothing changes, and exp cannot overflow.
    logit = max(-30.0, min(30.0, rating - difficulty))
    return guess_p + (1 - guess_p) / (1 + math.exp(-logit))


def rating_over(states: Mapping[int, SkillState], skills: Iterable[int]) -> float:
    """The rating that an item of these skills meets: their mean; a newcomer's without a skill."""
    ratings = [states.get(skill, SkillState()).rating for skill in skills]
    return sum(ratings) / len(ratings) if ratings else STARTING_RATING


def learn(states: Mapping[int, SkillState], response: Response) -> dict[int, SkillState]:
    """The states of the response's skills after it; other skills do not change.

    >>> after = learn({}, Response(
    ...     skills=(7,), is_right=True, difficulty=0.0, guess_p=0.0, weight_p=1.0))
    >>> round(after[7].rating, 3), after[7].right_in_a_row, round(after[7].mastery_p, 3)
    (1.032, 1, 0.738)
    """
    p = expected_p(
        rating_over(states, response.skills),
        difficulty=response.difficulty,
        guess_p=response.guess_p,
    )
    return {
        skill: _after(states.get(skill, SkillState()), response, expected=p)
        for skill in response.skills
    }


def _after(state: SkillState, response: Response, *, expected: float) -> SkillState:
    if response.weight_p == 0:
        return SkillState(
            rating=state.rating,
            evidence=state.evidence,
            attempt_count=state.attempt_count + 1,
            right_count=state.right_count,
            right_in_a_row=state.right_in_a_row,
            mastery_p=state.mastery_p,
        )
    residual = response.is_right - expected
    return SkillState(
        rating=state.rating + response.weight_p * _step(state.evidence) * residual,
        evidence=state.evidence + response.weight_p,
        attempt_count=state.attempt_count + 1,
        right_count=state.right_count + response.is_right,
        right_in_a_row=state.right_in_a_row + 1 if response.is_right else 0,
        mastery_p=_traced_p(state.mastery_p, response),
    )


def _step(evidence: float) -> float:
    return K_START / (1 + K_DECAY * evidence)


def _traced_p(known_p: float, response: Response) -> float:
    """P(L) after a response; its likelihoods are raised to the weight, so that 0 says nothing."""
    guess = max(GUESS_P, response.guess_p)
    if_known, if_not = (1 - SLIP_P, guess) if response.is_right else (SLIP_P, 1 - guess)
    known = known_p * math.pow(if_known, response.weight_p)
    posterior = known / (known + (1 - known_p) * math.pow(if_not, response.weight_p))
    return posterior + (1 - posterior) * LEARN_P * response.weight_p


def fold(responses: Iterable[Response]) -> dict[int, SkillState]:
    """Every skill's state, from nothing: what the stored states have to equal.

    >>> fold([])
    {}
    """
    states: dict[int, SkillState] = {}
    for response in responses:
        states |= learn(states, response)
    return states


def is_mastered(state: SkillState, *, threshold_p: float = MASTERY_P) -> bool:
    """The rule: P(L) has reached the threshold, on the weight of at least three whole answers.

    >>> is_mastered(SkillState(mastery_p=0.97, evidence=2.0))
    False
    >>> is_mastered(SkillState(mastery_p=0.97, evidence=3.0))
    True
    """
    return state.mastery_p >= threshold_p and state.evidence >= MASTERY_EVIDENCE


def item_offset(
    offset: float, *, evidence: float, is_right: bool, expected: float, weight_p: float
) -> float:
    """How much harder than its author thought an item is (logits), after one more response.

    `expected` is the chance that was predicted, `evidence` the weight of the item's responses.

    >>> item_offset(0.0, evidence=0.0, is_right=False, expected=0.75, weight_p=1.0)
    0.5
    """
    step = ITEM_START / (1 + ITEM_DECAY * evidence)
    return offset - weight_p * step * (is_right - expected)


def usual_offset(items: Iterable[tuple[float, float]]) -> float:
    """The offset of an item that nobody answered, from (offset, evidence) of others of its skill.

    >>> usual_offset([])
    0.0
    >>> usual_offset([(1.0, 9.0), (0.0, 6.0)])
    0.5
    """
    found = list(items)
    evidence = sum(each for _, each in found)
    return sum(offset * each for offset, each in found) / (evidence + USUAL_PRIOR)

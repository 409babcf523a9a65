"""Which exercise next: by need, at a chance of success that teaches, mixing skills."""

from __future__ import annotations

from tutor.domain.policy.base import Target, explored
from tutor.domain.policy.situation import Action, Alternative, Candidate, Situation

# Around 85 % right is where gradient learners learn fastest (Wilson et al. 2019); classes that get
# about 80 % right learn most (Rosenshine 2012): aim between, and never below three in five.
TARGET_LOW_P = 0.75
TARGET_HIGH_P = 0.88
LOWEST_P = 0.60
# Something surer while attention seems elsewhere.
DRIFTING_SHIFT_P = 0.05
NEED_WEIGHT = 0.5
SAME_SKILL_COST = 0.15
SEEN_COST = 0.30
# The best few are told apart by experience only if each is tried now and then.
COMPARED = 4
FLOOR_P = 0.05


def next_items(situation: Situation, *, is_drifting: bool) -> list[Alternative]:
    """The best candidates, best first, with their propensities; empty without candidates."""
    if not situation.candidates:
        return []
    shift = DRIFTING_SHIFT_P if is_drifting else 0.0
    within_reach = [each for each in situation.candidates if each.success_p >= LOWEST_P]
    # Where all are hard, the surest one; `sorted` keeps the lesson's order among equals.
    ranked = sorted(
        within_reach or situation.candidates,
        key=lambda each: -(_score(each, shift=shift) if within_reach else each.success_p),
    )
    options: list[tuple[Action, Target]] = [
        (Action.NEXT_ITEM, {"item": each.item}) for each in ranked[:COMPARED]
    ]
    return explored(options, floor_p=FLOOR_P)


def _score(candidate: Candidate, *, shift: float) -> float:
    return (
        _fit(candidate.success_p, shift=shift)
        + NEED_WEIGHT * (1 - candidate.mastery_p)
        - SAME_SKILL_COST * candidate.same_skill_as_last
        - SEEN_COST * candidate.is_seen
    )


def _fit(success_p: float, *, shift: float) -> float:
    """1 within the target, falling by 2 for each unit of probability outside it."""
    low, high = TARGET_LOW_P + shift, TARGET_HIGH_P + shift
    return 1 - 2 * max(0.0, low - success_p, success_p - high)

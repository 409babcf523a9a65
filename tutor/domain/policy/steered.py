"""A teacher's word goes before a policy's: what was laid down is done, the rest is the policy's."""

from __future__ import annotations

from random import Random

from tutor.domain.policy.base import Policy, certain
from tutor.domain.policy.situation import Action, Choice, Situation, Trigger

_DECLINED = {"undone", "not_now", "turned_off"}


def step(policy: Policy, situation: Situation, *, rng: Random) -> Choice:
    """The policy's step, unless a teacher asked for smaller steps and there is a part to cut.

    Pure like the step itself: the teacher's word is part of the situation. Caps are for the tutor,
    not for a teacher; what a learner put back or turned off stays so.
    """
    part = situation.place.next_reading_segment
    if _wants_a_cut(situation) and part is not None:
        return certain(Action.SHORTEN, target={"segment": part}, why="teacher")
    return policy.step(situation, rng=rng)


def _wants_a_cut(situation: Situation) -> bool:
    if not situation.wants_small_steps or situation.trigger is not Trigger.SEGMENT_FINISHED:
        return False
    has_declined = any(
        past.action is Action.SHORTEN and past.resolution in _DECLINED and not past.is_other_lesson
        for past in situation.past
    )
    return Action.SHORTEN not in situation.turned_off and not has_declined

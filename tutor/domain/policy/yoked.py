"""Another learner's timings: as many changes as the adaptive policy makes, at unrelated moments.

The control that tells apart what a change does from what its timing does (Mills et al. 2021,
D'Mello et al. 2017). Times come from a finished adaptive session of the same lesson; nothing that
is observed of this learner moves them.
"""

from __future__ import annotations

from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.policy.base import Policy, certain
from tutor.domain.policy.caps import interventions, may_interrupt
from tutor.domain.policy.fixed import Fixed
from tutor.domain.policy.situation import (
    ASKED,
    Action,
    Choice,
    Focus,
    Presence,
    Situation,
    Timing,
    Trigger,
)
from tutor.domain.policy.targets import possible

# What a place offers depends on what is read there: where the other's change has nothing to show,
# the nearest of these comes instead, so that the number of changes is the same.
_INSTEAD = (Action.REREAD, Action.CHECK, Action.EXAMPLE)
_AUTHORS_ORDER = Fixed()


class Yoked(Policy):
    name: ClassVar[str] = "yoked"
    version: ClassVar[str] = "2"
    is_scheduled: ClassVar[bool] = True

    @override
    def step(self, situation: Situation, *, rng: Random) -> Choice:
        wanted = _due(situation)
        if wanted is not None and may_interrupt(situation, is_asked=wanted.is_asked):
            order = list(dict.fromkeys([wanted.action, *_INSTEAD]))
            values = ASKED if wanted.is_asked else None
            for action, target in possible(order, situation):
                return certain(action, target=target, why="timed", values=values)
        return _AUTHORS_ORDER.step(situation, rng=rng)

    @override
    def is_tick_worth_a_step(self, *, focus: Focus | None, presence: Presence) -> bool:
        return True


def _due(situation: Situation) -> Timing | None:
    """The first of the other's changes whose time has come and that had no answer here yet."""
    if situation.trigger is Trigger.ITEM_ANSWERED:
        return None
    had = sum(not past.is_other_lesson for past in interventions(situation))
    timings = sorted(situation.timings, key=lambda timing: timing.at_ms)[had:]
    return timings[0] if timings and timings[0].at_ms <= situation.now_ms else None

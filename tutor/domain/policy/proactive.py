"""Interpolated questions at fixed places, whatever is observed: the design to beat.

A question on what was just read helps most learners, needs no estimate and interrupts by design
(Szpunar et al. 2013; mixed since: Welhaf et al. 2022). It asks at the ends of parts that have a
check question, a few minutes apart; practice keeps the author's order.
"""

from __future__ import annotations

from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.policy.base import Policy, certain
from tutor.domain.policy.caps import interventions, may_interrupt
from tutor.domain.policy.fixed import Fixed
from tutor.domain.policy.situation import Action, Choice, Situation, Trigger
from tutor.domain.policy.targets import possible

# Three in a lesson of 25 minutes, which is what the caps allow, evenly over it.
QUESTION_EVERY_MS = 6 * 60_000
_AUTHORS_ORDER = Fixed()


class Proactive(Policy):
    name: ClassVar[str] = "proactive"
    version: ClassVar[str] = "1"
    is_scheduled: ClassVar[bool] = True

    @override
    def step(self, situation: Situation, *, rng: Random) -> Choice:
        if is_question_due(situation) and may_interrupt(situation):
            for action, target in possible([Action.CHECK], situation):
                return certain(action, target=target, why="planned")
        return _AUTHORS_ORDER.step(situation, rng=rng)


def is_question_due(situation: Situation) -> bool:
    """At the end of a part, some minutes into the lesson and after the last interruption."""
    if situation.trigger is not Trigger.SEGMENT_FINISHED:
        return False
    last_ms = max((past.at_ms for past in interventions(situation)), default=0)
    return situation.now_ms - max(last_ms, 0) >= QUESTION_EVERY_MS

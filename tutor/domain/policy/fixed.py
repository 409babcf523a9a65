"""The control: the lesson as its author ordered it, whatever is observed."""

from __future__ import annotations

from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.policy.base import Policy, certain, draw, stay
from tutor.domain.policy.probes import probe_alternatives
from tutor.domain.policy.situation import Action, Choice, Situation


class Fixed(Policy):
    """Never adapts the pacing; the next item is the next in the lesson's order.

    It asks probes like the others: a measurement has to be the same in both arms of a study.
    """

    name: ClassVar[str] = "fixed"
    version: ClassVar[str] = "2"

    @override
    def step(self, situation: Situation, *, rng: Random) -> Choice:
        if situation.candidates:
            return certain(
                Action.NEXT_ITEM, target={"item": situation.candidates[0].item}, why="order"
            )
        probe = probe_alternatives(situation)
        return draw(probe, rng=rng) if probe else stay()

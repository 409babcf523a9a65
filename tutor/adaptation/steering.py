"""A teacher's word on the pace, laid over what a policy may do."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tutor.domain.policy.situation import Action, Situation
from tutor.guidance.selectors import Steering


def steered(situation: Situation, steering: Steering | None) -> Situation:
    """`situation` with only those ways open that the teacher left open.

    It is stored with the decision, so that a replay needs no look at what teachers did then.
    """
    if steering is None:
        return situation
    return msgspec.structs.replace(
        situation,
        turned_off=(*situation.turned_off, *_missing(steering, situation.turned_off)),
        candidates=() if steering.is_as_written else situation.candidates,
        may_probe=situation.may_probe and not steering.is_quiet,
        wants_small_steps=steering.is_small_steps,
    )


def _missing(steering: Steering, present: Iterable[Action]) -> list[Action]:
    return sorted(steering.off.difference(present))

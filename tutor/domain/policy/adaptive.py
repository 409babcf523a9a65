"""A constrained contextual bandit on top of what works: questions, placed by the estimate.

Questions on what was just read help whether or not the estimate is right, so a lesson's few
changes are kept for them. Where a part has a question and the estimate over the whole part says
that enough was missed, it is asked; elsewhere the lesson goes on. What is enough rises with every
change that is used up, as the next takes one of fewer. Other changes come where no question can,
once an estimate has stayed high: a lesson without questions ahead has nothing better to keep its
changes for. What is worth what is a prior from published effects (`effects`), drawn from by a
softmax with floors, and at least one moment in five is left alone: comparing the two tells whether
acting helps.

Observed facts act with certainty: having been away, a run of answers that did not work out, a press
of "I drifted". Caps and hysteresis bound all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.policy.base import Policy, Target, Values, certain, draw, softened, stay
from tutor.domain.policy.caps import may_interrupt, used_in_lesson
from tutor.domain.policy.effects import MOMENT_PRICE, question_price, worth
from tutor.domain.policy.hysteresis import LEAVE_P, SUSTAIN_MS
from tutor.domain.policy.practice import next_items
from tutor.domain.policy.probes import probe_alternatives
from tutor.domain.policy.situation import (
    ASKED,
    Action,
    Choice,
    Focus,
    Presence,
    Situation,
    Trigger,
)
from tutor.domain.policy.targets import possible

FLOOR_P = 0.05
STAY_P = 0.20
# A fiftieth of the halved effect of a question: worth a little is asked half of the time, worth
# clearly more in four of five.
TEMPERATURE = 0.003
# Wheel-spinning shows after three; it calls for help, not for a guess about attention.
STUCK_AFTER = 3


Option = tuple[Action, Target, float]
_OTHERS = {
    Trigger.SEGMENT_FINISHED: (Action.BREAK, Action.SHORTEN),
    Trigger.TICK: (Action.REREAD, Action.BREAK),
}


class Adaptive(Policy):
    name: ClassVar[str] = "adaptive"
    version: ClassVar[str] = "4"

    @override
    def step(self, situation: Situation, *, rng: Random) -> Choice:
        choice = _by_rule(situation) or _by_estimate(situation, rng=rng)
        if choice is not None:
            return choice
        return _practice(situation, rng=rng) or _probe(situation, rng=rng) or stay()

    @override
    def is_tick_worth_a_step(self, *, focus: Focus | None, presence: Presence) -> bool:
        return presence.has_drifted_press or _is_drifting(focus)


def _by_rule(situation: Situation) -> Choice | None:
    """What observed facts call for; None when nothing does or nothing is allowed."""
    if situation.presence.has_drifted_press or situation.presence.has_drifted_here:
        asked = _after_drift(situation)
        if asked is not None:
            return asked
    if not may_interrupt(situation):
        return None
    if situation.trigger is Trigger.RETURNED:
        return _after_absence(situation)
    wrong = situation.presence.wrong_in_a_row
    if situation.trigger is Trigger.ITEM_ANSWERED and wrong >= STUCK_AFTER:
        return _first_of([Action.EXAMPLE], situation, why="stuck", values={"count": wrong})
    return None


def _after_drift(situation: Situation) -> Choice | None:
    """A question at the end of the part, where it has one; else what was missed, at once."""
    if not may_interrupt(situation, is_asked=True):
        return None
    if situation.trigger is Trigger.SEGMENT_FINISHED:
        return _first_of([Action.CHECK], situation, why="drifted", values=ASKED)
    if situation.trigger is not Trigger.TICK or situation.place.check_item is not None:
        return None
    if not situation.presence.has_drifted_press:
        return None
    return _first_of([Action.REREAD, Action.EXAMPLE], situation, why="drifted", values=ASKED)


def _after_absence(situation: Situation) -> Choice | None:
    presence = situation.presence
    if presence.last_hidden_ms >= situation.away_ms:
        why, away_ms = "tab", presence.last_hidden_ms
    elif presence.last_blurred_ms >= situation.away_ms:
        why, away_ms = "window", presence.last_blurred_ms
    else:
        return None
    is_practice = situation.place.segment_kind == "practice"
    order = [Action.EXAMPLE, Action.REREAD] if is_practice else [Action.REREAD, Action.EXAMPLE]
    return _first_of(order, situation, why=why, values={"away_ms": away_ms})


def _first_of(
    order: list[Action], situation: Situation, *, why: str, values: Values
) -> Choice | None:
    for action, target in possible(order, situation):
        return certain(action, target=target, why=why, values=values)
    return None


def _by_estimate(situation: Situation, *, rng: Random) -> Choice | None:
    """What an estimate makes worth its time, drawn by its worth; None when there is nothing."""
    focus = situation.focus
    if focus is None or not may_interrupt(situation):
        return None
    options = _question(situation, focus) or _instead(situation, focus)
    if not options:
        return None
    alternatives = softened(options, temperature=TEMPERATURE, floor_p=FLOOR_P, stay_p=STAY_P)
    if not focus.top_feature:
        return draw(alternatives, rng=rng, why="planned")
    values: Values = {"feature": focus.top_feature, "value": f"{focus.top_value:.3g}"}
    return draw(alternatives, rng=rng, why="seen", values=values)


def _question(situation: Situation, focus: Focus) -> list[Option]:
    """The question at the end of a part, where the estimate over the part makes it worth a place.

    It needs no certainty, since retrieval helps either way.
    """
    if situation.trigger is not Trigger.SEGMENT_FINISHED or focus.part_p is None:
        return []
    price = question_price(used_in_lesson(situation))
    return _worth_it([Action.CHECK], situation, p=focus.part_p, price=price)


def _instead(situation: Situation, focus: Focus) -> list[Option]:
    """What comes where no question can: only on an estimate that has stayed high."""
    place = situation.place
    if not _is_drifting(focus) or place.check_item is not None:
        return []
    if situation.trigger is Trigger.TICK and place.segment_kind == "practice":
        return []
    used = used_in_lesson(situation)
    price = question_price(used) if place.has_check_ahead else MOMENT_PRICE
    others = _OTHERS.get(situation.trigger, ())
    return _worth_it(others, situation, p=focus.p_off_task, price=price)


def _worth_it(
    order: Iterable[Action], situation: Situation, *, p: float, price: float
) -> list[Option]:
    """Those of `order` that are possible here and worth more than they cost, the best first."""
    options = [
        (action, target, worth(action, p_off_task=p, price=price))
        for action, target in possible(order, situation)
    ]
    return sorted([each for each in options if each[2] > 0], key=lambda each: -each[2])


def _is_drifting(focus: Focus | None) -> bool:
    return focus is not None and focus.p_off_task >= LEAVE_P and focus.sustained_ms >= SUSTAIN_MS


def _practice(situation: Situation, *, rng: Random) -> Choice | None:
    items = next_items(situation, is_drifting=_is_drifting(situation.focus))
    return draw(items, rng=rng, why="practice") if items else None


def _probe(situation: Situation, *, rng: Random) -> Choice | None:
    probe = probe_alternatives(situation)
    return draw(probe, rng=rng) if probe else None

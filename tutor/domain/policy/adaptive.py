"""Rules with hysteresis and hard caps, and a floor of exploration so that they can be judged.

Observed facts act by rule, with certainty: having been away, three answers in a row that did not
work out, a press of "I drifted". An inference acts only where there is a `Focus`, that has stayed
high, and even then one moment in five is left alone: comparing the two tells whether acting helps.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.policy.base import Policy, Target, Values, certain, draw, explored, stay
from tutor.domain.policy.caps import is_allowed, may_interrupt
from tutor.domain.policy.hysteresis import LEAVE_P, SUSTAIN_MS
from tutor.domain.policy.practice import next_items
from tutor.domain.policy.probes import probe_alternatives
from tutor.domain.policy.situation import (
    Action,
    Choice,
    Focus,
    Place,
    Presence,
    Situation,
    Trigger,
)

FLOOR_P = 0.05
STAY_P = 0.20
# Wheel-spinning shows after three; it calls for help, not for a guess about attention.
STUCK_AFTER = 3


class Adaptive(Policy):
    name: ClassVar[str] = "adaptive"
    version: ClassVar[str] = "1"

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
    if not may_interrupt(situation):
        return None
    presence = situation.presence
    if situation.trigger is Trigger.RETURNED:
        return _after_absence(situation)
    if situation.trigger is Trigger.ITEM_ANSWERED and presence.wrong_in_a_row >= STUCK_AFTER:
        values: Values = {"count": presence.wrong_in_a_row}
        return _first_of([Action.EXAMPLE], situation, why="stuck", values=values)
    if situation.trigger is Trigger.TICK and presence.has_drifted_press:
        return _first_of([Action.REREAD, Action.EXAMPLE], situation, why="drifted", values={})
    return None


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
    for action, target in _possible(order, situation):
        return certain(action, target=target, why=why, values=values)
    return None


def _by_estimate(situation: Situation, *, rng: Random) -> Choice | None:
    """What a sustained estimate calls for, with exploration; None when there is none."""
    focus = situation.focus
    if focus is None or not _is_drifting(focus) or not may_interrupt(situation):
        return None
    options = list(_possible(_preferred(situation), situation))
    if not options:
        return None
    alternatives = explored(options, floor_p=FLOOR_P, stay_p=STAY_P)
    values: Values = {"feature": focus.top_feature, "value": f"{focus.top_value:.3g}"}
    return draw(alternatives, rng=rng, why="seen", values=values)


def _preferred(situation: Situation) -> list[Action]:
    """Retrieval first, which helps even where the estimate is wrong; a break where one is due."""
    if situation.trigger is Trigger.SEGMENT_FINISHED:
        return [Action.BREAK, Action.CHECK, Action.SHORTEN]
    if situation.trigger is Trigger.TICK and situation.place.segment_kind != "practice":
        return [Action.REREAD, Action.BREAK]
    return []


def _possible(order: Iterable[Action], situation: Situation) -> Iterable[tuple[Action, Target]]:
    """Those of `order` that this place has something for and that are allowed."""
    for action in order:
        target = _target(action, situation.place)
        if target is not None and is_allowed(action, situation):
            yield action, target


def _target(action: Action, place: Place) -> Target | None:
    """What the action would be about here; None when there is nothing."""
    if action is Action.BREAK:
        return {}
    key, value = {
        Action.EXAMPLE: ("segment", place.example_segment),
        Action.REREAD: ("segment", place.key_segment),
        Action.CHECK: ("item", place.check_item),
        Action.SHORTEN: ("segment", place.next_reading_segment),
    }[action]
    return None if value is None else {key: value}


def _is_drifting(focus: Focus | None) -> bool:
    return focus is not None and focus.p_off_task >= LEAVE_P and focus.sustained_ms >= SUSTAIN_MS


def _practice(situation: Situation, *, rng: Random) -> Choice | None:
    items = next_items(situation, is_drifting=_is_drifting(situation.focus))
    return draw(items, rng=rng, why="practice") if items else None


def _probe(situation: Situation, *, rng: Random) -> Choice | None:
    probe = probe_alternatives(situation)
    return draw(probe, rng=rng) if probe else None

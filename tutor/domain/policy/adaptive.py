"""A constrained contextual bandit: observed facts act by rule, estimates by what acting is worth.

Observed facts act with certainty: having been away, three answers in a row that did not work out, a
press of "I drifted". An inference acts only where there is a `Focus`: it moves the questions that
`proactive` asks at fixed times to where they are worth most, and once it has stayed high it may
bring the other changes. What is worth what is a prior from published effects (`effects`), drawn
from by a softmax with floors; caps and hysteresis bound all of it, and at least one moment in five
is left alone: comparing the two tells whether acting helps.
"""

from __future__ import annotations

from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.policy.base import Policy, Values, certain, draw, softened, stay
from tutor.domain.policy.caps import may_interrupt
from tutor.domain.policy.effects import worth
from tutor.domain.policy.hysteresis import LEAVE_P, SUSTAIN_MS
from tutor.domain.policy.practice import next_items
from tutor.domain.policy.proactive import is_question_due
from tutor.domain.policy.probes import probe_alternatives
from tutor.domain.policy.situation import (
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
# A tenth of the halved effect of a question: what is worth clearly less comes at its floor. Ticks
# come every ten seconds: anything flatter would use up a lesson's three on whatever is weak.
TEMPERATURE = 0.03
# Wheel-spinning shows after three; it calls for help, not for a guess about attention.
STUCK_AFTER = 3


class Adaptive(Policy):
    name: ClassVar[str] = "adaptive"
    version: ClassVar[str] = "2"

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
    for action, target in possible(order, situation):
        return certain(action, target=target, why=why, values=values)
    return None


def _by_estimate(situation: Situation, *, rng: Random) -> Choice | None:
    """What an estimate makes worth its time, drawn by its worth; None when there is nothing."""
    focus = situation.focus
    if focus is None or not may_interrupt(situation):
        return None
    options = [
        (action, target, worth(action, p_off_task=focus.p_off_task))
        for action, target in possible(_considered(situation), situation)
    ]
    if not options:
        return None
    options.sort(key=lambda option: -option[2])
    alternatives = softened(options, temperature=TEMPERATURE, floor_p=FLOOR_P, stay_p=STAY_P)
    if not _is_drifting(focus):
        return draw(alternatives, rng=rng, why="planned")
    values: Values = {"feature": focus.top_feature, "value": f"{focus.top_value:.3g}"}
    return draw(alternatives, rng=rng, why="seen", values=values)


def _considered(situation: Situation) -> list[Action]:
    """A due question needs no certainty, it helps either way; all else needs a sustained one."""
    if not _is_drifting(situation.focus):
        return [Action.CHECK] if is_question_due(situation) else []
    if situation.trigger is Trigger.SEGMENT_FINISHED:
        return [Action.BREAK, Action.CHECK, Action.SHORTEN]
    if situation.trigger is Trigger.TICK and situation.place.segment_kind != "practice":
        return [Action.REREAD, Action.BREAK]
    return []


def _is_drifting(focus: Focus | None) -> bool:
    return focus is not None and focus.p_off_task >= LEAVE_P and focus.sustained_ms >= SUSTAIN_MS


def _practice(situation: Situation, *, rng: Random) -> Choice | None:
    items = next_items(situation, is_drifting=_is_drifting(situation.focus))
    return draw(items, rng=rng, why="practice") if items else None


def _probe(situation: Situation, *, rng: Random) -> Choice | None:
    probe = probe_alternatives(situation)
    return draw(probe, rng=rng) if probe else None

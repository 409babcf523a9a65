"""What every policy is: a name, a version and a pure step; and the ways to build a choice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import exp
from random import Random
from typing import ClassVar

from tutor.domain.policy.situation import (
    Action,
    Alternative,
    Choice,
    Focus,
    Presence,
    Situation,
)

Target = dict[str, int | str | None]
Values = dict[str, int | str]


class Policy(ABC):
    """A rule for the next minute.

    `step` is pure (the same situation and dice give the same choice), total (it answers every
    situation) and safe: without an estimate and without an observation it never changes the pacing,
    unless it `is_scheduled`.
    Give a policy a new `version` whenever its choices change: a stored decision is replayed only by
    the version that made it.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    # Whether it may change the pacing at places or times set in advance, whatever is observed.
    is_scheduled: ClassVar[bool] = False

    @abstractmethod
    def step(self, situation: Situation, *, rng: Random) -> Choice:
        """What to do now, with the propensity of everything that could have been done."""

    def is_tick_worth_a_step(self, *, focus: Focus | None, presence: Presence) -> bool:
        """Whether a tick could lead to anything; asked before a situation is gathered for it."""
        return False


def certain(
    action: Action, *, target: Target | None = None, why: str = "", values: Values | None = None
) -> Choice:
    """A choice that had no alternative here."""
    only = Alternative(action=action, target=target or {}, propensity_p=1.0)
    return _chosen(only, (only,), why=why, values=values)


def stay() -> Choice:
    """Out of the way, for certain."""
    return certain(Action.STAY)


def draw(
    alternatives: Sequence[Alternative], *, rng: Random, why: str = "", values: Values | None = None
) -> Choice:
    """One of `alternatives`, drawn by its propensity; they have to sum to 1."""
    weights = [each.propensity_p for each in alternatives]
    chosen = rng.choices(alternatives, weights=weights)[0]
    return _chosen(chosen, tuple(alternatives), why=why, values=values)


def _chosen(
    chosen: Alternative, alternatives: tuple[Alternative, ...], *, why: str, values: Values | None
) -> Choice:
    """The reason's code says why and what, for example `tab_worked_example`."""
    has_reason = why != "" and chosen.action is not Action.STAY
    return Choice(
        action=chosen.action,
        target=chosen.target,
        propensity_p=chosen.propensity_p,
        alternatives=alternatives,
        reason_code=f"{why}_{chosen.action}" if has_reason else "",
        reason_values=(values or {}) if has_reason else {},
    )


def softened(
    options: Sequence[tuple[Action, Target, float]],
    *,
    temperature: float,
    floor_p: float,
    stay_p: float,
) -> list[Alternative]:
    """Propensities that rise with each option's worth (its last entry); staying is worth 0.

    A softmax (Boltzmann exploration; Sutton and Barto 2018, section 2.8) over what the floors
    leave: `floor_p` for each option and `stay_p` for staying out of the way.

    >>> even, stayed = softened([(Action.CHECK, {}, 0.0)], temperature=1, floor_p=0.1, stay_p=0.2)
    >>> round(even.propensity_p, 3), round(stayed.propensity_p, 3)
    (0.45, 0.55)
    """
    most = max(0.0, *(worth for _, _, worth in options))
    weights = [exp((worth - most) / temperature) for _, _, worth in options]
    still = exp(-most / temperature)
    rest_p = (1 - floor_p * len(options) - stay_p) / (sum(weights) + still)
    alternatives = [
        Alternative(action=action, target=target, propensity_p=floor_p + rest_p * weight)
        for (action, target, _), weight in zip(options, weights, strict=True)
    ]
    stayed = Alternative(action=Action.STAY, target={}, propensity_p=stay_p + rest_p * still)
    return [*alternatives, stayed]


def explored(
    options: Sequence[tuple[Action, Target]], *, floor_p: float, stay_p: float = 0.0
) -> list[Alternative]:
    """Propensities over `options`, best first: the best gets what the others' floors leave.

    With `stay_p` above 0, staying out of the way is one more alternative with that propensity.

    >>> best, other, stayed = explored(
    ...     [(Action.CHECK, {}), (Action.SHORTEN, {})], floor_p=0.05, stay_p=0.2)
    >>> round(best.propensity_p, 2), other.propensity_p, stayed.propensity_p
    (0.75, 0.05, 0.2)
    """
    rest_p = floor_p * (len(options) - 1) + stay_p
    propensities = [1 - rest_p] + [floor_p] * (len(options) - 1)
    alternatives = [
        Alternative(action=action, target=target, propensity_p=propensity)
        for (action, target), propensity in zip(options, propensities, strict=True)
    ]
    if stay_p > 0:
        alternatives.append(Alternative(action=Action.STAY, target={}, propensity_p=stay_p))
    return alternatives

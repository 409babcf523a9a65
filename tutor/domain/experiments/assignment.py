"""Who gets which arm: a function of the experiment's key and the unit, and of nothing else.

Nobody can choose an arm by trying again, and anybody can check a draw afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from random import Random

from tutor.domain.experiments.design import ArmPlan, Design


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """`propensity_p` is the chance with which this unit got this arm."""

    arm: ArmPlan
    propensity_p: float


def draw(design: Design, *, unit: str, stratum: str = "", number: int = 0) -> Drawn:
    """The arm of `unit`.

    `number` counts the units of its stratum that came before it and are not held out: with blocks
    it decides the arm (permuted blocks; Matts and Lachin 1988), without them it is not looked at.
    """
    if is_held_out(design, unit=unit) and design.hold_out is not None:
        return Drawn(arm=design.hold_out, propensity_p=design.hold_out_p)
    arm = (
        _in_block(design, stratum=stratum, number=number)
        if design.block
        else _weighted(design, unit_p=chance(design.key, "arm", unit))
    )
    return Drawn(arm=arm, propensity_p=design.share_p(arm))


def is_held_out(design: Design, *, unit: str) -> bool:
    """Asked first: a unit that is held out takes no place in a block."""
    return chance(design.key, "hold-out", unit) < design.hold_out_p


def chance(*names: str) -> float:
    """A number from 0 to below 1 that these names alone decide, uniform over names.

    >>> chance("study", "bo") == chance("study", "bo") != chance("study", "cy")
    True
    """
    digest = sha256("\x1f".join(names).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _weighted(design: Design, *, unit_p: float) -> ArmPlan:
    reached = 0.0
    for arm in design.compared:
        reached += arm.weight / design.total_weight
        if unit_p < reached:
            return arm
    return design.compared[-1]


def _in_block(design: Design, *, stratum: str, number: int) -> ArmPlan:
    block, place = divmod(number, design.block)
    times = design.block // design.total_weight
    arms = [arm for arm in design.compared for _ in range(arm.weight * times)]
    Random(f"{design.key}\x1f{stratum}\x1f{block}").shuffle(arms)
    return arms[place]


def stratum_name(parts: dict[str, str]) -> str:
    """The name of a stratum from what its units are alike in.

    >>> stratum_name({"classroom": "8A", "prior": "new"})
    'classroom=8A;prior=new'
    """
    return ";".join(f"{name}={value}" for name, value in parts.items())


def prior_band(right_p: float | None) -> str:
    """How earlier exercises went, in three bands that are set once and not by the data.

    >>> prior_band(None), prior_band(0.5), prior_band(0.7), prior_band(0.9)
    ('new', 'low', 'middle', 'high')
    """
    if right_p is None:
        return "new"
    if right_p < 0.6:
        return "low"
    return "middle" if right_p < 0.8 else "high"


def size_band(learners: int) -> str:
    """Whether a class is small (fewer than 15 learners) or large."""
    return "small" if learners < 15 else "large"

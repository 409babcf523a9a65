"""The calculator of the plan: a formula for the number, and a simulation of what it would see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.domain.experiments.design import Unit
from tutor.domain.experiments.power import World, simulate_power
from tutor.domain.experiments.sample_size import (
    classes_an_arm,
    learners_an_arm,
    learners_for_parts,
)
from tutor.experiments.forms import POINTS

# A page has to come within a second: above this many values only the formula answers.
MOST_SIMULATED = 4_000
RUNS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """`total` counts learners or classes in all, `learners` learners. Without a simulation
    `seen_p` is None."""

    unit: str
    total: int
    learners: int
    runs: int
    seen_p: float | None
    half_width_points: float | None


def size_for(unit: Unit, *, least_points: float, said: dict[str, Any], seed: int = 1) -> Size:
    """How many are needed for a difference of `least_points`, at 80 % and 5 %."""
    world = World(
        effect=least_points / POINTS,
        spread=said["spread_points"] / POINTS,
        explained_p=said["explained_points"] / POINTS,
        icc_p=said["icc_points"] / POINTS,
        class_size=said["class_size"],
        parts=said["parts"],
    )
    total = _total(unit, world)
    values = (
        total * {Unit.LEARNER: 1, Unit.CLASSROOM: world.class_size, Unit.PART: world.parts}[unit]
    )
    power = (
        simulate_power(world, unit=unit, n=total, rng=np.random.default_rng(seed), runs=RUNS)
        if values <= MOST_SIMULATED
        else None
    )
    return Size(
        unit=unit.value,
        total=total,
        learners=total * world.class_size if unit is Unit.CLASSROOM else total,
        runs=RUNS,
        seen_p=power.seen_p if power else None,
        half_width_points=power.half_width * POINTS if power else None,
    )


def _total(unit: Unit, world: World) -> int:
    if unit is Unit.LEARNER:
        return 2 * learners_an_arm(
            effect=world.effect, spread=world.spread, explained_p=world.explained_p
        )
    if unit is Unit.CLASSROOM:
        return 2 * classes_an_arm(
            effect=world.effect,
            spread=world.spread,
            class_size=world.class_size,
            icc_p=world.icc_p,
            explained_p=world.explained_p,
        )
    # Fewer learners than the estimator takes would see nothing.
    return max(learners_for_parts(effect=world.effect, spread=world.spread, parts=world.parts), 10)

"""How often a design would see an effect of a given size: by running it, many times over.

The same estimators that the results page uses are run on drawn outcomes, so that a calculator's
number holds for the analysis that will be done, whatever a formula leaves out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tutor.domain.experiments.design import Unit
from tutor.domain.experiments.estimators import Effect, excursion_effect, randomised_effect

RUNS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What is assumed of the outcome: a share or a score with this mean, spread and effect.

    `explained_p` is the share of its variance that was visible before, `icc_p` the share between
    classes of `class_size`, `parts` how many parts a learner is randomised in.
    """

    effect: float
    spread: float
    mean: float = 0.7
    explained_p: float = 0.0
    icc_p: float = 0.0
    class_size: int = 20
    parts: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Power:
    """`seen_p`: how often the interval left out zero; `covered_p`: how often it held the truth."""

    runs: int
    seen_p: float
    covered_p: float
    half_width: float


def simulate_power(
    world: World, *, unit: Unit, n: int, rng: np.random.Generator, runs: int = RUNS
) -> Power:
    """`n` counts learners in all, or classes in all where classes are randomised."""
    once = _ONCE[unit]
    found = [once(world, n, rng) for _ in range(runs)]
    return Power(
        runs=runs,
        seen_p=float(np.mean([each.is_conclusive for each in found])),
        covered_p=float(np.mean([each.low <= world.effect <= each.high for each in found])),
        half_width=float(np.mean([(each.high - each.low) / 2 for each in found])),
    )


def _learners(world: World, n: int, rng: np.random.Generator) -> Effect:
    treated = rng.permutation(np.arange(n) % 2 == 0)
    before = rng.normal(size=n)
    noise = _around(world, before, rng) + world.effect * treated
    return randomised_effect(list(noise), is_treated=list(treated), covariates=[list(before)])


def _classes(world: World, n: int, rng: np.random.Generator) -> Effect:
    of_class = rng.permutation(np.arange(n) % 2 == 0)
    clusters = np.repeat(np.arange(n), world.class_size)
    treated = of_class[clusters]
    before = rng.normal(size=len(clusters))
    shared = rng.normal(scale=world.spread * world.icc_p**0.5, size=n)[clusters]
    own = _around(world, before, rng, own_p=1 - world.icc_p)
    return randomised_effect(
        list(own + shared + world.effect * treated),
        is_treated=list(treated),
        covariates=[list(before)],
        clusters=[int(label) for label in clusters],
    )


def _parts(world: World, n: int, rng: np.random.Generator) -> Effect:
    """Right or not after each part; learners differ by what `explained_p` leaves of the spread."""
    learners = np.repeat(np.arange(n), world.parts)
    treated = rng.random(len(learners)) < 0.5
    own = rng.normal(scale=0.1, size=n)[learners]
    right_p = np.clip(world.mean + own + world.effect * (treated - 0.5), 0.02, 0.98)
    right = rng.random(len(learners)) < right_p
    return excursion_effect(
        list(right.astype(float)),
        is_treated=list(treated),
        propensity_p=[0.5] * len(learners),
        learners=[int(label) for label in learners],
    )


def _around(
    world: World, before: np.ndarray, rng: np.random.Generator, *, own_p: float = 1.0
) -> np.ndarray:
    """Outcomes about the mean; `own_p` is the share of the variance that lies within classes."""
    known = world.spread * min(world.explained_p, own_p) ** 0.5
    rest = world.spread * max(own_p - world.explained_p, 0.0) ** 0.5
    return np.asarray(world.mean + known * before + rng.normal(scale=rest, size=len(before)))


Once = Callable[[World, int, np.random.Generator], Effect]
_ONCE: dict[Unit, Once] = {
    Unit.LEARNER: _learners,
    Unit.CLASSROOM: _classes,
    Unit.PART: _parts,
}

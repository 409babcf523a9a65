"""How often the interval holds the truth over many seeds: the quick study, again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tutor.demo.trial.quick import run
from tutor.demo.trial.world import Shape, World


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """`conclusive` counts intervals without zero: in a world without effect, those that err."""

    runs: int
    covered: int
    conclusive: int
    mismatches: int
    truth: float
    mean_estimate: float
    mean_half_width: float


def coverage(world: World, shape: Shape, *, lesson: str, runs: int) -> Coverage:
    """`runs` studies, seeds from `world.seed` on; one without an estimate covers nothing."""
    found = [
        run(replace(world, seed=world.seed + number), shape, lesson=lesson)
        for number in range(runs)
    ]
    effects = [(each.effect, each.truth) for each in found]
    known = [(effect, truth) for effect, truth in effects if effect is not None]
    return Coverage(
        runs=runs,
        covered=sum(effect.low <= truth <= effect.high for effect, truth in known),
        conclusive=sum(effect.is_conclusive for effect, _ in known),
        mismatches=sum(each.results.ratio.is_mismatch for each in found),
        truth=sum(each.truth for each in found) / runs,
        mean_estimate=sum(effect.estimate for effect, _ in known) / max(len(known), 1),
        mean_half_width=sum((effect.high - effect.low) / 2 for effect, _ in known)
        / max(len(known), 1),
    )

"""Who is simulated: worlds, published magnitudes of behaviour, and how learners differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class State(StrEnum):
    """The hidden attention of a moment."""

    ON_TASK = "on_task"
    DRIFTING = "drifting"
    OFF_SCREEN = "off_screen"


class World(StrEnum):
    """How attention moves, and whether it leaves a trace.

    `markov`: exponential dwell times. `semi_markov`: gamma dwell times of shape 3, which no filter
    with constant leaving rates describes. `drift`: a continuous level of attention (first-order
    autoregressive) with effects in proportion. `null`: attention leaves no trace in behaviour.
    """

    MARKOV = "markov"
    SEMI_MARKOV = "semi_markov"
    DRIFT = "drift"
    NULL = "null"


@dataclass(frozen=True, kw_only=True, slots=True)
class Behaviour:
    """Published or judged magnitudes: (on task, drifting). Sources: evaluation paper, 5.3."""

    scrolls_per_s: tuple[float, float] = (0.22, 0.15)
    pointers_per_s: tuple[float, float] = (0.30, 0.161)
    mindless_pointers_per_s: float = 0.21
    zoned_pointers_per_s: float = 0.07
    zoned_p: float = 0.35
    reading_speed: tuple[float, float] = (1.0, 0.80)
    time_spread: tuple[float, float] = (0.35, 0.60)
    time_shift: tuple[float, float] = (0.0, 0.18)
    rapid_p: tuple[float, float] = (0.02, 0.10)
    success_loss: float = 0.16
    fixation_ms: tuple[float, float] = (245.0, 269.5)
    area_hit_p: tuple[float, float, float] = (0.86, 0.76, 0.70)
    offscreen_p: tuple[float, float] = (0.04, 0.06)
    return_reversal_p: float = 0.35
    probe_hit_p: float = 0.85
    probe_false_p: float = 0.08
    probe_skip_p: float = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What makes one learner differ from another."""

    on_dwell_s: float
    drift_dwell_s: float
    activity: float
    speed: float
    time_log_ms: float
    ability: float
    hit_logit: float
    fixation: float
    has_gaze: bool
    is_touch: bool
    drift_slope_per_min: float


def draw_traits(rng: Random, *, has_gaze: bool | None, is_touch: bool | None) -> Traits:
    """One learner of the population."""
    hazard = math.exp(rng.gauss(0, 0.55))
    return Traits(
        on_dwell_s=42.0 / hazard,
        drift_dwell_s=18.0 * math.exp(rng.gauss(0, 0.2)),
        activity=math.exp(rng.gauss(0, 0.45)),
        speed=math.exp(rng.gauss(0, 0.22)),
        time_log_ms=math.log(14_000) + rng.gauss(0, 0.35),
        ability=rng.gauss(0, 0.5),
        hit_logit=rng.gauss(0, 0.6),
        fixation=math.exp(rng.gauss(0, 0.15)),
        has_gaze=rng.random() < 0.45 if has_gaze is None else has_gaze,
        is_touch=rng.random() < 0.25 if is_touch is None else is_touch,
        drift_slope_per_min=rng.gauss(0.02, 0.02),
    )

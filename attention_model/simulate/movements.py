"""Scrolling, pointing and looking, drawn from the state of a second.

`level` is how far behaviour is that of drifting, 0 to 1; every function returns what the browser
would have sent for that second, or nothing.
"""

from __future__ import annotations

import math
from random import Random

from attention_model.signals.gaze import Gaze
from attention_model.signals.pointer import Pointer
from attention_model.signals.scroll import Scroll
from attention_model.simulate.people import Behaviour, Traits

TRACKER_LOSS_P = 0.2  # of all seconds, evaluation paper


def scroll(rng: Random, at_ms: int, *, rate_per_s: float, goes_back: bool) -> Scroll | None:
    """A second of scrolling at `rate_per_s`; `goes_back` forces a look back."""
    if rng.random() >= 1 - math.exp(-rate_per_s) and not goes_back:
        return None
    distance_vh = rng.expovariate(1 / 0.3) + 0.02
    return Scroll(
        at_ms=at_ms + rng.randrange(1000),
        distance_vh=distance_vh,
        reversals=int(goes_back or rng.random() < 0.12),
        jumps=int(distance_vh > 1.5),
        span_ms=1_000,
    )


def point(rng: Random, at_ms: int, *, rate_per_s: float) -> Pointer | None:
    """A second of pointer movement at `rate_per_s`."""
    if rng.random() >= 1 - math.exp(-rate_per_s):
        return None
    return Pointer(
        at_ms=at_ms + rng.randrange(1000),
        moves=rng.randint(1, 10),
        distance_vh=rng.expovariate(1 / 0.4),
        pauses=int(rng.random() < 0.2),
        span_ms=1_000,
    )


def look(
    rng: Random,
    at_ms: int,
    *,
    level: float,
    is_zoned: bool,
    is_off: bool,
    traits: Traits,
    behaviour: Behaviour,
) -> Gaze | None:
    """A second of gaze; nothing when the tracker lost the eyes."""
    if rng.random() < TRACKER_LOSS_P:
        return None
    off_on, off_drift = behaviour.offscreen_p
    looks_away = rng.random() < (0.85 if is_off else off_on + (off_drift - off_on) * level)
    on_ms, drift_ms = behaviour.fixation_ms
    usual_ms = (on_ms + (drift_ms - on_ms) * level) * traits.fixation
    fixation_ms = int(min(max(usual_ms * math.exp(rng.gauss(0, 0.28)), 70), 3_000))
    hits = rng.random() < area_hit_p(level, is_zoned, traits, behaviour)
    return Gaze(
        at_ms=at_ms + rng.randrange(1000),
        area="text" if hits and not looks_away else "",
        fixation_ms=0 if looks_away else fixation_ms,
        dispersion_vh=0.05 * math.exp(rng.gauss(0.1 * level, 0.4)),
        offscreen_ms=1_000 if looks_away else 0,
        valid_p=rng.uniform(0.6, 1.0),
        span_ms=1_000,
    )


def area_hit_p(level: float, is_zoned: bool, traits: Traits, behaviour: Behaviour) -> float:
    """The chance that a fixation falls on the area that is being worked on."""
    on_p, mindless_p, zoned_p = behaviour.area_hit_p
    share = on_p + ((zoned_p if is_zoned else mindless_p) - on_p) * level
    return 1 / (1 + math.exp(-(math.log(share / (1 - share)) + traits.hit_logit)))

"""When to ask the one-line thought probe: half by chance, half by what its answer would tell.

Half of each propensity is a coin, the same everywhere; the other half grows with the value of the
answer. The whole propensity is stored with the probe, so that answers can be weighted by its
inverse when the estimate is calibrated: answers asked for where the estimate is unsure would
otherwise make it look worse than it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log2

from tutor.domain.policy.caps import APART_MS, MINUTE_MS, interventions
from tutor.domain.policy.situation import Action, Alternative, Focus, Situation, Trigger

BY_CHANCE_P = 0.5
PROBES_APART_MS = 90_000
MOST_PROBES = 6
PROBES_WINDOW_MS = 25 * MINUTE_MS
# One that was not answered may still be on the page.
PROBE_OPEN_MS = 5 * MINUTE_MS
SKIPS_TO_STOP = 2
# A probe by value keeps a chance of being asked, and of not being asked, wherever one is allowed.
BY_VALUE_P = (0.1, 0.9)
# An estimate this far from all that were asked about before is new.
NEW_P = 0.15
# The learner's own level (a shift of the log odds) is known well enough at this deviation. The
# prior's is that of the estimator's slow part, and an answer at estimate p tells p (1 - p).
KNOWN_SD = 0.25
PRIOR_SD = 1.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A probe that this learner was asked, in any lesson; `answer` is empty until there is one."""

    at_ms: int
    answer: str = ""


def is_probe_allowed(asked: Iterable[Asked], *, now_ms: int) -> bool:
    """Whether the probes' own limits allow one: apart, how many, and none after two skips.

    >>> is_probe_allowed([Asked(at_ms=0, answer="on_task")], now_ms=89_999)
    False
    >>> is_probe_allowed([Asked(at_ms=0, answer="on_task")], now_ms=90_000)
    True
    """
    recent = sorted(
        (each for each in asked if now_ms - each.at_ms < PROBES_WINDOW_MS),
        key=lambda each: -each.at_ms,
    )
    if not recent:
        return True
    last = recent[0]
    since_ms = now_ms - last.at_ms
    if len(recent) >= MOST_PROBES or since_ms < PROBES_APART_MS:
        return False
    if last.answer == "" and since_ms < PROBE_OPEN_MS:
        return False
    skips = [each.answer == "skipped" for each in recent[:SKIPS_TO_STOP]]
    return len(skips) < SKIPS_TO_STOP or not all(skips)


def probe_alternatives(situation: Situation) -> list[Alternative]:
    """Ask or stay, where a probe may be asked: between two parts of a lesson; else empty."""
    if situation.trigger is not Trigger.SEGMENT_FINISHED or not situation.may_probe:
        return []
    if Action.PROBE in situation.turned_off or situation.place.is_answering:
        return []
    if any(situation.now_ms - past.at_ms < APART_MS for past in interventions(situation)):
        return []
    ask_p = asking_p(situation.focus, probed_p=situation.probed_p)
    return [
        Alternative(action=Action.PROBE, target={}, propensity_p=ask_p),
        Alternative(action=Action.STAY, target={}, propensity_p=1 - ask_p),
    ]


def asking_p(focus: Focus | None, *, probed_p: Iterable[float] = ()) -> float:
    """The whole propensity of asking; where nothing is estimated it is the coin's.

    >>> unsure = Focus(p_off_task=0.5, low=0.45, high=0.55, top_feature="", sustained_ms=0)
    >>> asking_p(None), round(asking_p(unsure), 2), round(asking_p(unsure, probed_p=[0.5]), 2)
    (0.5, 0.66, 0.3)
    """
    if focus is None:
        return BY_CHANCE_P
    low, high = BY_VALUE_P
    by_value_p = low + (high - low) * value_of_asking(focus, probed_p=probed_p)
    return (BY_CHANCE_P + by_value_p) / 2


def value_of_asking(focus: Focus, *, probed_p: Iterable[float] = ()) -> float:
    """Entropy of the estimate, times its evidence, times how new it is; from 0 to 1."""
    p = min(max(focus.p_off_task, 1e-6), 1 - 1e-6)
    entropy = -p * log2(p) - (1 - p) * log2(1 - p)
    evidence = 1 - min(abs(focus.high - focus.low), 1.0)
    nearest = min((abs(p - other) for other in probed_p), default=1.0)
    novelty = min(nearest / NEW_P, 1.0)
    return entropy * evidence * novelty


def is_level_known(logits: Iterable[float]) -> bool:
    """Whether answered probes, asked at these log odds, settle the learner's own level.

    Laplace's approximation of the posterior: precisions of the prior and of the answers add up.

    >>> is_level_known([0.0] * 60), is_level_known([0.0] * 63)
    (False, True)
    """
    precision = PRIOR_SD**-2 + sum(_information(logit) for logit in logits)
    return precision >= KNOWN_SD**-2


def _information(logit: float) -> float:
    p = probability(logit)
    return p * (1 - p)


def probability(logit: float) -> float:
    """The probability of these log odds."""
    return 1 / (1 + exp(-min(max(logit, -30.0), 30.0)))

"""When to ask the one-line thought probe: at random, with a known propensity, within its caps."""

from __future__ import annotations

from tutor.domain.policy.caps import APART_MS, interventions
from tutor.domain.policy.situation import Action, Alternative, Situation, Trigger

# Half of the natural boundaries at which a probe is allowed: what is asked at random can be used to
# calibrate the estimate, what is asked when the estimate is high cannot.
PROBE_P = 0.5


def probe_alternatives(situation: Situation) -> list[Alternative]:
    """Ask or stay, where a probe may be asked: between two parts of a lesson; else empty."""
    if situation.trigger is not Trigger.SEGMENT_FINISHED or not situation.may_probe:
        return []
    if Action.PROBE in situation.turned_off or situation.place.is_answering:
        return []
    if any(situation.now_ms - past.at_ms < APART_MS for past in interventions(situation)):
        return []
    return [
        Alternative(action=Action.PROBE, target={}, propensity_p=PROBE_P),
        Alternative(action=Action.STAY, target={}, propensity_p=1 - PROBE_P),
    ]

"""When an experiment ends: by a rule that was written down before it began.

Looking at results until they please makes almost any comparison come out (Armitage et al. 1969),
so nothing here depends on outcomes: a number of units, a day, or both, whichever comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class StopRule:
    """`units` counts units that had an exposure; None means without such a limit.

    Nobody new comes in once they are reached; the last ones are followed for `follow_up` more.
    """

    units: int | None = None
    ends_at: datetime | None = None
    follow_up: timedelta = timedelta(days=7)


def problems_of(rule: StopRule) -> list[str]:
    """What is wrong with the rule; an experiment without an end is refused."""
    if rule.units is None and rule.ends_at is None:
        return ["Say when it ends: after how many units, on which day, or both."]
    if rule.units is not None and rule.units < 2:
        return [f"It would end after {rule.units} units: two is the least that can be compared."]
    return []


def is_full(rule: StopRule, *, units: int) -> bool:
    """Whether `units` in it leave no place for another."""
    return rule.units is not None and units >= rule.units


def why_over(rule: StopRule, *, exposed: int, last_came_at: datetime | None, now: datetime) -> str:
    """The sentence with which it ends now; empty while it goes on.

    `last_came_at` is when the newest unit had its first exposure.
    """
    if rule.ends_at is not None and now >= rule.ends_at:
        return f"The planned last day, {rule.ends_at:%Y-%m-%d}, was reached."
    if last_came_at is None or not is_full(rule, units=exposed):
        return ""
    if now >= last_came_at + rule.follow_up:
        return f"The planned {rule.units} units were reached and followed."
    return ""

"""Alerts for a teacher: rules over facts, and how often each rule was right."""

from __future__ import annotations

from tutor.domain.alerts.facts import Facts, Hinted, Try
from tutor.domain.alerts.precision import FEWEST_MARKS, Precision, precision_of, wilson
from tutor.domain.alerts.rules import (
    AWAY_MS,
    RULE_OF,
    RULES,
    STRUGGLES,
    Held,
    Rule,
    holding,
    minutes,
    need_of,
    state_of,
)

__all__ = [
    "AWAY_MS",
    "FEWEST_MARKS",
    "RULES",
    "RULE_OF",
    "STRUGGLES",
    "Facts",
    "Held",
    "Hinted",
    "Precision",
    "Rule",
    "Try",
    "holding",
    "minutes",
    "need_of",
    "precision_of",
    "state_of",
    "wilson",
]

"""Wheel-spinning: much practice of a skill that does not lead to mastery; it calls for help.

Beck and Gong (2013, "Wheel-spinning: students who fail to master a skill"): ten opportunities
without three right answers in a row.
"""

from __future__ import annotations

from dataclasses import dataclass

OPPORTUNITIES = 10
RUN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """How practice of one skill went. An opportunity is a first try that was no rapid guess."""

    opportunities: int = 0
    run: int = 0
    longest_run: int = 0


def effort_after(effort: Effort, *, is_right: bool) -> Effort:
    """After one more opportunity."""
    run = effort.run + 1 if is_right else 0
    return Effort(
        opportunities=effort.opportunities + 1,
        run=run,
        longest_run=max(effort.longest_run, run),
    )


def is_wheel_spinning(effort: Effort) -> bool:
    """The rule, which a later run of three ends.

    >>> is_wheel_spinning(Effort(opportunities=10, longest_run=2))
    True
    >>> is_wheel_spinning(Effort(opportunities=30, longest_run=3))
    False
    """
    return effort.opportunities >= OPPORTUNITIES and effort.longest_run < RUN

"""Attention activities: how each is planned, scored and put into words."""

from __future__ import annotations

from tutor.domain.activities.base import FAR_TRANSFER, Activity, Planned, Response, Score, Trial
from tutor.domain.activities.breath_counting import BreathCounting
from tutor.domain.activities.dual_task import DualTask
from tutor.domain.activities.gradual_cpt import GradualCpt
from tutor.domain.activities.n_back import NBack
from tutor.domain.activities.paced_breathing import PacedBreathing
from tutor.domain.activities.sart import Sart
from tutor.domain.activities.schulte import Schulte
from tutor.domain.activities.sudoku import Sudoku
from tutor.domain.activities.word_building import WordBuilding

__all__ = [
    "ACTIVITIES",
    "FAR_TRANSFER",
    "Activity",
    "Planned",
    "Response",
    "Score",
    "Trial",
    "UnknownActivityError",
    "activity",
]

#: In the order of the room: breaks first, then the tasks that measure.
ACTIVITIES: tuple[Activity, ...] = (
    PacedBreathing(),
    BreathCounting(),
    Schulte(),
    WordBuilding(),
    Sudoku(),
    Sart(),
    GradualCpt(),
    NBack(),
    DualTask(),
)


class UnknownActivityError(KeyError):
    """No activity has this name."""


def activity(name: str) -> Activity:
    """The activity of a name.

    Raises:
        UnknownActivityError: naming those that exist.
    """
    for member in ACTIVITIES:
        if member.name == name:
            return member
    known = ", ".join(member.name for member in ACTIVITIES)
    raise UnknownActivityError(f"activity {name!r} is not one of {known}")

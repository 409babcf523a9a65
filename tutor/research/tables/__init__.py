"""The tables of the export, in order; adding one is a file and a line here."""

from __future__ import annotations

from tutor.research.tables.activity_trials import ActivityTrials
from tutor.research.tables.attempts import Attempts
from tutor.research.tables.base import Column, Described, Table, Value
from tutor.research.tables.content import Content
from tutor.research.tables.decisions import Decisions
from tutor.research.tables.estimates import Estimates
from tutor.research.tables.events import Events
from tutor.research.tables.exposures import Exposures
from tutor.research.tables.hints import Hints
from tutor.research.tables.probes import Probes
from tutor.research.tables.sessions import Sessions

EVENTS = Events()
TABLES: tuple[Table, ...] = (
    Sessions(),
    EVENTS,
    Attempts(),
    Hints(),
    Estimates(),
    Probes(),
    Decisions(),
    Exposures(),
)

#: What belongs to a person and no session, and what belongs to nobody: in a study's bundle only.
ACTIVITY_TRIALS = ActivityTrials()
CONTENT = Content()
ALL_TABLES: tuple[Described, ...] = (*TABLES, ACTIVITY_TRIALS, CONTENT)

__all__ = [
    "ACTIVITY_TRIALS",
    "ALL_TABLES",
    "CONTENT",
    "EVENTS",
    "TABLES",
    "Column",
    "Described",
    "Table",
    "Value",
]

"""The tables of the export, in order; adding one is a file and a line here."""

from __future__ import annotations

from tutor.research.tables.attempts import Attempts
from tutor.research.tables.base import Column, Table, Value
from tutor.research.tables.decisions import Decisions
from tutor.research.tables.estimates import Estimates
from tutor.research.tables.events import Events
from tutor.research.tables.probes import Probes
from tutor.research.tables.sessions import Sessions

TABLES: tuple[Table, ...] = (
    Sessions(),
    Events(),
    Attempts(),
    Estimates(),
    Probes(),
    Decisions(),
)

__all__ = ["TABLES", "Column", "Table", "Value"]

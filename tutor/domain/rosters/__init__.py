"""Rosters from files: who is in a class, read whole with every fault named by its row, or not."""

from __future__ import annotations

from tutor.domain.rosters.oneroster import read_oneroster
from tutor.domain.rosters.people import MOST_ROWS, Person, Read, read_csv

__all__ = ["MOST_ROWS", "Person", "Read", "read_csv", "read_oneroster"]

"""The formats that courses are written in: one file a format, one line here."""

from __future__ import annotations

from tutor.content.exporters.base import Exporter
from tutor.content.exporters.folder import FolderExporter
from tutor.content.exporters.moodle import MoodleExporter
from tutor.content.exporters.qti import QtiExporter

EXPORTERS: tuple[Exporter, ...] = (
    FolderExporter(),
    MoodleExporter(),
    QtiExporter(),
)


def exporter(name: str) -> Exporter:
    """The exporter of a format.

    Raises:
        ValueError: naming the formats there are.
    """
    for one in EXPORTERS:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in EXPORTERS)
    raise ValueError(f"Unknown export format {name!r}: known are {known}.")

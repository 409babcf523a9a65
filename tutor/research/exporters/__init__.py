"""The formats of the export, in order; adding one is a file and a line here."""

from __future__ import annotations

from tutor.research.exporters.base import Exporter
from tutor.research.exporters.csv_tables import CsvTables

EXPORTERS: tuple[Exporter, ...] = (CsvTables(),)


def exporter_named(name: str) -> Exporter:
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    known = ", ".join(exporter.name for exporter in EXPORTERS)
    raise ValueError(f"There is no export format {name!r}: use one of {known}.")


__all__ = ["EXPORTERS", "Exporter", "exporter_named"]

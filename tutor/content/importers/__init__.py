"""The formats that courses are read from: one file a format, one line here."""

from __future__ import annotations

from tutor.content.importers.base import Importer
from tutor.content.importers.cartridge import CartridgeImporter
from tutor.content.importers.folder import FolderImporter
from tutor.content.importers.gift import GiftImporter
from tutor.content.importers.moodle import MoodleImporter
from tutor.content.importers.oatutor import OATutorImporter
from tutor.content.importers.qti import QtiImporter

IMPORTERS: tuple[Importer, ...] = (
    FolderImporter(),
    OATutorImporter(),
    GiftImporter(),
    MoodleImporter(),
    CartridgeImporter(),
    QtiImporter(),
)


def importer(name: str) -> Importer:
    """The importer of a format.

    Raises:
        ValueError: naming the formats there are.
    """
    for one in IMPORTERS:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in IMPORTERS)
    raise ValueError(f"Unknown course format {name!r}: known are {known}.")

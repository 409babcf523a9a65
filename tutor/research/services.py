"""Makes an export: one zip, written as it is read, and logged."""

from __future__ import annotations

import zipfile
from datetime import datetime
from typing import IO

from tutor.accounts.models import User
from tutor.privacy.models import AccessKind
from tutor.privacy.services import note_access
from tutor.research.codebook import codebook_csv, codebook_markdown
from tutor.research.exporters import Exporter
from tutor.research.models import ExportLog
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.selectors import Scope, sessions_in
from tutor.research.tables import TABLES

# Entries carry no clock: the same data give the same bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_export(
    out: IO[bytes],
    *,
    scope: Scope,
    exporter: Exporter,
    names: Pseudonyms,
    now: datetime,
    person: User | None = None,
) -> ExportLog:
    """Writes the zip to `out` and logs who got what. Memory does not grow with the data.

    The consent of every learner is asked of the database once per table: whoever withdraws while
    an export is being written may be in the tables before and is not in those after.
    """
    counts: dict[str, int] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            entry = _entry(f"{table.name}.{exporter.extension}")
            with archive.open(entry, "w", force_zip64=True) as file:
                rows = table.rows(sessions_in(scope), names=names)
                counts[table.name] = exporter.write(file, table, rows)
        archive.writestr(_entry("codebook.csv"), codebook_csv())
        archive.writestr(_entry("codebook.md"), codebook_markdown())
        archive.writestr(_entry("README.md"), _readme(scope.words(names), counts))
    note_access(
        AccessKind.EXPORT,
        actor=person,
        subjects=sessions_in(scope).order_by().values_list("learner_id", flat=True).distinct(),
        about="sessions of consenting learners",
        now=now,
    )
    return ExportLog.objects.create(
        person=person,
        exported_at=now,
        scope=scope.words(names),
        format=exporter.name,
        counts=counts,
    )


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _readme(scope: str, counts: dict[str, int]) -> str:
    lines = "\n".join(f"* {name}: {count} rows" for name, count in counts.items())
    return f"""# Attune research export: {scope}

{lines}

`codebook.md` says what every column is. Every table joins with `sessions` by `session`.
Learners, sessions, classes and page starts are keyed pseudonyms. Only learners who agree to
research are in here; whoever withdraws is absent from the next export.

    import pandas, zipfile
    archive = zipfile.ZipFile("export.zip")
    events = pandas.read_csv(archive.open("events.csv"), low_memory=False)
"""

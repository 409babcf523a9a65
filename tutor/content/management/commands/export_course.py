"""`manage.py export_course FORMAT COURSE --out PATH`: take a course elsewhere; say what is lost."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attention_model.compat import override
from tutor.content.exporters import EXPORTERS, exporter
from tutor.content.exporters.base import Export
from tutor.content.importers.base import Weight
from tutor.content.models import Course
from tutor.content.sources import NoSourceError, draft_of

_HEADINGS = {Weight.SKIPPED: "Not written", Weight.NOTE: "Written with a difference"}


class Command(BaseCommand):
    """The report and the closing JSON line go to stdout."""

    help = "Export a course as it is taught now. The last line is one JSON object."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=[one.name for one in EXPORTERS])
        parser.add_argument("course", help="the course's slug")
        parser.add_argument("--out", type=Path, required=True, help="a new folder or file")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        started_s = time.monotonic()
        course = Course.objects.filter(slug=options["course"]).first()
        if course is None:
            known = ", ".join(Course.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no course {options['course']!r}: there are {known}.")
        out: Path = options["out"]
        if out.exists():
            raise CommandError(f"{out} is there already: name a path that is free.")
        one = exporter(options["format"])
        try:
            export = one.write(draft_of(course))
        except NoSourceError as error:
            raise CommandError(str(error)) from error
        write_export(export, out, is_folder=not one.suffix)
        self._print(export)
        counts = {
            "course": course.slug,
            "format": one.name,
            "files": len(export.files),
            "items": export.item_count,
            "skipped": len(export.of(Weight.SKIPPED)),
            "notes": len(export.of(Weight.NOTE)),
            "bytes": sum(len(data) for data in export.files.values()),
            "seconds": round(time.monotonic() - started_s, 1),
        }
        self.stdout.write(json.dumps(counts))

    def _print(self, export: Export) -> None:
        for weight, heading in _HEADINGS.items():
            if findings := export.of(weight):
                self.stdout.write(f"{heading}: {len(findings)}")
                for finding in findings:
                    self.stdout.write(f"  {finding}")


def write_export(export: Export, out: Path, *, is_folder: bool) -> None:
    """Write an export's files below `out`, or its one file as `out`."""
    if not is_folder:
        (data,) = export.files.values()
        out.write_bytes(data)
        return
    for name, data in export.files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

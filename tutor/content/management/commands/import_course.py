"""`manage.py import_course FORMAT PATH`: bring a course in, whole or not at all."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from attention_model.compat import override
from tutor.content.importers import IMPORTERS
from tutor.content.importers.base import Weight
from tutor.content.maths import MathsToolsMissingError
from tutor.content.reports import counted
from tutor.content.services import ImportReport, import_course

_HEADINGS = {
    Weight.ERROR: "Errors (nothing was imported)",
    Weight.SKIPPED: "Not taken",
    Weight.NOTE: "Taken with a difference",
}


class Command(BaseCommand):
    """Progress goes to stderr, the report and the closing JSON line to stdout."""

    help = (
        "Import a course. A course with the same slug is brought to the new version in place: "
        "learners keep their sessions. The last line is one JSON object."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=[one.name for one in IMPORTERS])
        parser.add_argument("path", type=Path, help="the course's folder or file")
        parser.add_argument("--check", action="store_true", help="report without saving")
        parser.add_argument("--slug", default="", help="keep the course under another name")
        parser.add_argument("--licence", default="", help="for a source that states none")
        parser.add_argument("--course", default="", help="which course, where PATH holds several")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        started_s = time.monotonic()
        if not options["path"].exists():
            raise CommandError(f"There is nothing at {options['path']}.")
        try:
            report = import_course(
                options["format"],
                options["path"],
                now=timezone.now(),
                slug=options["slug"],
                course=options["course"],
                licence=options["licence"],
                is_check=options["check"],
                on_lesson=lambda title: self.stderr.write(f"  {title}"),
            )
        except MathsToolsMissingError as error:
            raise CommandError(str(error)) from error
        self._print_findings(report)
        counts = counted(report) | {"seconds": round(time.monotonic() - started_s, 1)}
        self.stdout.write(json.dumps(counts))
        if errors := report.of(Weight.ERROR):
            raise CommandError(f"{len(errors)} errors: nothing was imported.")

    def _print_findings(self, report: ImportReport) -> None:
        for weight, heading in _HEADINGS.items():
            if findings := report.of(weight):
                self.stdout.write(f"{heading}: {len(findings)}")
                for finding in findings:
                    self.stdout.write(f"  {finding}")

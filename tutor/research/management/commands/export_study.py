"""`manage.py export_study STUDY --out FILE`: a study's bundle from the shell."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from attention_model.compat import override
from tutor.research.bundle.build import Built, Progress
from tutor.research.bundle_services import write_bundle
from tutor.studies.models import Study

SAY_EVERY_S = 2.0


class Command(BaseCommand):
    help = "Writes a study's bundle; the last line counts what is in it."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument("--out", type=Path, required=True, help="the zip to write")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no study {options['study']!r}: there is {known}.")
        began = time.monotonic()
        built = self._write(study, options["out"])
        with options["out"].open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.stdout.write(f"Wrote {options['out']}: {study.title}")
        self.stdout.write(
            json.dumps(
                {
                    "study": study.slug,
                    "learner_count": built.learner_count,
                    "session_count": built.session_count,
                    "row_counts": built.counts,
                    "size_bytes": options["out"].stat().st_size,
                    "sha256": sha256,
                    "took_s": round(time.monotonic() - began, 2),
                }
            )
        )

    def _write(self, study: Study, out: Path) -> Built:
        said_at = 0.0

        def say(progress: Progress) -> None:
            nonlocal said_at
            if time.monotonic() - said_at >= SAY_EVERY_S:
                said_at = time.monotonic()
                self.stdout.write(f"{progress.done_p:4.0%}  {progress.step}")

        try:
            return write_bundle(out, study=study, now=timezone.now(), watch=say)
        except OSError as error:
            raise CommandError(
                f"Cannot write {out} ({error.strerror}): give --out a file in a folder that exists."
            ) from error

"""`manage.py export --out FILE`: the researcher's zip from the shell."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from attention_model.compat import override
from tutor.research.exporters import EXPORTERS, exporter_named
from tutor.research.models import ExportLog
from tutor.research.pseudonyms import load_pseudonyms
from tutor.research.selectors import Scope, sessions_in
from tutor.research.services import write_export


class Command(BaseCommand):
    help = "Exports the sessions of consenting learners; the last line counts the rows per table."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="the zip to write")
        parser.add_argument(
            "--format", choices=[exporter.name for exporter in EXPORTERS], default="csv"
        )
        parser.add_argument("--simulated", action="store_true", help="simulated learners too")
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--session", type=_uuid, help="only this session's public id")
        one.add_argument("--classroom", type=_uuid, help="only this class's public id")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        scope = Scope(
            session=options["session"],
            classroom=options["classroom"],
            with_simulated=options["simulated"] or bool(options["session"] or options["classroom"]),
        )
        if not sessions_in(scope).exists():
            self.stderr.write("No session in it, or no learner who agrees to research.")
        log = _write(options["out"], scope=scope, format=options["format"])
        self.stdout.write(f"Wrote {options['out']}: {log.scope}")
        self.stdout.write(json.dumps(log.counts))


def _write(out: Path, *, scope: Scope, format: str) -> ExportLog:
    """Writes beside `out` first: a broken export never replaces a good one."""
    partial = out.with_name(f"{out.name}.partial")
    try:
        with partial.open("wb") as file:
            log = write_export(
                file,
                scope=scope,
                exporter=exporter_named(format),
                names=load_pseudonyms(),
                now=timezone.now(),
            )
        partial.replace(out)
    except OSError as error:
        raise CommandError(
            f"Cannot write {out} ({error.strerror}): give --out a file in a folder that exists."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return log


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no public id: it looks like 123e4567-e89b-12d3-a456-426614174000"
        ) from None

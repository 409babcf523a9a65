"""`manage.py check_answers oatutor PATH`: is every answer in the files graded right?"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attention_model.compat import override
from tutor.content.answer_check import check_oatutor
from tutor.content.importers.oatutor_pool import PoolError


class Command(BaseCommand):
    """Prints each answer that is not graded right or looks mistaken, then one JSON line."""

    help = "Grade the answers in an OATutor pool. The last line is one JSON object."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=["oatutor"])
        parser.add_argument("path", type=Path, help="the data folder, or the pool's archive in it")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        started_s = time.monotonic()
        try:
            report = check_oatutor(options["path"])
        except PoolError as error:
            raise CommandError(str(error)) from error
        self._print("Not graded right", report.failures)
        self._print("The answer is not equal to the question's expression", report.suspects)
        seconds = round(time.monotonic() - started_s, 1)
        self.stdout.write(json.dumps({**report.as_json(), "seconds": seconds}))

    def _print(self, heading: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write("\n".join([f"{heading} ({len(lines)}):", *lines]))

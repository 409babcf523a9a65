"""`manage.py push_statements STUDY --to URL`: a study's xAPI statements to a record store."""

from __future__ import annotations

import json
import os
import time
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from attention_model.compat import override
from tutor.research.lrs import BATCH, LrsError, Sender, Store
from tutor.research.lrs_services import push_study
from tutor.studies.models import Study

SAY_EVERY_S = 2.0
MOST_AT_ONCE = 1_000


class Command(BaseCommand):
    help = (
        "Sends the statements of everybody who takes part in a study to a learning record store, "
        "with the credentials in LRS_KEY and LRS_SECRET. Broken off, it goes on where it was."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument("--to", required=True, help="the store's endpoint, https://...")
        parser.add_argument("--batch", type=int, default=BATCH, help="statements at once")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no study {options['study']!r}: there is {known}.")
        if not 1 <= options["batch"] <= MOST_AT_ONCE:
            raise CommandError(f"--batch {options['batch']}: use 1 to {MOST_AT_ONCE}.")
        try:
            store = Store(
                url=options["to"],
                key=os.environ.get("LRS_KEY", ""),
                secret=os.environ.get("LRS_SECRET", ""),
            )
            sender = Sender(store=store, wait=time.sleep, rng=SystemRandom())
            pushed = push_study(
                study, sender=sender, now=timezone.now(), batch=options["batch"], say=self._teller()
            )
        except LrsError as error:
            raise CommandError(str(error)) from error
        said = {
            "study": study.slug,
            "statement_count": pushed.statements,
            "skipped_count": pushed.skipped,
            "sent_count": pushed.sent,
        }
        self.stdout.write(json.dumps(said))

    def _teller(self) -> Any:
        said_at = 0.0

        def say(done: int, of: int) -> None:
            nonlocal said_at
            if time.monotonic() - said_at >= SAY_EVERY_S:
                said_at = time.monotonic()
                self.stdout.write(f"{done} of {of} statements are there")

        return say

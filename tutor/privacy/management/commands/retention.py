"""`manage.py retention [--dry-run]`: lets go of what is over its days; erases who asked for it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from attention_model.compat import override
from tutor.privacy.models import ErasureRequest
from tutor.privacy.retention import due_now, let_go
from tutor.privacy.services import erase_due


class Command(BaseCommand):
    help = "Runs the retention clocks and due erasures; the last line counts what went."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count, delete nothing")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            people = ErasureRequest.objects.filter(due_at__lte=now).count()
            counts = due_now(now=now)
        else:
            people = erase_due(now=now)
            counts = let_go(now=now).row_counts
        verb = "would go" if options["dry_run"] else "went"
        for model, count in counts.items():
            self.stdout.write(f"{count:>9}  {model} {verb}")
        self.stdout.write(
            json.dumps(
                {
                    "mode": settings.MODE,
                    "is_dry_run": options["dry_run"],
                    "people_erased_count": people,
                    "row_counts": counts,
                }
            )
        )

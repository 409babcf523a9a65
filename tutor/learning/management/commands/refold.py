"""manage.py refold: what is known of each learner, built anew from their answers."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from attention_model.compat import override
from tutor.accounts.models import User
from tutor.learning.services_knowledge import refold


class Command(BaseCommand):
    help = (
        "Builds every learner's skill states anew from their answers and reports what was "
        "stored otherwise, as by an earlier version. The last line is JSON: learners, differences."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learner", help="a user name; without it, everybody who answered")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        learners = User.objects.filter(sessions__attempts__isnull=False).distinct()
        if options["learner"] is not None:
            learners = User.objects.filter(username=options["learner"])
            if not learners.exists():
                raise CommandError(f"There is nobody called {options['learner']!r}.")
        count = differences = 0
        for learner in learners.order_by("pk").iterator():
            count += 1
            for found in refold(learner, now=timezone.now()):
                differences += 1
                self.stdout.write(str(found))
        self.stdout.write(json.dumps({"learners": count, "differences": differences}))

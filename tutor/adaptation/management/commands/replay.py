"""manage.py replay SESSION: derives every decision again and reports any difference."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from attention_model.compat import override
from tutor.adaptation.models import Decision
from tutor.adaptation.replay import differences
from tutor.domain.policy import POLICIES


class Command(BaseCommand):
    help = (
        "Derives the decisions of a session again, by the policy that made them or by another one. "
        "The last line is JSON: decisions, differences. Exit status 1 when there is a difference."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("session", nargs="?", type=UUID, help="the session's public id")
        parser.add_argument("--all", action="store_true", help="every session there is")
        names = [policy.name for policy in POLICIES]
        parser.add_argument("--policy", choices=names, help="what this policy would have done")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        decisions = _decisions(options["session"], is_all=options["all"])
        count = 0
        for found in differences(decisions, policy=options["policy"]):
            count += 1
            self.stdout.write(str(found))
        result = {"decisions": decisions.count(), "differences": count}
        self.stdout.write(json.dumps(result))
        if count:
            sys.exit(1)


def _decisions(session: UUID | None, *, is_all: bool) -> QuerySet[Decision]:
    if is_all and session is None:
        return Decision.objects.all()
    if session is None or is_all:
        raise CommandError("Name one session by its public id, or say --all.")
    found = Decision.objects.filter(session__public_id=session)
    if not found.exists():
        raise CommandError(f"There is no session {session}, or nothing was decided in it.")
    return found

"""manage.py what_if SESSION --policy NAME: what another policy would have done, and its worth."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from attention_model.compat import override
from tutor.adaptation.models import Decision
from tutor.adaptation.what_if import WhatIf, what_if
from tutor.domain.policy import POLICIES


class Command(BaseCommand):
    help = (
        "Asks another policy in every situation of a session, or of all sessions of its lesson, "
        "and weighs what came after. The last line is JSON."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("session", type=UUID, help="the session's public id")
        parser.add_argument("--policy", required=True, choices=[policy.name for policy in POLICIES])
        parser.add_argument("--lesson", action="store_true", help="all sessions of the same lesson")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        here = Decision.objects.filter(session__public_id=options["session"])
        first = here.select_related("session").first()
        if first is None:
            raise CommandError(
                f"There is no session {options['session']}, or nothing was decided in it."
            )
        if options["lesson"]:
            here = Decision.objects.filter(session__lesson=first.session.lesson_id)
        found = what_if(here, policy=options["policy"])
        for each in found.differing:
            self.stdout.write(str(each))
        if found.doubt:
            self.stdout.write(found.doubt)
        self.stdout.write(json.dumps(_said(found)))


def _said(found: WhatIf) -> dict[str, Any]:
    value = found.value
    said: dict[str, Any] = {
        "policy": found.policy,
        "decisions": found.decisions,
        "differing": len(found.differing),
        "untried_p": round(found.untried_p, 4),
        "may_be_read": not found.doubt,
    }
    if value is not None:
        said |= {
            "weighed": value.decisions,
            "effective": round(value.effective, 1),
            "most_weight": round(value.most_weight, 2),
            "logged_value_p": round(value.logged.estimate, 4),
            "self_normalised_p": round(value.self_normalised.estimate, 4),
            "doubly_robust_p": round(value.doubly_robust.estimate, 4),
            "doubly_robust_low_p": round(value.doubly_robust.low, 4)
            if value.learners > 1
            else None,
            "doubly_robust_high_p": round(value.doubly_robust.high, 4)
            if value.learners > 1
            else None,
        }
    return said

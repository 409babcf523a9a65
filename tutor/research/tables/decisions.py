"""decisions.csv: every step of the policy, also those that left the lesson as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.adaptation.models import Decision, Resolution
from tutor.domain.policy.situation import Action, Trigger
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    SESSION,
    Column,
    Table,
    Value,
    count,
    document,
    fraction,
    moment,
    ms,
    word,
)

MODEL = "adaptation.Decision"


class Decisions(Table):
    name = "decisions"
    words = "One row a decision, with its whole input and the chances of its alternatives."
    key = ("session", "ordinal")
    columns = (
        SESSION,
        count("ordinal", "Its number in the session; also in events, as decision.", source=MODEL),
        word(
            "trigger",
            "The moment at which the policy was asked.",
            source=MODEL,
            range=", ".join(Trigger),
        ),
        word("policy", "The policy.", source=MODEL),
        word("policy_version", "Its version.", source=MODEL),
        Column(
            name="seed",
            unit="integer",
            range="64-bit integer",
            source=MODEL,
            missing="never missing",
            words="The seed of its dice, to replay it here; a study's bundle goes without.",
            type="integer",
            is_linking=True,
        ),
        word("action", "What was chosen.", source=MODEL, range=", ".join(Action)),
        document("target", "Which part or exercise it concerns, by id.", source=MODEL),
        fraction("propensity_p", "The chance with which it was chosen.", source=MODEL),
        document("alternatives", "All that could be chosen, with chances.", source=MODEL),
        document("situation", "The whole input of the policy.", source=MODEL),
        word(
            "reason_code",
            "Which reason the learner was given.",
            source=MODEL,
            missing="empty where nothing was shown",
        ),
        document("reason_values", "The values in that reason.", source=MODEL),
        moment("decided_at_ms", "When it was decided.", source=MODEL),
        moment(
            "shown_at_ms",
            "When the learner's page got it.",
            source=MODEL,
            missing="empty where nothing was shown",
        ),
        word(
            "resolution",
            "What the learner made of it.",
            source=MODEL,
            range=", ".join(Resolution.values),
        ),
        moment(
            "resolved_at_ms",
            "When they did.",
            source=MODEL,
            missing="empty while it is open",
        ),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = Decision.objects.filter(session__in=sessions).select_related("session")
        for row in found.order_by("session_id", "ordinal").iterator(CHUNK):
            yield (
                names.session(row.session.public_id),
                row.ordinal,
                row.trigger,
                row.policy,
                row.policy_version,
                row.seed,
                row.action,
                json.dumps(row.target, sort_keys=True),
                row.propensity_p,
                json.dumps(row.alternatives, sort_keys=True),
                json.dumps(row.situation, sort_keys=True),
                row.reason_code or None,
                json.dumps(row.reason_values, sort_keys=True),
                ms(row.decided_at),
                ms(row.shown_at),
                row.resolution,
                ms(row.resolved_at),
            )

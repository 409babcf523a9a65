"""estimates.csv: what the model said, and where it said nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.focus.models import Estimate
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    NEVER,
    SESSION,
    Column,
    Table,
    Value,
    document,
    fraction,
    moment,
    word,
)

MODEL = "focus.Estimate"
NO_ESTIMATE = "empty where evidence is not_enough"


class Estimates(Table):
    name = "estimates"
    words = "One row a stored estimate of being off task; at most one every 5 s of a session."
    key = ("session", "at_ms")
    columns = (
        SESSION,
        moment("at_ms", "The moment the estimate is about.", source=MODEL),
        fraction("p_off_task", "Chance of being off task.", source=MODEL, missing=NO_ESTIMATE),
        fraction("low", "Lower end of its interval.", source=MODEL, missing=NO_ESTIMATE),
        fraction("high", "Upper end of its interval.", source=MODEL, missing=NO_ESTIMATE),
        word(
            "evidence",
            "Whether there was enough to go on.",
            source=MODEL,
            range="enough, not_enough",
        ),
        word(
            "why_not",
            "Why there was not enough.",
            source=MODEL,
            range="a sentence",
            missing="empty where evidence is enough",
        ),
        document("reasons", "Observed behaviours that moved it, in logits.", source=MODEL),
        document("engagement", "What was observed, without inference.", source=MODEL),
        Column(
            name="fingerprint",
            unit="digest",
            range="up to 64 characters",
            source=MODEL,
            missing=NEVER,
            words="Which features and weights made it.",
        ),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = Estimate.objects.filter(session__in=sessions).select_related("session")
        for row in found.order_by("session_id", "at_ms").iterator(CHUNK):
            yield (
                names.session(row.session.public_id),
                row.at_ms,
                row.p_off_task,
                row.low,
                row.high,
                row.evidence,
                row.why_not or None,
                json.dumps(row.reasons, sort_keys=True),
                json.dumps(row.engagement, sort_keys=True),
                row.fingerprint,
            )

"""probes.csv: thought probes, asked and answered or not."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.focus.models import Probe
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    SESSION,
    Column,
    Table,
    Value,
    count,
    fraction,
    identity,
    moment,
    word,
)

MODEL = "focus.Probe"
UNANSWERED = "empty where it was not answered"


class Probes(Table):
    name = "probes"
    words = "One row a thought probe that was asked. skipped is missing; stuck counts as on task."
    key = ("session", "ordinal")
    columns = (
        SESSION,
        count("ordinal", "The probe's number in its session.", source=MODEL),
        identity(
            "probe",
            "The probe; also in events of kind probe_answer.",
            source=MODEL,
            is_row_number=True,
        ),
        moment("asked_at_ms", "When it was asked.", source=MODEL),
        fraction("propensity_p", "The chance with which it was asked.", source=MODEL),
        moment("answered_at_ms", "When it was answered.", source=MODEL, missing=UNANSWERED),
        word(
            "answer",
            "What the learner said.",
            source=MODEL,
            range="on_task, stuck, elsewhere, surroundings, skipped",
            missing=UNANSWERED,
        ),
        Column(
            name="latency_ms",
            unit="ms",
            range="0 or more",
            source=MODEL,
            missing=UNANSWERED,
            words="From showing the probe to the answer.",
            type="integer",
        ),
        Column(
            name="logit",
            unit="log odds",
            range="any number",
            source=MODEL,
            missing="empty where it was not answered or evidence was not enough",
            words="The model's log odds of being off task then, without the learner's own level.",
            type="number",
        ),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = Probe.objects.filter(session__in=sessions).select_related("session")
        for row in found.order_by("session_id", "ordinal").iterator(CHUNK):
            yield (
                names.session(row.session.public_id),
                row.ordinal,
                row.pk,
                row.asked_at_ms,
                row.propensity_p,
                row.answered_at_ms,
                row.answer or None,
                row.latency_ms,
                row.logit,
            )

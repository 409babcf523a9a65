"""hints.csv: one row a hint that was shown."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.learning.models import HintUse, Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    SESSION,
    Table,
    Value,
    count,
    identity,
    moment,
    ms,
    truth,
    word,
)

MODEL = "learning.HintUse"


class Hints(Table):
    name = "hints"
    words = "One row a hint that was shown; stored with or without consent to activity signals."
    key = ("session", "ordinal")
    columns = (
        SESSION,
        count("ordinal", "The hint's place in its session, from 1.", source="the order of showing"),
        identity("item", "The exercise.", source="content.Item"),
        word("item_slug", "The exercise, by its slug in the lesson.", source="content.Item"),
        word("segment_slug", "The part of the lesson it belongs to.", source="content.Segment"),
        identity("hint", "The hint; also in attempts.", source="content.Hint"),
        count("position", "Its place among the exercise's hints, from 1.", source="content.Hint"),
        truth("is_bottom_out", "Whether it gives the answer.", source="content.Hint"),
        moment("shown_at_ms", "When it was shown.", source=MODEL),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = (
            HintUse.objects.filter(session__in=sessions)
            .select_related("session", "hint__item__segment")
            .order_by("session_id", "shown_at", "pk")
        )
        session_pk, ordinal = 0, 0
        for use in found.iterator(CHUNK):
            ordinal = ordinal + 1 if use.session_id == session_pk else 1
            session_pk = use.session_id
            hint, item = use.hint, use.hint.item
            yield (
                names.session(use.session.public_id),
                ordinal,
                item.pk,
                item.slug,
                item.segment.slug,
                hint.pk,
                hint.position,
                hint.is_bottom_out,
                ms(use.shown_at),
            )

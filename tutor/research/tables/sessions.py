"""sessions.csv: one row a session, the table that every other joins with."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    NEVER,
    PSEUDONYM,
    SESSION,
    Column,
    Table,
    Value,
    moment,
    ms,
    truth,
    word,
)

MODEL = "learning.Session"


class Sessions(Table):
    name = "sessions"
    words = "One row a session: a learner's way through one lesson, or a review of it."
    key = ("session",)
    columns = (
        SESSION,
        Column(
            name="learner",
            unit="pseudonym",
            range=PSEUDONYM,
            source="HMAC-SHA256 of the learner's public id",
            missing=NEVER,
            words="The learner: the same in all files of one study, and another in every other.",
        ),
        Column(
            name="classroom",
            unit="pseudonym",
            range=PSEUDONYM,
            source="HMAC-SHA256 of the class's public id",
            missing="empty outside a class, and in a study where too few of the class take part",
            words="The class.",
        ),
        word("course", "The course, by its slug.", source=MODEL),
        word("lesson", "The lesson, by its slug in the course.", source=MODEL),
        moment("started_at_ms", "When the session was opened.", source=MODEL),
        moment("last_seen_at_ms", "When the server last heard of it.", source=MODEL),
        moment("ended_at_ms", "When it ended.", source=MODEL, missing="empty while it is open"),
        word(
            "policy",
            "The policy that decided in this session.",
            source=MODEL,
            range="a name of the policy registry",
        ),
        word(
            "kind",
            "Whether the learner went through the lesson, or was asked some of it again.",
            source=MODEL,
            range="lesson or review",
        ),
        truth("is_simulated", "Whether the learner is a program.", source="accounts.User"),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = sessions.select_related("learner", "lesson__course", "classroom").order_by("pk")
        for session in found.iterator(CHUNK):
            yield (
                names.session(session.public_id),
                names.learner(session.learner.public_id),
                names.classroom(session.classroom.public_id) if session.classroom else None,
                session.lesson.course.slug,
                session.lesson.slug,
                ms(session.started_at),
                ms(session.last_seen_at),
                ms(session.ended_at),
                session.policy,
                session.kind,
                session.learner.is_simulated,
            )

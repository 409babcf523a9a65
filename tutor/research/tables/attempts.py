"""attempts.csv: one row a checked answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.learning.models import Attempt, Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    NEVER,
    SESSION,
    Column,
    Table,
    Value,
    count,
    document,
    fraction,
    identity,
    moment,
    ms,
    truth,
    word,
)

MODEL = "learning.Attempt"
# Words of mathematics that an answer may hold; any other word could be somebody's name.
MATHS_WORDS = frozenset(
    {"sqrt", "cbrt", "root", "frac", "dfrac", "tfrac", "cdot", "times", "div", "left", "right"}
    | {"sin", "cos", "tan", "log", "abs", "exp", "and", "inf", "infty", "leq", "geq", "neq"}
)
_WORD = re.compile(r"[^\W\d_]{3,}")
#: A gap may ask for a word, and there are names of two letters.
_SHORT_WORD = re.compile(r"[^\W\d_]{2,}")
#: Answers that are chosen from what the author wrote.
CHOSEN = frozenset(
    {"multiple_choice", "multiple_response", "ordering", "matching", "highlight", "categorise"}
)


class Attempts(Table):
    name = "attempts"
    words = "One row a checked answer; stored with or without consent to activity signals."
    key = ("session", "ordinal")
    columns = (
        SESSION,
        count(
            "ordinal", "The answer's place in its session, from 1.", source="the order of storing"
        ),
        identity("item", "The exercise; also in events.", source="content.Item"),
        word("item_slug", "The exercise, by its slug in the lesson.", source="content.Item"),
        word("segment_slug", "The part of the lesson it belongs to.", source="content.Segment"),
        word("exercise_type", "The kind of exercise.", source="content.Item"),
        word("skills", "Its skills, parted by |.", source="content.Skill", missing="may be none"),
        identity(
            "hint",
            "The scaffold whose own question was answered.",
            source=MODEL,
            missing="empty where the exercise itself was answered",
        ),
        count("attempt", "Which try at this exercise it was, from 1.", source=MODEL),
        document(
            "response",
            "What was answered.",
            source=MODEL,
            missing="empty where is_response_withheld",
        ),
        Column(
            name="is_response_withheld",
            unit="truth",
            range="true or false",
            type="truth",
            source="short texts, and answers with a word that mathematics does not use",
            missing=NEVER,
            words="Whether the answer was left out because it could hold a name.",
        ),
        word("outcome", "How it was graded.", source=MODEL, range="right, almost, not_yet"),
        word(
            "misconception",
            "The misunderstanding that the author tied to this answer.",
            source=MODEL,
            missing="empty where the author tied none",
        ),
        Column(
            name="latency_ms",
            unit="ms",
            range="0 or more",
            source=MODEL,
            missing=NEVER,
            words="From seeing the exercise to checking the answer.",
            type="integer",
        ),
        count("hints_used", "Hints seen on this exercise before answering.", source=MODEL),
        fraction("expected_p", "Estimated chance of success just before.", source=MODEL),
        truth(
            "is_rapid_guess",
            "Whether it came faster than the exercise can be read.",
            source=MODEL,
        ),
        fraction("weight_p", "How much it counts for the skills; 0 for a scaffold.", source=MODEL),
        moment("answered_at_ms", "When the answer was stored.", source=MODEL),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = (
            Attempt.objects.filter(session__in=sessions)
            .select_related("session", "item__segment")
            .prefetch_related("item__skills")
            .order_by("session_id", "answered_at", "pk")
        )
        session_pk, ordinal = 0, 0
        for attempt in found.iterator(CHUNK):
            ordinal = ordinal + 1 if attempt.session_id == session_pk else 1
            session_pk = attempt.session_id
            yield _row(attempt, names.session(attempt.session.public_id), ordinal)


def _row(attempt: Attempt, session: str, ordinal: int) -> tuple[Value, ...]:
    item = attempt.item
    is_withheld = may_name_somebody(item.exercise_type, attempt.response)
    return (
        session,
        ordinal,
        item.pk,
        item.slug,
        item.segment.slug,
        item.exercise_type,
        "|".join(sorted(skill.slug for skill in item.skills.all())),
        attempt.hint_id,
        attempt.ordinal,
        None if is_withheld else json.dumps(attempt.response, sort_keys=True),
        is_withheld,
        attempt.outcome,
        attempt.misconception or None,
        attempt.latency_ms,
        attempt.hints_used,
        attempt.expected_p,
        attempt.is_rapid_guess,
        attempt.weight_p,
        ms(attempt.answered_at),
    )


def may_name_somebody(exercise_type: str, response: Any) -> bool:
    """Whether an answer could hold a name: any short text, any word foreign to mathematics.

    >>> may_name_somebody("numeric", {"text": "sqrt(2) cm"})
    False
    >>> may_name_somebody("numeric", {"text": "ask Bodil"})
    True
    >>> may_name_somebody("cloze", {"a": "3", "b": "Bo"})
    True
    """
    if exercise_type in CHOSEN:
        return False
    if exercise_type == "short_text" or not isinstance(response, dict):
        return True
    written = " ".join(map(str, response.values()))
    words = _SHORT_WORD if exercise_type == "cloze" else _WORD
    found = words.findall(written.replace("\\", " ").lower())
    return any(one not in MATHS_WORDS for one in found)

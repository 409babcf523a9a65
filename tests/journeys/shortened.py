"""A shortened clock: what a learner did moves into the past, as if that much time had gone by.

Everything that a cap, a cool-down or a review date goes by is stored with its moment, so moving the
moments is the same as waiting, and takes no time.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from tests.stack import Stack
from tutor.accounts.models import User
from tutor.content.models import Item, Lesson
from tutor.domain.exercises import exercise_type
from tutor.domain.policy.seeds import decision_seed
from tutor.learning import services

# Dates are texts in SQLite; those of the records that pace a lesson or a review.
_DATES = {
    "learning_session": ("started_at", "last_seen_at"),
    "learning_attempt": ("answered_at",),
    "learning_skillstate": ("reviewed_at", "due_at"),
    "adaptation_decision": ("decided_at", "shown_at", "resolved_at"),
}
_EPOCHS = {"focus_probe": ("asked_at_ms", "answered_at_ms"), "focus_estimate": ("at_ms",)}


def time_passes(stack: Stack, span: timedelta) -> None:
    """All of it, for everybody on this stack."""
    seconds, span_ms = span.total_seconds(), int(span.total_seconds() * 1000)
    with closing(sqlite3.connect(_path(stack), timeout=20)) as db, db:
        for table, columns in _DATES.items():
            changes = ", ".join(
                f"{one} = strftime('%Y-%m-%d %H:%M:%f', {one}, '-{seconds} seconds')"
                for one in columns
            )
            db.execute(f"UPDATE {table} SET {changes}")  # noqa: S608 - names from above
        for table, columns in _EPOCHS.items():
            changes = ", ".join(f"{one} = {one} - {span_ms}" for one in columns)
            db.execute(f"UPDATE {table} SET {changes}")  # noqa: S608 - names from above


def number(stack: Stack, question: str, *values: str) -> int:
    """The answer to an SQL question that has one number."""
    with closing(sqlite3.connect(_path(stack), timeout=20)) as db:
        return int(db.execute(question, values).fetchone()[0])


def _path(stack: Stack) -> Path:
    return stack.data / "attune.sqlite3"


def earlier(username: str, *, lesson: str, next_lesson: str) -> None:
    """Run inside the stack: three days ago `lesson` was done; `next_lesson` asks a probe first."""

    then = timezone.now() - timedelta(days=3)
    learner = User.objects.get(username=username)
    done = Lesson.objects.get(slug=lesson)
    session = services.start_session(learner, lesson=done, now=then)
    for item in Item.objects.filter(segment__lesson=done, is_check=False):
        services.record_answer(
            session,
            item=item,
            response=exercise_type(item.exercise_type).simulate(
                item.spec, is_right=True, rng=random.Random(1)
            ),
            idempotency_key=uuid4(),
            latency_ms=9_000,
            now=then,
        )
    services.end_session(session, now=then)
    coming = services.start_session(
        learner, lesson=Lesson.objects.get(slug=next_lesson), now=timezone.now()
    )
    coming.seed = _seed_that_asks()
    coming.save(update_fields=["seed"])


def _seed_that_asks() -> int:
    """A session's seed whose first two throws are low: where a probe may be asked, it is."""

    def throws(seed: int) -> list[float]:
        return [random.Random(decision_seed(seed, ordinal=n)).random() for n in (1, 2)]

    return next(seed for seed in range(10_000) if max(throws(seed)) < 0.2)

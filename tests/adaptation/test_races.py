"""Requests that really race, on a database with several writers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection, connections

from tests.adaptation.conftest import Places
from tutor.adaptation import services
from tutor.adaptation.models import Decision
from tutor.domain.policy.situation import Trigger
from tutor.learning import services as learning
from tutor.learning.models import Attempt, Session, SkillState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite has one writer at a time: `make test-services` runs this on PostgreSQL",
    ),
]
AT_ONCE = 8


T = TypeVar("T")


def at_once(work: Callable[[int], T]) -> list[T]:
    def in_thread(number: int) -> T:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(in_thread, range(AT_ONCE)))


def test_the_same_key_eight_times_at_once_is_one_answer(
    session: Session, places: Places, now: datetime
) -> None:
    key, item = uuid4(), places.item(places.practice)

    def answer(_: int) -> int:
        attempt = learning.record_answer(
            session,
            item=item,
            response={"text": "4"},
            idempotency_key=key,
            latency_ms=9_000,
            now=now,
        )
        return attempt.pk

    assert len(set(at_once(answer))) == 1
    assert SkillState.objects.get(learner=session.learner).attempt_count == 1


def test_eight_answers_at_once_are_eight_ordinals(
    session: Session, places: Places, now: datetime
) -> None:
    item = places.item(places.practice)

    def answer(number: int) -> None:
        learning.record_answer(
            session,
            item=item,
            response={"text": str(number)},
            idempotency_key=uuid4(),
            latency_ms=9_000,
            now=now,
        )

    at_once(answer)
    ordinals = Attempt.objects.order_by("ordinal").values_list("ordinal", flat=True)
    assert list(ordinals) == list(range(1, AT_ONCE + 1))
    assert SkillState.objects.get(learner=session.learner).attempt_count == AT_ONCE


def test_decisions_at_once_have_ordinals_of_their_own_and_a_cause_has_one(
    session: Session, places: Places, now: datetime
) -> None:
    segments = [places.reading, places.example, places.practice, places.second_reading] * 2

    def finish(number: int) -> None:
        services.advance(
            session, trigger=Trigger.SEGMENT_FINISHED, now=now, segment=segments[number]
        )

    at_once(finish)
    assert list(Decision.objects.values_list("ordinal", flat=True)) == [1, 2, 3, 4]
    assert len(set(Decision.objects.values_list("cause", flat=True))) == 4

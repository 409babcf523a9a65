"""Bo in the practice of the first lesson, and the signals that lead there."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from tutor.accounts.models import User
from tutor.adaptation.gather import epoch_ms
from tutor.content.models import Item, Lesson, Segment
from tutor.focus.models import Estimate
from tutor.learning import services as learning
from tutor.learning.models import Attempt, Session


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return learning.start_session(bo, lesson=lesson, now=now)


class Places:
    """The parts of a test lesson by name."""

    def __init__(self, lesson: Lesson) -> None:
        self.reading = self._segment(lesson, 1)
        self.example = self._segment(lesson, 2)
        self.practice = self._segment(lesson, 3)
        self.second_reading = self._segment(lesson, 4)

    def _segment(self, lesson: Lesson, position: int) -> Segment:
        return lesson.segments.get(position=position)

    def item(self, segment: Segment, position: int = 1) -> Item:
        return segment.items.get(position=position)


@pytest.fixture
def places(lesson: Lesson) -> Places:
    return Places(lesson)


@pytest.fixture
def no_questions(lesson: Lesson) -> None:
    """The lesson has no check questions."""
    Item.objects.filter(segment__lesson=lesson, is_check=True).delete()


def estimate(
    session: Session,
    *,
    now: datetime,
    p: float = 0.7,
    sustained_ms: int = 20_000,
    part: Segment | None = None,
    **engagement: object,
) -> None:
    """What the worker says of the session at `now`, and over `part` all along."""
    Estimate.objects.create(
        session=session,
        at_ms=epoch_ms(now),
        p_off_task=p,
        low=p - 0.1,
        high=p + 0.1,
        evidence="enough",
        reasons=[
            {"words_key": "reading_pace", "contribution": 0.9, "value": 1.1, "feature": "read_over"}
        ],
        engagement={
            "sustained_ms": sustained_ms,
            "active_session_ms": 300_000,
            "part": part.pk if part else None,
            "part_p": p,
            **engagement,
        },
        fingerprint="feedfacecafe",
    )


def give(session: Session, item: Item, text: str, *, now: datetime) -> Attempt:
    """A calm written answer."""
    return learning.record_answer(
        session,
        item=item,
        response={"text": text, "choice": text},
        idempotency_key=uuid4(),
        latency_ms=9_000,
        now=now,
    )

"""A class that has answered a lesson, for pictures and journeys of its analysis."""

from __future__ import annotations

import math
from datetime import timedelta
from random import Random
from uuid import uuid4

from django.utils import timezone

from tutor.accounts.models import Classroom, User
from tutor.accounts.services import enrol
from tutor.content.models import Item, Lesson
from tutor.domain.exercises import exercise_type
from tutor.learning.models import Attempt, HintUse, Session

LEARNERS = 24


def fill(*, classroom: str = "Maths 8A", lesson: str = "what-equations-say") -> int:
    """Twenty-four learners answer every exercise once to three times; the lesson's number."""
    rng = Random(8)
    now = timezone.now()
    room = Classroom.objects.get(name=classroom)
    found = Lesson.objects.get(slug=lesson)
    items = list(Item.objects.filter(segment__lesson=found).order_by("segment__position", "pk"))
    attempts = []
    for number in range(LEARNERS):
        learner = User(username=f"answered{number:02}", name=f"Learner {number + 1}")
        learner.set_unusable_password()
        learner.save()
        enrol(learner, classroom=room, now=now)
        session = Session.objects.create(
            learner=learner,
            lesson=found,
            classroom=room,
            started_at=now - timedelta(hours=20),
            last_seen_at=now - timedelta(hours=19),
            ended_at=now - timedelta(hours=19),
            seed=number,
        )
        ability = rng.gauss(0.4, 1)
        for place, item in enumerate(items):
            attempts += _answers(session, item, ability - place / 6, rng=rng)
    Attempt.objects.bulk_create(attempts)
    return found.pk


def _answers(session: Session, item: Item, logit: float, *, rng: Random) -> list[Attempt]:
    made = []
    hints = list(item.hints.order_by("position"))
    for ordinal in range(1, 4):
        at = session.started_at + timedelta(minutes=item.pk % 40 + ordinal)
        is_right = rng.random() < 1 / (1 + math.exp(-2 * logit))
        if 1 < ordinal <= len(hints) + 1:
            HintUse.objects.create(
                session=session, hint=hints[ordinal - 2], shown_at=at - timedelta(seconds=20)
            )
        made.append(
            Attempt(
                session=session,
                item=item,
                idempotency_key=uuid4(),
                ordinal=ordinal,
                response=exercise_type(item.exercise_type).simulate(
                    item.spec, is_right=is_right, rng=rng
                ),
                outcome="right" if is_right else "not_yet",
                latency_ms=int(rng.lognormvariate(9.8, 0.5)),
                hints_used=ordinal - 1,
                expected_p=0.5,
                answered_at=at,
            )
        )
        if is_right:
            break
    return made

"""What the lesson page begins with: `frontend/src/boot.ts` reads this and nothing else."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.urls import reverse

from attention_model.signals import SIGNALS
from tutor.accounts.models import User
from tutor.adaptation.selectors import shown_decisions
from tutor.content.models import Item
from tutor.domain.policy.situation import INTERVENTIONS, Trigger
from tutor.learning.editions import edition_of
from tutor.learning.models import Session
from tutor.learning.selectors import attempts_of, outline_of
from tutor.privacy import modes
from tutor.privacy.selectors import granted_purposes
from tutor.student.api_tools import as_json
from tutor.student.presenters import attempt_json


def boot_data(session: Session, *, person: User) -> dict[str, Any]:
    lesson = session.lesson
    place = {"course_slug": lesson.course.slug, "lesson_slug": lesson.slug}
    return {
        "session": str(session.public_id),
        "learner": str(person.public_id),
        "lesson": lesson.pk,
        "segments": outline_json(session),
        "current": session.segment_id,
        # The page puts a segment's id in the place of the 0.
        "segment_url": reverse("segment", kwargs={**place, "pk": 0}),
        "frame_url": "/api/sessions/{session}/frames/",
        "socket_path": f"/ws/learn/{session.public_id}/",
        "signals": allowed_signals(person),
        "away_ms": settings.AWAY_MS,
        "decisions": as_json(shown_decisions(session)),
        "homes": homes_of(session),
        "checks": checks_of(session),
        "attempts": attempts_json(session),
    }


def allowed_signals(person: User) -> list[str]:
    """The signals that the person agreed to and this site may collect; none before they decided."""
    allowed = modes.allowed_signals(granted_purposes(person))
    return [signal.NAME for signal in SIGNALS if signal.NAME in allowed]


def homes_of(session: Session) -> dict[str, int]:
    """The segment on whose page each change belongs, so that a reload shows it where it was made.

    What was decided when a segment was finished was first seen on the one after it.
    """
    order = [line.id for line in outline_of(session)]
    after = dict(pairwise(order))
    homes = {}
    for decision in session.decisions.filter(action__in=list(INTERVENTIONS)):
        place = decision.situation["place"]["segment"]
        is_past = decision.trigger == Trigger.SEGMENT_FINISHED
        homes[str(decision.public_id)] = after.get(place, place) if is_past else place
    return homes


def checks_of(session: Session) -> dict[str, int]:
    """The segment of each check question: the page brings it from there."""
    if edition := edition_of(session):
        return {str(one.pk): one.segment_id for one in edition.items() if one.is_check}
    items = Item.objects.filter(segment__lesson=session.lesson_id, is_check=True)
    return {str(item): segment for item, segment in items.values_list("pk", "segment_id")}


def outline_json(session: Session) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "kind": line.kind,
            "title": line.title,
            "words": line.word_count,
            "is_finished": line.is_finished,
        }
        for line in outline_of(session)
    ]


def attempts_json(session: Session) -> dict[str, list[dict[str, Any]]]:
    """The session's answers by item; keys are texts, as JSON has them."""
    by_item: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for attempt in attempts_of(session):
        by_item[str(attempt.item_id)].append(attempt_json(attempt))
    return by_item

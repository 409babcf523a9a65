"""What a teacher has done for this learner, as the lesson shows it, and what they say to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from tutor.accounts.models import User
from tutor.adaptation.alerting import tell_class
from tutor.content.models import Hint, Item
from tutor.guidance import selectors as guidance
from tutor.guidance import services
from tutor.guidance.models import ActionKind, TeacherAction
from tutor.guidance.words import text_for_learner, title_for_learner
from tutor.learning import selectors as learning
from tutor.student.api_tools import ApiError, api, read_body

SEEN = "seen"


class SaidBody(msgspec.Struct, forbid_unknown_fields=True):
    said: str


@api("GET")
def waiting(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """What this lesson's page has still to show, oldest first."""
    session = learning.accessible_session(person, public_id)
    rows = guidance.waiting_for(session, now=timezone.now())
    return JsonResponse({"nudges": [_shown(action) for action in rows]})


@api("POST")
def say(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """It is on the page (`seen`), the learner says thanks, or closes it (`dismissed`)."""
    action = guidance.of_own(person, public_id)
    said = read_body(request, SaidBody).said
    now = timezone.now()
    try:
        if said == SEEN:
            services.mark_seen(action, now=now)
        else:
            services.answer(action, said=said, now=now)
    except services.Refused as error:
        raise ApiError(str(error)) from error
    tell_class(action.classroom, learners=[person.pk], now=now)
    return JsonResponse({})


def _shown(action: TeacherAction) -> dict[str, Any]:
    return {
        "id": str(action.public_id),
        "kind": action.kind,
        "title": title_for_learner(action),
        "text": text_for_learner(action),
        "html": _hint_html(action),
        "segment": _segment_of(action),
    }


def _hint_html(action: TeacherAction) -> str:
    """Sanitised and rendered when the course was saved."""
    if action.kind != ActionKind.HINT:
        return ""
    hint = Hint.objects.filter(pk=action.content["hint"]).first()
    return hint.html if hint else ""


def _segment_of(action: TeacherAction) -> int | None:
    """Where the exercise is that it is about."""
    if action.kind not in {ActionKind.HINT, ActionKind.ITEM}:
        return None
    item = Item.objects.filter(pk=action.content["item"]).first()
    return item.segment_id if item else None

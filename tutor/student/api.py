"""The player's API. Every answer works without the websocket, and twice is once."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from tutor.accounts.models import User
from tutor.adaptation import selectors as adaptation_selectors
from tutor.adaptation import services as adaptation
from tutor.adaptation.alerting import alert_teachers
from tutor.domain.policy.situation import Trigger
from tutor.domain.protocol.codec import ProtocolError
from tutor.events.services import accept_frame_now
from tutor.learning import selectors as learning
from tutor.learning import services
from tutor.learning.models import Session, SessionKind
from tutor.student import presenters
from tutor.student.api_tools import ApiError, api, as_json, body_of, read_body
from tutor.student.boot import allowed_signals, attempts_json, outline_json
from tutor.student.ledger import answer_from

HOUR_MS = 3_600_000


class AnswerBody(msgspec.Struct, forbid_unknown_fields=True):
    idempotency_key: UUID
    item: int
    response: dict[str, Annotated[str, msgspec.Meta(max_length=4_000)]]
    # A tab that slept over night is not a day of thinking.
    latency_ms: Annotated[int, msgspec.Meta(ge=0)]
    hint: int | None = None


class HintBody(msgspec.Struct, forbid_unknown_fields=True):
    item: int


class ResolutionBody(msgspec.Struct, forbid_unknown_fields=True):
    resolution: str


@api("GET")
def state(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """Everything the page needs to show where the learner is."""
    session = learning.accessible_session(person, public_id)
    return JsonResponse(
        {
            "segments": outline_json(session),
            "attempts": attempts_json(session),
            **_standing(session),
        }
    )


@api("POST")
def answer(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """Checks an answer and keeps it; the same key gives the same attempt."""
    session = learning.accessible_session(person, public_id)
    body = read_body(request, AnswerBody)
    item = learning.item_of(session, body.item)
    hint = None if body.hint is None else learning.scaffold_of(session, item, body.hint)
    now = timezone.now()
    attempt = services.record_answer(
        session,
        item=item,
        response=body.response,
        idempotency_key=body.idempotency_key,
        latency_ms=min(body.latency_ms, HOUR_MS),
        now=now,
        hint=hint,
    )
    decision = None
    # The questions of a review come in the order of today's plan.
    if session.kind == SessionKind.LESSON:
        decision = adaptation.advance(
            session, trigger=Trigger.ITEM_ANSWERED, now=now, attempt=attempt
        )
    alert_teachers(session, now=now)
    return JsonResponse(
        {
            "attempt": presenters.attempt_json(attempt),
            "next": {"item": adaptation_selectors.next_item(decision) if decision else None},
            **_standing(session),
        }
    )


@api("POST")
def hint(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """The next hint of an item, as HTML; null when all were shown."""
    session = learning.accessible_session(person, public_id)
    item = learning.item_of(session, read_body(request, HintBody).item)
    now = timezone.now()
    shown = services.show_hint(session, item=item, now=now)
    alert_teachers(session, now=now)
    count = learning.hints_shown(session, item=item).count()
    remaining = len(item.hints.all()) - count
    if shown is None:
        return JsonResponse({"hint": None, "remaining": 0})
    view = presenters.hint_view(session, hint=shown, ordinal=count)
    html = render_to_string("student/_hint.html", {"hint": view, "session": session}, request)
    payload = {
        "id": shown.pk,
        "ordinal": count,
        "title": shown.title,
        "html": html,
        "is_bottom_out": shown.is_bottom_out,
    }
    return JsonResponse({"hint": payload, "remaining": remaining})


@api("POST")
def open_segment(request: HttpRequest, person: User, public_id: UUID, pk: int) -> HttpResponseBase:
    """The learner is here now: the place they come back to."""
    session = learning.accessible_session(person, public_id)
    segment = learning.segment_of(session, pk)
    services.open_segment(session, segment=segment, now=timezone.now())
    return JsonResponse(_standing(session))


@api("POST")
def finish_segment(
    request: HttpRequest, person: User, public_id: UUID, pk: int
) -> HttpResponseBase:
    """A segment is done; with the last of them the lesson is."""
    session = learning.accessible_session(person, public_id)
    segment = learning.segment_of(session, pk)
    now = timezone.now()
    services.finish_segment(session, segment=segment, now=now)
    if learning.progress_of(session).is_complete:
        services.end_session(session, now=now)
    else:
        adaptation.advance(session, trigger=Trigger.SEGMENT_FINISHED, now=now, segment=segment)
    return JsonResponse(_standing(session))


@api("POST")
def frame(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """The beacon: one frame of events, stored before the answer."""
    session = learning.accessible_session(person, public_id)
    text = request.POST.get("frame") or body_of(request)
    now_ms = int(timezone.now().timestamp() * 1000)
    try:
        accept_frame_now(
            text, session_pk=session.pk, allowed=frozenset(allowed_signals(person)), now_ms=now_ms
        )
    except ProtocolError as error:
        raise ApiError(str(error)) from error
    return HttpResponse(status=204)


@api("POST")
def resolve(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """Keep, undo, not now, or turn this kind off."""
    decision = adaptation_selectors.accessible_decision(person, public_id)
    try:
        resolution = answer_from(read_body(request, ResolutionBody).resolution)
    except ValueError as error:
        raise ApiError(str(error)) from error
    adaptation.resolve(decision, resolution=resolution, now=timezone.now())
    return JsonResponse(_standing(decision.session))


def _standing(session: Session) -> dict[str, Any]:
    """Progress, and the changes that the page has to show."""
    progress = learning.progress_of(session)
    return {
        "progress": {
            "finished": progress.finished,
            "segment_count": progress.segment_count,
            "solved_items": progress.solved_items,
            "current": progress.current,
            "is_complete": progress.is_complete,
        },
        "decisions": as_json(adaptation_selectors.shown_decisions(session)),
    }

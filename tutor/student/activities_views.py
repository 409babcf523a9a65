"""The room of the attention activities, each activity's page, and what its script sends."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.learning import selectors_activities as selectors
from tutor.learning import services_activities as services
from tutor.learning.models import ActivityRun
from tutor.learning.selectors import lesson_at_hand
from tutor.student import activities_presenters as presenters
from tutor.student.api_tools import ApiError, api, as_json, read_body

# A tab that slept over night is not an answer; a day is longer than any trial.
DAY_MS = 24 * 3_600_000.0
Span = Annotated[float, msgspec.Meta(ge=0, le=DAY_MS)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Name = Annotated[str, msgspec.Meta(max_length=32)]


class StartBody(msgspec.Struct, forbid_unknown_fields=True):
    form: Name


class TrialBody(msgspec.Struct, forbid_unknown_fields=True):
    position: Count
    responses: Annotated[list[tuple[Name, Span]], msgspec.Meta(max_length=5_000)]
    onset_ms: Span
    shown_ms: Span
    dropped_frames: Count
    is_blurred: bool


class TrialsBody(msgspec.Struct, forbid_unknown_fields=True):
    block: Annotated[int, msgspec.Meta(ge=0, le=100)]
    trials: Annotated[list[TrialBody], msgspec.Meta(max_length=2_000)]


class TimingBody(msgspec.Struct, forbid_unknown_fields=True):
    """What the page measured of its own clock over the run."""

    interval_ms: Span
    refresh_hz: Annotated[float, msgspec.Meta(ge=0, le=2_000)]
    frames: Count
    dropped_frames: Count
    left_count: Count


class FinishBody(msgspec.Struct, forbid_unknown_fields=True):
    timing: TimingBody
    input_kind: Literal["keys", "touch", "mouse", "none"]
    device: Annotated[str, msgspec.Meta(max_length=36)]


@require_GET
@for_roles()
def room(request: HttpRequest) -> HttpResponseBase:
    person = person_of(request)
    is_calm = person.reading.get("time") == "off"
    context = {
        "cards": presenters.cards(with_timed=not is_calm),
        "is_calm": is_calm,
        "lesson": _lesson_at_hand(person),
    }
    return render(request, "student/activities/room.html", context)


@require_GET
@never_cache
@for_roles()
def activity(request: HttpRequest, name: str) -> HttpResponseBase:
    """Instructions, the task itself, and one's own past results."""
    kind, person = selectors.activity_named(name), person_of(request)
    runs = selectors.runs_of(person, activity_name=name)
    context = {
        "page": presenters.page_of(kind),
        "boot": presenters.boot_of(kind, person=person),
        "headlines": presenters.headline_words(kind),
        "lesson": _lesson_at_hand(person),
        "runs": presenters.past_runs(kind, list(runs[: selectors.SHOWN_RUNS])),
    }
    return render(request, "student/activities/activity.html", context)


@api("POST")
def start(request: HttpRequest, person: User, name: str) -> HttpResponseBase:
    """A new run: its practice and its first block."""
    kind = selectors.activity_named(name)
    form = read_body(request, StartBody).form
    try:
        run = services.start_run(person, kind=kind, form=form, now=timezone.now())
    except ValueError as error:
        raise ApiError(str(error)) from error
    return JsonResponse(
        {
            "run": str(run.public_id),
            "trials_url": reverse("activity_trials", args=[run.public_id]),
            "finish_url": reverse("activity_finish", args=[run.public_id]),
            "practice": presenters.plan_json(selectors.practice_of(run)),
            "trials": presenters.plan_json(selectors.plan_of(run, block=0)),
        },
        status=201,
    )


@api("POST")
def trials(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """Keeps a block, and answers with the next one; empty after the last."""
    run = selectors.accessible_run(person, public_id)
    body = read_body(request, TrialsBody)
    recorded = [services.RecordedTrial(**msgspec.structs.asdict(one)) for one in body.trials]
    try:
        following = services.record_trials(run, block=body.block, trials=recorded)
    except ValueError as error:
        raise ApiError(str(error)) from error
    return JsonResponse({"trials": presenters.plan_json(following)})


@api("POST")
def finish(request: HttpRequest, person: User, public_id: UUID) -> HttpResponseBase:
    """Scores the run, and answers with the result's HTML."""
    run = selectors.accessible_run(person, public_id)
    body = read_body(request, FinishBody)
    timing: Any = as_json(body.timing)
    try:
        done = services.finish_run(
            run,
            timing=timing,
            input_kind=body.input_kind,
            device=body.device,
            now=timezone.now(),
        )
    except ValueError as error:
        raise ApiError(str(error)) from error
    return JsonResponse({"html": _result_html(request, done)})


def _lesson_at_hand(person: User) -> Lesson | None:
    """Where a break in a lesson leads back to."""
    session = lesson_at_hand(person, now=timezone.now())
    return session.lesson if session else None


def _result_html(request: HttpRequest, run: ActivityRun) -> str:
    context = {
        "result": presenters.result_of(run),
        "run": run,
        "lesson": _lesson_at_hand(person_of(request)),
    }
    return render_to_string("student/activities/_result.html", context, request)

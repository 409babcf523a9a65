"""What-if and preview: policies asked again in stored situations, or shown as to a learner."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.adaptation.models import Decision
from tutor.adaptation.preview import CASES, case_named, preview
from tutor.adaptation.what_if import WhatIf, what_if
from tutor.domain.experiments.estimators.off_policy import OffPolicy, Value
from tutor.domain.policy import POLICIES
from tutor.experiments.selectors import accessible_experiment
from tutor.learning.models import Session
from tutor.privacy.models import AccessKind
from tutor.privacy.services import note_access
from tutor.research.picture_views import looked_at
from tutor.research.pseudonyms import load_pseudonyms
from tutor.research.selectors import Scope, session_called, sessions_in
from tutor.research.selectors_studies import study_sessions
from tutor.studies.models import Study

MOST_LINES = 60
NAMES = tuple(policy.name for policy in POLICIES)


@require_GET
@for_roles(Role.RESEARCHER)
def preview_arm(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """One arm in one lesson of its course, as a learner would meet it."""
    experiment = accessible_experiment(person_of(request), public_id)
    arms = list(experiment.arms.all())
    lessons = list(experiment.course.lessons.order_by("position"))
    if not arms or not lessons:
        raise Http404("There is no arm or no lesson to look at yet.")
    arm = next((each for each in arms if each.key == request.GET.get("arm")), arms[-1])
    lesson = next((each for each in lessons if each.slug == request.GET.get("lesson")), lessons[0])
    case = case_named(request.GET.get("case", ""))
    context = {
        "experiment": experiment,
        "arms": arms,
        "arm": arm,
        "lessons": lessons,
        "lesson": lesson,
        "cases": CASES,
        "case": case,
        "shown": preview(lesson, arm=arm.plan, case=case),
    }
    return render(request, "research/preview_arm.html", context)


@require_GET
@for_roles(Role.RESEARCHER)
def what_if_page(request: HttpRequest, pseudonym: str) -> HttpResponseBase:
    """A consenting session under another policy; `scope=lesson` weighs its whole lesson."""
    names = load_pseudonyms()
    session = get_object_or_404(
        Session.objects.select_related("lesson", "learner"),
        public_id=session_called(pseudonym, names=names),
    )
    note_access(
        AccessKind.WHAT_IF,
        actor=person_of(request),
        subjects=[session.learner_id],
        about="all consenting sessions",
        now=timezone.now(),
    )
    # People and programs are weighed apart.
    every = sessions_in(Scope(with_simulated=session.learner.is_simulated))
    return _asked_again(request, session, pseudonym=pseudonym, every=every)


@require_GET
@for_roles(Role.RESEARCHER)
def study_what_if(request: HttpRequest, slug: str, session: str) -> HttpResponseBase:
    """The same for a session of a study, under the study's own pseudonym."""
    study, found = looked_at(request, slug, session, kind=AccessKind.WHAT_IF)
    every = study_sessions(study)
    return _asked_again(request, found, pseudonym=session, every=every, study=study)


def _asked_again(
    request: HttpRequest,
    session: Session,
    *,
    pseudonym: str,
    every: QuerySet[Session],
    study: Study | None = None,
) -> HttpResponseBase:
    """`every` holds the sessions that may be weighed beside `session`."""
    policy = request.GET.get("policy", "")
    if policy not in NAMES:
        policy = next(name for name in NAMES if name != session.policy)
    is_lesson = request.GET.get("scope") == "lesson"
    found = what_if(Decision.objects.filter(session=session), policy=policy)
    of_lesson = Decision.objects.filter(session__in=every.filter(lesson=session.lesson))
    weighed = what_if(of_lesson, policy=policy) if is_lesson else found
    context = {
        "pseudonym": pseudonym,
        "session": session,
        "study": study,
        "policies": NAMES,
        "policy": policy,
        "is_lesson": is_lesson,
        "found": found,
        "weighed": weighed,
        "values": _values(weighed),
        "lines": found.differing[:MOST_LINES],
        "more": max(len(found.differing) - MOST_LINES, 0),
    }
    return render(request, "research/what_if.html", context)


def _values(found: WhatIf) -> list[tuple[str, Value]]:
    value: OffPolicy | None = found.value
    if value is None or value.learners < 2:
        return []
    return [
        ("As it was", value.logged),
        ("Weighted (IPS)", value.weighted),
        ("Self-normalised", value.self_normalised),
        ("Doubly robust", value.doubly_robust),
    ]

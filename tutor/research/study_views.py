"""Studies: the list, the plan, the page of one, and what its learners see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.research.forms import StudyForm
from tutor.research.pseudonyms import load_pseudonyms
from tutor.research.selectors_studies import study_lines, study_sessions
from tutor.studies.models import Study
from tutor.studies.selectors import accessible_study, consent_counts, studies_of
from tutor.studies.services import (
    StudyError,
    close_study,
    create_study,
    open_study,
    revise_study,
)

SHOWN_SESSIONS = 50


@require_GET
@for_roles(Role.RESEARCHER)
def studies(request: HttpRequest) -> HttpResponseBase:
    found = studies_of(person_of(request))
    lines = [{"study": study, "counts": consent_counts(study)} for study in found]
    return render(request, "research/studies.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@for_roles(Role.RESEARCHER)
def create(request: HttpRequest) -> HttpResponseBase:
    person = person_of(request)
    form = StudyForm(request.POST or None, researcher=person)
    if request.method == "POST" and form.is_valid():
        study = create_study(person, plan=form.plan(), now=timezone.now())
        messages.success(request, "Stored as a draft. Nobody is asked until you open it.")
        return redirect("study", slug=study.slug)
    return render(request, "research/study_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@for_roles(Role.RESEARCHER)
def edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    person = person_of(request)
    study = accessible_study(person, slug)
    form = StudyForm(request.POST or None, researcher=person, study=study)
    if request.method == "POST" and form.is_valid():
        version = study.consent_version
        try:
            revise_study(study, researcher=person, plan=form.plan())
        except StudyError as error:
            messages.warning(request, str(error))
        else:
            is_asked_again = study.consent_version != version
            again = " Everybody is asked again." if is_asked_again else ""
            messages.success(request, f"Saved.{again}")
        return redirect("study", slug=study.slug)
    return render(request, "research/study_form.html", {"form": form, "study": study})


@require_GET
@for_roles(Role.RESEARCHER)
def study(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One study: where it stands, who takes part in numbers, its bundles and its sessions."""
    found = accessible_study(person_of(request), slug)
    names = load_pseudonyms().for_study(found.public_id)
    sessions = study_sessions(found)
    context = {
        "study": found,
        "counts": consent_counts(found),
        "members": found.members.order_by("username"),
        "classrooms": found.classrooms.all(),
        "bundles": found.bundles.select_related("asked_by")[:10],
        "lines": study_lines(sessions, names=names, study=found, most=SHOWN_SESSIONS),
        "session_count": sessions.count(),
    }
    return render(request, "research/study.html", context)


@require_GET
@for_roles(Role.RESEARCHER)
def preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The question as a learner sees it, with buttons that do nothing."""
    found = accessible_study(person_of(request), slug)
    return render(request, "research/consent_preview.html", {"study": found, "is_preview": True})


@require_POST
@for_roles(Role.RESEARCHER)
def change_state(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`to` is open or closed."""
    found = accessible_study(person_of(request), slug)
    step = {"open": open_study, "closed": close_study}.get(request.POST.get("to", ""))
    try:
        if step is None:
            raise StudyError("A study can be opened or closed.")
        step(found, now=timezone.now())
    except StudyError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _STATE_WORDS[Study.objects.get(pk=found.pk).state])
    return redirect("study", slug=found.slug)


_STATE_WORDS = {
    "open": "Open: the learners of its classes are asked from now on.",
    "closed": "Closed: nobody is asked any more. Whoever takes part can still withdraw.",
}

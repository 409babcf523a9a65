"""The learner's privacy page: decide, withdraw, see and download."""

from __future__ import annotations

import tempfile

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import User
from tutor.privacy.downloads import download
from tutor.privacy.models import Purpose
from tutor.privacy.my_data import shown_data, write_my_data
from tutor.privacy.purposes import PURPOSES, WORDING_VERSION
from tutor.privacy.selectors import latest_decisions, undecided_purposes
from tutor.privacy.services import decide_consents


def _rows(person: User) -> list[dict[str, object]]:
    decided = latest_decisions(person)
    return [
        {
            "words": words,
            "decision": decided.get(words.purpose),
            "is_granted": words.purpose in decided and decided[words.purpose].is_granted,
        }
        for words in PURPOSES
    ]


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else ""


def _store_choices(request: HttpRequest) -> None:
    granted = {purpose: request.POST.get(purpose.value) == "on" for purpose in Purpose}
    decide_consents(person_of(request), granted=granted, now=timezone.now())


@require_http_methods(["GET", "POST"])
@for_roles()
def privacy(request: HttpRequest) -> HttpResponseBase:
    """All purposes with what is in force; saving stores what changed, at once and for all tabs."""
    if request.method == "POST":
        _store_choices(request)
        messages.success(request, "Saved. Your choices hold from now on.")
        return redirect("privacy")
    context = {"rows": _rows(person_of(request)), "wording_version": WORDING_VERSION}
    return render(request, "privacy/privacy.html", context)


@require_http_methods(["GET", "POST"])
@for_roles()
def first_run(request: HttpRequest) -> HttpResponseBase:
    """The first question after sign-in. Every answer leads on, also none of the four."""
    target = _safe_next(request) or reverse("home")
    if request.method == "POST":
        _store_choices(request)
        return redirect(target)
    if not undecided_purposes(person_of(request)):
        return redirect(target)
    context = {
        "rows": _rows(person_of(request)),
        "wording_version": WORDING_VERSION,
        "next": target,
        "is_first_run": True,
    }
    return render(request, "privacy/privacy.html", context)


@require_GET
@for_roles()
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Every table with a row about the signed-in person, and the latest rows of each."""
    tables = shown_data(person_of(request))
    return render(request, "privacy/my_data.html", {"tables": tables})


@require_GET
@for_roles()
def my_data_download(request: HttpRequest) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    write_my_data(person_of(request), file)
    return download(request, file, name="my-data.json", content_type="application/json")

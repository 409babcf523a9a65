"""The pages on privacy: what this site does at all, and everybody's own choices and data."""

from __future__ import annotations

import tempfile

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import User
from tutor.privacy.downloads import download
from tutor.privacy.modes import current_mode
from tutor.privacy.my_data import shown_data, write_my_data
from tutor.privacy.purposes import WORDING_VERSION, offered_purposes
from tutor.privacy.selectors import (
    accesses_about,
    erasure_request,
    latest_decisions,
    undecided_purposes,
)
from tutor.privacy.services import (
    ErasureError,
    ask_for_erasure,
    decide_consents,
    take_back_erasure,
)
from tutor.privacy.statement import statement

# Of who looked, the page shows the latest; the download has all.
SHOWN_ACCESSES = 50


def _rows(person: User) -> list[dict[str, object]]:
    decided = latest_decisions(person)
    return [
        {
            "words": words,
            "decision": decided.get(words.purpose),
            "is_granted": words.purpose in decided and decided[words.purpose].is_granted,
        }
        for words in offered_purposes()
    ]


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else ""


def _store_choices(request: HttpRequest) -> None:
    offered = current_mode().purposes
    granted = {purpose: request.POST.get(purpose.value) == "on" for purpose in offered}
    decide_consents(person_of(request), granted=granted, now=timezone.now())


@require_GET
def public_statement(request: HttpRequest) -> HttpResponseBase:
    """For everybody, signed in or not: what this site senses, infers and keeps, as it runs now."""
    return render(request, "privacy/statement.html", {"statement": statement()})


@require_http_methods(["GET", "POST"])
def privacy(request: HttpRequest) -> HttpResponseBase:
    """The statement for who is not signed in, their own choices for who is."""
    if request.method == "GET" and not request.user.is_authenticated:
        return public_statement(request)
    return choices(request)


@for_roles()
def choices(request: HttpRequest) -> HttpResponseBase:
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
    """Every table with a row about the signed-in person, the latest rows of each, who looked."""
    person = person_of(request)
    context = {
        "tables": shown_data(person),
        "accesses": accesses_about(person)[:SHOWN_ACCESSES],
        "erasure": erasure_request(person),
        "erase_after_days": settings.ERASE_AFTER_DAYS,
    }
    return render(request, "privacy/my_data.html", context)


@require_http_methods(["GET", "POST"])
@for_roles()
def erase(request: HttpRequest) -> HttpResponseBase:
    """Asks again what erasure means; the wish is stored only with the own username typed."""
    person = person_of(request)
    problem = ""
    if request.method == "POST":
        if request.POST.get("username", "").strip() != person.username:
            problem = "That is not your username. Type it exactly as you sign in with it."
        else:
            try:
                ask_for_erasure(person, now=timezone.now())
            except ErasureError as error:
                problem = str(error)
            else:
                return redirect("my_data")
    context = {"problem": problem, "erase_after_days": settings.ERASE_AFTER_DAYS}
    return render(request, "privacy/erase.html", context)


@require_POST
@for_roles()
def keep(request: HttpRequest) -> HttpResponseBase:
    """Takes the wish to be erased back."""
    if take_back_erasure(person_of(request)):
        messages.success(request, "Your account stays. What you agreed to before is switched off.")
    return redirect("my_data")


@require_GET
@for_roles()
def my_data_download(request: HttpRequest) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    write_my_data(person_of(request), file)
    return download(request, file, name="my-data.json", content_type="application/json")

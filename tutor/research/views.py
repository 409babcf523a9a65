"""The researcher's door: consenting sessions under pseudonyms, the export, the codebook."""

from __future__ import annotations

import tempfile

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.privacy.downloads import download
from tutor.research.codebook import HEADINGS
from tutor.research.exporters import exporter_named
from tutor.research.pseudonyms import load_pseudonyms
from tutor.research.selectors import Scope, session_called, session_lines, sessions_in
from tutor.research.services import write_export
from tutor.research.tables import ALL_TABLES, TABLES

A_PAGE = 50


@require_GET
@for_roles(Role.RESEARCHER)
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Sessions of consenting learners, newest first; `?simulated=1` shows programs as well."""
    with_simulated = "simulated" in request.GET
    found = sessions_in(Scope(with_simulated=with_simulated)).order_by("-started_at", "-pk")
    page = Paginator(found.select_related("learner", "lesson"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "lines": session_lines(list(page.object_list), names=load_pseudonyms()),
        "with_simulated": with_simulated,
        "tables": TABLES,
    }
    return render(request, "research/sessions.html", context)


@require_POST
@for_roles(Role.RESEARCHER)
def export(request: HttpRequest) -> HttpResponseBase:
    """One zip of the session called `session`, or of all; the copy is logged with its taker."""
    names = load_pseudonyms()
    scope = Scope(with_simulated="simulated" in request.POST)
    if called := request.POST.get("session", ""):
        scope = Scope.of_session(session_called(called, names=names))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    write_export(
        file,
        scope=scope,
        exporter=exporter_named("csv"),
        names=names,
        now=timezone.now(),
        person=person_of(request),
    )
    return download(request, file, name="attune-export.zip", content_type="application/zip")


@require_GET
@for_roles(Role.RESEARCHER)
def codebook(request: HttpRequest) -> HttpResponseBase:
    context = {"tables": ALL_TABLES, "headings": HEADINGS}
    return render(request, "research/codebook.html", context)

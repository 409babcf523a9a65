"""Bundles on a study's page: asked for, watched, cancelled, downloaded in one go or several."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.privacy.downloads import download_file
from tutor.research.bundle_jobs import ask_for_bundle, cancel_bundle
from tutor.research.models import Bundle, BundleState
from tutor.studies.selectors import accessible_study


def _bundle(request: HttpRequest, slug: str, public_id: UUID) -> Bundle:
    study = accessible_study(person_of(request), slug)
    bundle = study.bundles.filter(public_id=public_id).first()
    if bundle is None:
        raise Http404("There is no such bundle.")
    return bundle


@require_POST
@for_roles(Role.RESEARCHER)
def ask(request: HttpRequest, slug: str) -> HttpResponseBase:
    person = person_of(request)
    ask_for_bundle(accessible_study(person, slug), person=person, now=timezone.now())
    return redirect("study", slug=slug)


@require_GET
@for_roles(Role.RESEARCHER)
def state(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """How far it is, for the page's progress bar."""
    bundle = _bundle(request, slug, public_id)
    response = JsonResponse(
        {
            "state": bundle.state,
            "words": bundle.get_state_display(),
            "step": bundle.step,
            "done_percent": bundle.done_percent,
            "is_going": bundle.is_going,
        }
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@for_roles(Role.RESEARCHER)
def cancel(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    bundle = _bundle(request, slug, public_id)
    if cancel_bundle(bundle, now=timezone.now()):
        messages.success(request, "Cancelled. Nothing of it is kept.")
    return redirect("study", slug=slug)


@require_GET
@for_roles(Role.RESEARCHER)
def fetch(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """The zip, or the part of it that a browser asks for after a break."""
    bundle = _bundle(request, slug, public_id)
    if bundle.state != BundleState.DONE or not bundle.path.exists():
        raise Http404("This bundle has no file.")
    name = f"{slug}-{bundle.asked_at:%Y-%m-%d}.zip"
    return download_file(
        request, bundle.path, name=name, content_type="application/zip", etag=bundle.sha256
    )

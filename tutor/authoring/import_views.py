"""/teach/import/: bring what you have. A report first, then the import, both by the worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.authoring import import_jobs
from tutor.authoring.access import own_job
from tutor.authoring.forms import ImportForm
from tutor.authoring.models import ImportJob

#: A list longer than this is for the download.
SHOWN_FINDINGS = 100
_HEADINGS = (
    ("error", "To be mended first"),
    ("skipped", "What cannot come, and why"),
    ("note", "What comes with a difference"),
)


@require_http_methods(["GET", "POST"])
@for_roles(Role.TEACHER)
def imports(request: HttpRequest) -> HttpResponseBase:
    """Bring a file; those brought before."""
    person = person_of(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = import_jobs.bring(
            person,
            file=form.cleaned_data["file"],
            licence=form.cleaned_data["licence"],
            title=form.cleaned_data["title"],
            now=timezone.now(),
        )
        return redirect("import_job", public_id=job.public_id)
    jobs = ImportJob.objects.filter(owner=person).select_related("course")[:20]
    return render(request, "authoring/imports.html", {"form": form, "jobs": jobs})


@require_GET
@never_cache
@for_roles(Role.TEACHER)
def import_job(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """One file: being read, its report, coming in, here."""
    job = own_job(person_of(request), public_id)
    name = "_import_job.html" if "part" in request.GET else "import_job.html"
    return render(request, f"authoring/{name}", job_page(job))


@require_POST
@for_roles(Role.TEACHER)
def import_step(request: HttpRequest, public_id: UUID, step: str) -> HttpResponseBase:
    """Import it, read it again, or forget it."""
    job = own_job(person_of(request), public_id)
    if step == "run":
        if has_errors(job) or not import_jobs.start_import(job, now=timezone.now()):
            messages.error(request, "This file cannot be imported as it is: see its report.")
    elif step == "again":
        import_jobs.check_again(job, now=timezone.now())
    elif step != "forget":
        raise Http404("There is no such step.")
    else:
        import_jobs.let_go(job)
        messages.success(request, f"{job.file_name} is forgotten. A course that came of it stays.")
        return redirect("imports")
    return redirect("import_job", public_id=public_id)


@require_GET
@for_roles(Role.TEACHER)
def import_report(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The whole report as a text file."""
    job = own_job(person_of(request), public_id)
    lines = [f"{job.file_name}, read as {job.format}"]
    for weight, heading in _HEADINGS:
        found = _of(job, weight)
        lines += ["", f"{heading}: {len(found)}", *(_line(one) for one in found)]
    answer = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="import-report.txt"'
    return answer


def job_page(job: ImportJob) -> dict[str, Any]:
    groups = []
    for weight, heading in _HEADINGS:
        found = _of(job, weight)
        if found:
            groups.append(
                {"weight": weight, "heading": heading, "count": len(found),
                 "findings": found[:SHOWN_FINDINGS], "more": max(0, len(found) - SHOWN_FINDINGS)}
            )  # fmt: skip
    kinds = job.counts.get("kinds", {})
    return {
        "job": job,
        "groups": groups,
        "kinds": [(name.replace("_", " "), count) for name, count in kinds.items()],
        "has_errors": has_errors(job),
        "is_silent": job.is_going and job.seen_at < timezone.now() - import_jobs.SILENT_FOR,
    }


def has_errors(job: ImportJob) -> bool:
    return any(one["weight"] == "error" for one in job.findings)


def _of(job: ImportJob, weight: str) -> list[dict[str, Any]]:
    return [one for one in job.findings if one["weight"] == weight]


def _line(finding: dict[str, Any]) -> str:
    place = f"{finding['where']}:{finding['line']}" if finding["line"] else finding["where"]
    return f"  {place}: {finding['reason']}"

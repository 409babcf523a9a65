"""The learner's side of studies: who asks, what they ask, yes, no and stopping."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.studies.forms import JoinStudyForm
from tutor.studies.selectors import invitation, invitation_lines, latest_consent
from tutor.studies.services import StudyError, decide_study, withdraw_from_study


@require_GET
@for_roles(Role.LEARNER)
def invited(request: HttpRequest) -> HttpResponseBase:
    return render(request, "studies/invited.html", {"lines": invitation_lines(person_of(request))})


@require_http_methods(["GET", "POST"])
@for_roles(Role.LEARNER)
def decide(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One study's question. `answer` is yes or no; a yes of a minor needs the form's fields."""
    person = person_of(request)
    study = invitation(person, slug)
    form = JoinStudyForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST":
        if request.POST.get("answer") != "yes":
            withdraw_from_study(person, study=study, now=timezone.now())
            messages.success(request, _("You do not take part. Your lessons stay as they are."))
            return redirect("studies")
        if form.is_valid() and _joined(request, form, slug):
            return redirect("studies")
    context = {"study": study, "form": form, "decision": latest_consent(person, study=study)}
    return render(request, "studies/decide.html", context)


def _joined(request: HttpRequest, form: JoinStudyForm, slug: str) -> bool:
    person = person_of(request)
    study = invitation(person, slug)
    try:
        decide_study(person, study=study, is_granted=True, now=timezone.now(), **form.cleaned_data)
    except StudyError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Thank you. You take part, and you can stop at any time."))
    return True

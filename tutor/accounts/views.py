"""Join another class; choose a name and a theme."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.forms import JoinClassForm, ProfileForm
from tutor.accounts.language import speaking
from tutor.accounts.models import Role
from tutor.accounts.selectors import classrooms_of_learner
from tutor.accounts.services import enrol, set_profile


@require_http_methods(["GET", "POST"])
@for_roles(Role.LEARNER)
def join_class(request: HttpRequest) -> HttpResponseBase:
    form = JoinClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        enrol(person_of(request), classroom=form.classroom, now=timezone.now())
        messages.success(request, _("You are now in %(name)s.") % {"name": form.classroom.name})
        return redirect("home")
    return render(request, "accounts/join_class.html", {"form": form})


@require_http_methods(["GET", "POST"])
@for_roles()
def profile(request: HttpRequest) -> HttpResponseBase:
    person = person_of(request)
    initial = {"name": person.name, "theme": person.theme, "language": person.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_profile(person, **form.cleaned_data)
        # The page after this one already speaks the new language; so does its own notice.
        with speaking(person, request):
            messages.success(request, _("Saved."))
        return redirect("profile")
    context = {"form": form, "classrooms": classrooms_of_learner(person)}
    return render(request, "accounts/profile.html", context)

"""Join another class; choose a name and a theme, and how pages read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.forms import JoinClassForm, ProfileForm, ReadingForm
from tutor.accounts.language import speaking
from tutor.accounts.models import Role
from tutor.accounts.reading import SETTINGS
from tutor.accounts.selectors import classrooms_of_learner
from tutor.accounts.services import enrol, set_profile, set_reading


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


@require_http_methods(["GET", "POST"])
@for_roles()
def reading(request: HttpRequest) -> HttpResponseBase:
    """How one's pages look; `next` is the page that one came from."""
    person = person_of(request)
    usual = dict.fromkeys(SETTINGS, "")
    form = ReadingForm(request.POST or None, initial={**usual, **person.reading})
    target = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = ""
    if request.method == "POST" and form.is_valid():
        set_reading(person, values=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(target or "reading")
    return render(request, "accounts/reading.html", {"form": form, "next": target})

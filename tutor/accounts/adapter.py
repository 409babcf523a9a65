"""What this site asks of allauth: sign-up only with a join code, and where people land."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tutor.accounts.forms import JoinCodeForm
from tutor.accounts.models import Role, User
from tutor.accounts.services import enrol

HOME_OF_ROLE = {Role.TEACHER: "teach", Role.RESEARCHER: "research", Role.ADMINISTRATOR: "teach"}


def home_url(user: User) -> str:
    """Where `user` starts: lessons, classes or studies."""
    role = Role.ADMINISTRATOR if user.is_administrator else Role(user.role)
    return reverse(HOME_OF_ROLE.get(role, "home"))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    def save_user(
        self, request: HttpRequest, user: User, form: JoinCodeForm, commit: bool = True
    ) -> User:
        """Stores the learner and the enrolment together: no account without a class."""
        classroom = form.cleaned_data.get("join_code")
        if classroom is None:
            raise PermissionDenied("An account needs the join code of a class.")
        user.name = form.cleaned_data.get("name", "")
        user.role = Role.LEARNER
        with transaction.atomic():
            saved = cast("User", super().save_user(request, user, form, commit))
            enrol(saved, classroom=classroom, now=timezone.now())
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_url(cast("User", request.user))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """A learner passes the privacy page first; it lets through whoever has decided already."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.is_learner and isinstance(response, HttpResponseRedirect):
            query = urlencode({"next": response.url})
            return HttpResponseRedirect(f"{reverse('privacy_first')}?{query}")
        return response

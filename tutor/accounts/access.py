"""Which role may open which door. Objects behind a door are checked by selectors, not here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from tutor.accounts.models import Role, User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def person_of(request: HttpRequest) -> User:
    """The signed-in person; only called behind `for_roles`, which let nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Please sign in.")
    return request.user


def for_roles(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Opens a view to `roles` and to administrators; to all signed-in people when none is named."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User):
                return redirect_to_login(request.get_full_path())
            if roles and user.role not in roles and not user.is_administrator:
                raise PermissionDenied("This page is for another role.")
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard

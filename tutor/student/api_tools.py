"""The frame of every API view: JSON in, JSON out, and each error one sentence in {"error": ...}."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse, RawPostDataException

from tutor.accounts.models import User

P = ParamSpec("P")
Body = TypeVar("Body", bound=msgspec.Struct)
View = Callable[Concatenate[HttpRequest, User, P], HttpResponseBase]

# Whose page it is that sends. On a shared computer somebody else may be signed in by now.
PERSON_HEADER = "X-Attune-Person"


class ApiError(Exception):
    """A request that cannot be served as it is; `str` is the sentence that the page may show."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def error_response(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def api(*methods: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view for `methods` that is called with the signed-in person, and answers errors in JSON."""

    def guard(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                return error_response(f"Use {' or '.join(methods)} here.", status=405)
            person = _person_of(request)
            if person is None:
                return error_response("You are signed out. Sign in again to go on.", status=401)
            try:
                return view(request, person, *args, **kwargs)
            except ApiError as error:
                return error_response(str(error), status=error.status)
            except (Http404, PermissionDenied) as error:
                return error_response(str(error) or "There is nothing here for you.", status=404)

        return guarded

    return guard


def _person_of(request: HttpRequest) -> User | None:
    """The signed-in person, if it is the one whose page sends."""
    if not isinstance(request.user, User):
        return None
    named = request.headers.get(PERSON_HEADER, "")
    return None if named and named != str(request.user.public_id) else request.user


def body_of(request: HttpRequest) -> bytes:
    """The raw body. A form is read by the check against forgery and cannot be read again."""
    try:
        return request.body
    except RawPostDataException as error:
        raise ApiError("Send JSON, as Content-Type: application/json.", status=415) from error


def read_body(request: HttpRequest, shape: type[Body]) -> Body:
    """The request's JSON as `shape`; raises ApiError saying what is wrong with it."""
    try:
        return msgspec.json.decode(body_of(request) or b"{}", type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ApiError(f"The request is not understood: {error}.") from error


def as_json(value: object) -> object:
    """Structs and dataclasses as plain JSON values."""
    return json.loads(msgspec.json.encode(value))

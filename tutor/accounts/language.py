"""Which language a page speaks: the person's choice, else the browser's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tutor.accounts.models import User


@contextmanager
def speaking(person: User, request: HttpRequest) -> Iterator[None]:
    """Inside, sentences are made in the language that the person's next page will have."""
    with translation.override(person.language or translation.get_language_from_request(request)):
        yield


def language_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """After LocaleMiddleware, which has asked the browser, and after authentication."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if isinstance(person, User) and person.language:
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language() or person.language
        return get_response(request)

    return middleware

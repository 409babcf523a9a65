"""Says on each page whose it is, so that the service worker keeps it for nobody else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tutor.accounts.models import User
from tutor.student.api_tools import PERSON_HEADER


def whose_page_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """After authentication. Nobody's page carries no such header; teachers' pages are not kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        person = request.user
        if isinstance(person, User) and person.is_learner:
            response[PERSON_HEADER] = str(person.public_id)
        return response

    return middleware

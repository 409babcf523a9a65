"""Notes who opens a record about somebody under /admin/, whichever model it is."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tutor.accounts.models import User
from tutor.privacy.inventory import INVENTORY, PersonalTable
from tutor.privacy.models import AccessKind
from tutor.privacy.services import note_access

_PAGES = ("change", "history", "delete")


class RecordLog:
    """Middleware. Only pages of the records cost a look at the inventory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._tables: dict[str, PersonalTable] = {
            f"{table.model.lower().replace('.', '_')}_{page}": table
            for table in INVENTORY
            for page in _PAGES
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        match = request.resolver_match
        if match is not None and match.namespace == "admin" and response.status_code == 200:
            self._note(request, match.url_name or "", match.kwargs.get("object_id"))
        return response

    def _note(self, request: HttpRequest, url_name: str, object_id: object) -> None:
        table = self._tables.get(url_name)
        if table is None or object_id is None or not isinstance(request.user, User):
            return
        owner = table.owner_of(object_id)
        if owner is not None:
            note_access(
                AccessKind.RECORD,
                actor=request.user,
                subjects=[owner],
                about=table.words,
                now=timezone.now(),
            )

"""The front end's words in one language, as a script file: the security policy allows no inline."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from django.views.i18n import JavaScriptCatalog

# Words change with a new version only; an hour bounds how long the old ones are seen after it.
MAX_AGE_S = 3600
_catalogue = JavaScriptCatalog.as_view(domain="djangojs", packages=["tutor.student"])


@require_GET
@cache_control(public=True, max_age=MAX_AGE_S)
def words(request: HttpRequest, language: str) -> HttpResponseBase:
    """By language in the address, so that any cache may keep it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404("There are no words in this language.")
    with translation.override(language):
        return _catalogue(request)

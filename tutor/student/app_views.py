"""What makes Attune an app: manifest, icon, service worker, and the page shown offline."""

from __future__ import annotations

import json
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

# The paper of tokens.css, light: what is seen before the first page is drawn.
PAPER = "#f7f4ed"
DAY_S = 24 * 3600


@require_GET
def manifest(request: HttpRequest) -> HttpResponseBase:
    icons = [("icon-192", "192x192", "any"), ("icon-512", "512x512", "any")]
    icons.append(("maskable-512", "512x512", "maskable"))
    return JsonResponse(
        {
            "id": "/",
            "name": "Attune",
            "short_name": "Attune",
            "description": _("Lessons that keep pace with you, and say so each time."),
            "lang": get_language(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [
                {
                    "src": static(f"icons/{name}.png"),
                    "sizes": sizes,
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, sizes, purpose in icons
            ],
        },
        content_type="application/manifest+json",
    )


@require_GET
def favicon(request: HttpRequest) -> HttpResponseBase:
    """For whatever asks without having read a page."""
    icon = (settings.FRONTEND_DIST / "icons" / "favicon.ico").read_bytes()
    response = HttpResponse(icon, content_type="image/x-icon")
    response["Cache-Control"] = f"public, max-age={DAY_S}"
    return response


@require_GET
@never_cache
def service_worker(request: HttpRequest) -> HttpResponseBase:
    """At the root, since a worker serves what lies below it; the browser asks for it anew."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    built = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text(encoding="utf-8"))
    path = settings.FRONTEND_DIST / built["src/sw.ts"]["file"]
    return str(path.read_text(encoding="utf-8"))


@require_GET
def offline(request: HttpRequest) -> HttpResponseBase:
    """Kept by the worker on every device, so it says nothing of anybody."""
    return render(request, "student/offline.html", {"user": AnonymousUser()})

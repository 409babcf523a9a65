"""The picture of the network's attention over a session of a study; looking is noted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from attention_model.weights_file import WeightsError
from tutor.accounts.access import for_roles
from tutor.accounts.models import Role
from tutor.research.attention import AttentionPicture, attention_of
from tutor.research.attention_svg import attention_svg
from tutor.research.picture import Mark, marks_of
from tutor.research.picture_views import looked_at

# A session has at most a few hundred marks; a choice of more would be no choice.
MOST_CHOICES = 120


@require_GET
@for_roles(Role.RESEARCHER)
def attention(request: HttpRequest, slug: str, session: str) -> HttpResponseBase:
    study, found = looked_at(request, slug, session)
    marks: list[Mark] = marks_of(found)[:MOST_CHOICES]
    asked = request.GET.get("at", "")
    at_ms = int(asked) if asked.isdecimal() and len(asked) <= 9 else None
    drawn: AttentionPicture | None = None
    why_not = ""
    try:
        drawn = attention_of(found, at_ms=at_ms)
    except ValueError:
        why_not = "Nothing was noticed up to that moment, so there was nothing to attend to."
    except WeightsError:
        why_not = "The weights that ship hold no network, so there is no attention to draw."
    title = f"What the network attended to in session {session[:8]}…"
    context = {
        "study": study,
        "session": session,
        "lesson": found.lesson,
        "at_ms": at_ms,
        "marks": marks,
        "picture": drawn,
        "why_not": why_not,
        # Every text in it was escaped where it was put in.
        "svg": SafeString(attention_svg(drawn, title=title)) if drawn else "",
    }
    return render(request, "research/attention.html", context)

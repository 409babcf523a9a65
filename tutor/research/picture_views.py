"""The picture of one session of a study, under its pseudonym; looking is noted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role
from tutor.learning.models import Session
from tutor.privacy.models import AccessKind
from tutor.privacy.services import note_access
from tutor.research.picture import Picture, picture_of
from tutor.research.picture_svg import svg_of
from tutor.research.pseudonyms import load_pseudonyms
from tutor.research.selectors_studies import shift_of, study_session
from tutor.studies.models import Study
from tutor.studies.selectors import accessible_study


def looked_at(
    request: HttpRequest, slug: str, session: str, *, kind: AccessKind = AccessKind.PICTURE
) -> tuple[Study, Session]:
    """The study and its session of that pseudonym, or 404; that somebody looked is kept."""
    person = person_of(request)
    study = accessible_study(person, slug)
    names = load_pseudonyms().for_study(study.public_id)
    found = study_session(study, session, names=names)
    note_access(
        kind,
        actor=person,
        subjects=[found.learner_id],
        about=f"study “{study.title}”"[:200],
        now=timezone.now(),
    )
    return study, found


def _title(session: str, found: Session) -> str:
    return f"Session {session[:8]}… of the lesson “{found.lesson.title}”, over time"


@require_GET
@for_roles(Role.RESEARCHER)
def picture(request: HttpRequest, slug: str, session: str) -> HttpResponseBase:
    study, found = looked_at(request, slug, session)
    names = load_pseudonyms().for_study(study.public_id)
    drawn: Picture = picture_of(found)
    context = {
        "study": study,
        "session": session,
        "learner": names.learner(found.learner.public_id),
        "lesson": found.lesson,
        "policy": found.policy,
        "started_at": found.started_at + shift_of(found, study=study, names=names),
        "picture": drawn,
        # Every text in it was escaped where it was put in.
        "svg": SafeString(svg_of(drawn, title=_title(session, found))),
    }
    return render(request, "research/picture.html", context)


@require_GET
@for_roles(Role.RESEARCHER)
def picture_file(request: HttpRequest, slug: str, session: str) -> HttpResponseBase:
    _study, found = looked_at(request, slug, session)
    svg = svg_of(picture_of(found), title=_title(session, found))
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="session-{session[:12]}.svg"'
    response["Cache-Control"] = "no-store"
    return response

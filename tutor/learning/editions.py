"""The lesson as a session sees it: under the version that it began with."""

from __future__ import annotations

from tutor.content.editions import Edition, past_edition
from tutor.learning.models import Session


def edition_of(session: Session) -> Edition | None:
    """The lesson as it was when the session began; None where it has not changed since.

    A session that began before versions were kept (0) sees the lesson as it is.
    """
    if not session.lesson_version:
        return None
    return past_edition(session.lesson, session.lesson_version)

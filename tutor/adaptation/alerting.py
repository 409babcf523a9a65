"""Teachers hear of a struggle with the answer that shows it, not with the worker's next tick."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from tutor import push
from tutor.accounts.models import Classroom
from tutor.adaptation.live import live_rows
from tutor.adaptation.live_facts import practice_facts
from tutor.domain.alerts import holding
from tutor.domain.protocol.messages import Live
from tutor.guidance import alerts
from tutor.learning.models import Session

logger = logging.getLogger(__name__)


def alert_teachers(session: Session, *, now: datetime) -> None:
    """Raises and clears a session's alerts after an answer or a hint, and tells its class.

    Never raises: the answer is stored already, and a teacher who is not told still sees the row.
    """
    if session.classroom is None:
        return
    try:
        if _has_changed(session, now=now):
            tell_class(session.classroom, learners=[session.learner_id], now=now)
    except Exception:
        logger.exception("No alert for session %s.", session.public_id)


def _has_changed(session: Session, *, now: datetime) -> bool:
    known = alerts.noted([session.pk])
    held = holding(
        practice_facts(session),
        now_ms=int(now.timestamp() * 1000),
        seen_to_ms=known.seen_to_ms.get(session.pk),
    )
    return alerts.follow([session], held={session.pk: held}, known=known, now=now)


def tell_class(classroom: Classroom, *, learners: Collection[int], now: datetime) -> None:
    """The rows of some learners, now, to whoever has the class open."""
    rows = live_rows(classroom, now=now, learners=learners)
    sent_at_ms = int(now.timestamp() * 1000)
    push.to_class(classroom.pk, Live(is_whole=False, rows=rows, sent_at_ms=sent_at_ms))

"""Files the events of sessions that are over in columns, so that a bundle need not read JSON.

It costs 2.5 microseconds an event (docs/operations.md), once and in the background. It is done for
sessions of studies alone; what no study has any more goes. A session whose frames have changed
since (a late delivery, a clock of retention) is filed anew; till then a bundle reads its frames.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

import pyarrow as pa
from django.db.models import Sum

from tutor.events.models import Frame
from tutor.learning.models import Session
from tutor.privacy.retention import outlived
from tutor.research.bundle.columns import schema_of
from tutor.research.bundle.events import (
    Named,
    frames_of,
    own_fields,
    stretch_of,
    tallies_of,
)
from tutor.research.bundle.filed import NOTHING, layout_of, pack
from tutor.research.models import SessionColumns
from tutor.research.selectors_studies import study_sessions
from tutor.research.tables import EVENTS
from tutor.studies.models import Study, StudyState

logger = logging.getLogger(__name__)

T = TypeVar("T")
# A page that was offline delivers late; most have by then.
FILED_AFTER = timedelta(hours=1)
# The slow worker has bundles and imports to make as well: the next run goes on.
MOST_A_RUN = 500
SESSIONS_AT_ONCE = 200
# A longer session is left as it is: it is packed and unpacked as a whole, at a kilobyte an event.
MOST_EVENTS = 100_000


def file_studied_sessions(*, now: datetime, most: int = MOST_A_RUN) -> int:
    """Files up to `most` sessions of studies, after what counts no longer is gone; how many."""
    studied: set[int] = set()
    finished: set[int] = set()
    for study in Study.objects.exclude(state=StudyState.DRAFT):
        sessions = study_sessions(study)
        studied.update(sessions.values_list("pk", flat=True))
        over = sessions.filter(last_seen_at__lt=now - FILED_AFTER)
        finished.update(over.values_list("pk", flat=True))
    filed = _tidied(studied)
    pks = list(islice(_with_frames(sorted(finished - filed)), most))
    return sum(_try(pk, now=now) for pk in pks)


def _try(session_pk: int, *, now: datetime) -> bool:
    """Whether it was filed: one that cannot be read holds up no other."""
    try:
        file_session(session_pk, now=now)
    except Exception:
        logger.exception("Session %d could not be filed.", session_pk)
        return False
    return True


def file_session(session_pk: int, *, now: datetime) -> None:
    """Files one session as its frames are now; nothing where it has none."""
    own = _own()
    # Before the frames are read: one that comes in between makes this out of date, as it is.
    tally = tallies_of([session_pk]).get(session_pk)
    if tally is None:
        return
    frames = frames_of([session_pk]).get(session_pk, ())
    named = [Named(frame, session="", stream=frame[1], shift_ms=0) for frame in frames]
    packed = pack(stretch_of(named, own)) if named else NOTHING
    filed, _is_new = SessionColumns.objects.update_or_create(
        session_pk=session_pk,
        defaults={
            "layout": layout_of(own),
            "frame_count": tally[0],
            "last_frame_pk": tally[1],
            "size": packed.size,
            "content": packed.content,
            "made_at": now,
        },
    )
    # Erased while it was read: then this row came after all others were deleted.
    if not Session.objects.filter(pk=session_pk).exists():
        filed.delete()


def _tidied(studied: set[int]) -> set[int]:
    """Deletes what no study has any more, what its frames do not say any more and what another
    version filed; returns the sessions that stay filed.
    """
    current = SessionColumns.objects.filter(layout=layout_of(_own()))
    known = set(current.values_list("session_pk", flat=True))
    stays = known & studied - set(outlived().values_list("session_pk", flat=True))
    gone = set(SessionColumns.objects.values_list("session_pk", flat=True)) - stays
    for some in _in_parts(sorted(gone)):
        SessionColumns.objects.filter(session_pk__in=some).delete()
    return stays


def _with_frames(session_pks: Sequence[int]) -> Iterator[int]:
    """Those that have any, and not too many events."""
    for some in _in_parts(session_pks):
        frames = Frame.objects.filter(session_pk__in=some)
        totals = frames.values("session_pk").annotate(events=Sum("event_count"))
        yield from totals.filter(events__lte=MOST_EVENTS).values_list("session_pk", flat=True)


def _in_parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), SESSIONS_AT_ONCE):
        yield rows[start : start + SESSIONS_AT_ONCE]


def _own() -> pa.Schema:
    return own_fields(schema_of(EVENTS))

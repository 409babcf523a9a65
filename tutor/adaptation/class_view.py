"""Tells teachers about changed rows of their live class, each class every two seconds at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tutor import push
from tutor.accounts.models import Classroom
from tutor.adaptation.live import live_rows
from tutor.adaptation.watched import watched_classes
from tutor.adaptation.yoke import SessionFacts
from tutor.domain.protocol.messages import Live, LiveRow

# From an event to its tile within two seconds; a row costs a share of a dozen queries.
TELL_EVERY_MS = 2_000
LOOK_EVERY_MS = 1_000


class ClassView:
    """Who was active since a class was last told, and what was said last of each."""

    def __init__(self) -> None:
        self._active: dict[int, set[int]] = {}
        self._told_ms: dict[int, int] = {}
        self._last: dict[int, dict[str, LiveRow]] = {}
        self._watched: frozenset[int] = frozenset()
        self._looked_ms = 0

    def tell(self, active: Iterable[SessionFacts], *, now_ms: int) -> None:
        """Pushes the rows of learners active since the last time that look different now."""
        self._look(now_ms)
        for session in active:
            if session.classroom_pk in self._watched:
                self._active.setdefault(session.classroom_pk, set()).add(session.learner_pk)
        due = [pk for pk in self._active if now_ms - self._told_ms.get(pk, 0) >= TELL_EVERY_MS]
        for classroom in Classroom.objects.filter(pk__in=due) if due else ():
            self._told_ms[classroom.pk] = now_ms
            self._tell_one(classroom, self._active.pop(classroom.pk), now_ms=now_ms)

    def _look(self, now_ms: int) -> None:
        """Which classes are watched; what was said in the others is forgotten."""
        if now_ms - self._looked_ms < LOOK_EVERY_MS:
            return
        self._looked_ms = now_ms
        self._watched = watched_classes(now_ms=now_ms)
        for memory in (self._active, self._told_ms, self._last):
            for pk in [pk for pk in memory if pk not in self._watched]:
                del memory[pk]

    def _tell_one(self, classroom: Classroom, learners: set[int], *, now_ms: int) -> None:
        now = datetime.fromtimestamp(now_ms / 1000, UTC)
        last = self._last.setdefault(classroom.pk, {})
        rows = live_rows(classroom, now=now, learners=learners)
        changed = [row for row in rows if last.get(row.learner) != row]
        last.update({row.learner: row for row in changed})
        if changed:
            push.to_class(classroom.pk, Live(is_whole=False, rows=changed, sent_at_ms=now_ms))

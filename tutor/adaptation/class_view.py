"""Tells teachers about changed rows of their live class, each class every two seconds at most.

Everybody of a watched class is looked at now and then, for what changes because time passes. The
worker does that and not the web process, which answers learners.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tutor import push
from tutor.accounts.models import Classroom
from tutor.adaptation.live import live_rows
from tutor.adaptation.watched import looked_ms, note_looked, watched_classes
from tutor.adaptation.yoke import SessionFacts
from tutor.domain.protocol.messages import Live, LiveRow

# From an event to its tile within two seconds; a row costs a share of a dozen queries.
TELL_EVERY_MS = 2_000
LOOK_EVERY_MS = 1_000
# A state that only time changes is named in minutes; a look at a hundred learners takes 0.1 s.
LOOK_AT_ALL_EVERY_MS = 12_000


class ClassView:
    """Who was active since a class was last told, and what was said last of each."""

    def __init__(self) -> None:
        self._active: dict[int, set[int]] = {}
        self._told_ms: dict[int, int] = {}
        self._last: dict[int, dict[str, LiveRow]] = {}
        self._watched: frozenset[int] = frozenset()
        self._looked_ms = 0
        self._looked_at_all_ms: dict[int, int] = {}

    def tell(self, active: Iterable[SessionFacts], *, now_ms: int) -> None:
        """Pushes the rows of learners active since the last time that look different now."""
        self._look(now_ms)
        for session in active:
            if session.classroom_pk in self._watched:
                self._active.setdefault(session.classroom_pk, set()).add(session.learner_pk)
        due = [pk for pk in self._active if now_ms - self._told_ms.get(pk, 0) >= TELL_EVERY_MS]
        all_due = [pk for pk in self._watched if self._is_look_due(pk, now_ms)]
        wanted = {*due, *all_due}
        for classroom in Classroom.objects.filter(pk__in=wanted) if wanted else ():
            self._told_ms[classroom.pk] = now_ms
            active_here = self._active.pop(classroom.pk, set())
            if classroom.pk in all_due:
                self._tell_all(classroom, now_ms=now_ms)
            else:
                self._tell_one(classroom, active_here, now_ms=now_ms)

    def _look(self, now_ms: int) -> None:
        """Which classes are watched; what was said in the others is forgotten."""
        if now_ms - self._looked_ms < LOOK_EVERY_MS:
            return
        self._looked_ms = now_ms
        self._watched = watched_classes(now_ms=now_ms)
        memories = (self._active, self._told_ms, self._last, self._looked_at_all_ms)
        for memory in memories:
            for pk in [pk for pk in memory if pk not in self._watched]:
                del memory[pk]

    def _is_look_due(self, classroom_pk: int, now_ms: int) -> bool:
        """Nobody has looked at the whole class for a while, this worker or another."""
        if now_ms - self._looked_at_all_ms.get(classroom_pk, 0) < LOOK_AT_ALL_EVERY_MS:
            return False
        self._looked_at_all_ms[classroom_pk] = known_ms = looked_ms(classroom_pk)
        return now_ms - known_ms >= LOOK_AT_ALL_EVERY_MS

    def _tell_one(self, classroom: Classroom, learners: set[int], *, now_ms: int) -> None:
        now = datetime.fromtimestamp(now_ms / 1000, UTC)
        last = self._last.setdefault(classroom.pk, {})
        rows = live_rows(classroom, now=now, learners=learners)
        changed = [row for row in rows if last.get(row.learner) != row]
        last.update({row.learner: row for row in changed})
        if changed:
            push.to_class(classroom.pk, Live(is_whole=False, rows=changed, sent_at_ms=now_ms))

    def _tell_all(self, classroom: Classroom, *, now_ms: int) -> None:
        """Rows that differ from what was said last; the whole class where somebody came or left."""
        self._looked_at_all_ms[classroom.pk] = now_ms
        rows = live_rows(classroom, now=datetime.fromtimestamp(now_ms / 1000, UTC))
        now_rows = {row.learner: row for row in rows}
        last, self._last[classroom.pk] = self._last.get(classroom.pk, {}), now_rows
        note_looked(classroom.pk, now_ms=now_ms)
        is_whole = bool(last.keys() - now_rows.keys())
        changed = rows if is_whole else [row for row in rows if last.get(row.learner) != row]
        if changed:
            push.to_class(classroom.pk, Live(is_whole=is_whole, rows=changed, sent_at_ms=now_ms))

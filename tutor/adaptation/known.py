"""What the worker has looked up about sessions and lessons: a tick asks only for new ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from tutor.adaptation.gather import facts_of
from tutor.adaptation.lesson_map import LessonMap, lesson_map
from tutor.adaptation.yoke import SessionFacts
from tutor.content.models import Lesson
from tutor.learning.models import Session

# A new version of a course, and an arm that decides by another policy, are seen this soon.
LESSON_FOR_MS = 30_000
SESSION_FOR_MS = 30_000


class Known:
    """A cache of one worker; what it holds is read anew now and then."""

    def __init__(self) -> None:
        self._sessions: dict[int, SessionFacts] = {}
        self._read_ms: dict[int, int] = {}
        self._lessons: dict[int, tuple[int, LessonMap]] = {}

    @property
    def away_ms(self) -> int:
        return int(settings.AWAY_MS)

    def __contains__(self, pk: int) -> bool:
        return pk in self._sessions

    def __getitem__(self, pk: int) -> SessionFacts:
        return self._sessions[pk]

    def learn(self, pks: Iterable[int], *, now_ms: int) -> None:
        """Looks up those not known (any more) in one query; deleted sessions stay unknown."""
        due = [pk for pk in pks if now_ms - self._read_ms.get(pk, 0) >= SESSION_FOR_MS]
        if due:
            rows = Session.objects.filter(pk__in=due)
            self._sessions.update({row.pk: facts_of(row) for row in rows})
            self._read_ms.update(dict.fromkeys(due, now_ms))

    def lesson(self, pk: int, *, now_ms: int) -> LessonMap:
        read_ms, known = self._lessons.get(pk, (0, None))
        if known is None or now_ms - read_ms >= LESSON_FOR_MS:
            lesson = Lesson.everything.select_related("course").get(pk=pk)
            known = lesson_map(lesson)
            self._lessons[pk] = (now_ms, known)
        return known

    def forget(self, pk: int) -> None:
        self._sessions.pop(pk, None)
        self._read_ms.pop(pk, None)

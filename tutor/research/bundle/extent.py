"""Whose sessions a bundle holds, in which order, under which names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.research.pseudonyms import Pseudonyms
from tutor.research.selectors_studies import study_sessions
from tutor.studies.models import Study
from tutor.studies.selectors import participants

# So many sessions are read at once: their longest rows (frames) are some megabytes.
SESSIONS_AT_ONCE = 25


class Outdated(Exception):
    """Somebody withdrew while the bundle was written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One session of the bundle. Moments of it are moved by `shift_ms`, 0 where none are."""

    pk: int
    learner_pk: int
    session: str
    learner: str
    lesson_pk: int
    shift_ms: int


@dataclass(frozen=True, kw_only=True)
class Extent:
    """What goes into one bundle, fixed when it is begun.

    `lines` are ordered by pseudonym and moment: nobody sees from the order who came first.
    `told_apart` are the classes with enough people to be named.
    """

    study: Study
    names: Pseudonyms
    lines: tuple[Line, ...]
    learners: tuple[int, ...]
    told_apart: frozenset[str]

    def parts(self) -> Iterator[tuple[Line, ...]]:
        for start in range(0, len(self.lines), SESSIONS_AT_ONCE):
            yield self.lines[start : start + SESSIONS_AT_ONCE]

    @property
    def lessons(self) -> set[int]:
        return {line.lesson_pk for line in self.lines}

    def check_consent(self) -> None:
        """Raises Outdated where somebody in this bundle takes part no longer."""
        if set(self.learners) - set(participants(self.study).values_list("pk", flat=True)):
            raise Outdated


def extent_of(study: Study, *, installation: Pseudonyms) -> Extent:
    """What a bundle of `study` holds if it is begun now; a few hundred bytes a session."""
    names = installation.for_study(study.public_id)
    found = study_sessions(study).values_list(
        "pk",
        "public_id",
        "learner_id",
        "learner__public_id",
        "classroom__public_id",
        "lesson_id",
        "started_at",
    )
    lines = []
    people: defaultdict[str, set[int]] = defaultdict(set)
    for pk, public_id, learner_pk, learner, classroom, lesson_pk, started_at in found.iterator():
        if classroom is not None:
            people[names.classroom(classroom)].add(learner_pk)
        line = Line(
            pk=pk,
            learner_pk=learner_pk,
            session=names.session(public_id),
            learner=names.learner(learner),
            lesson_pk=lesson_pk,
            shift_ms=names.shift_ms(learner) if study.is_time_shifted else 0,
        )
        lines.append((line.learner, started_at, line.session, line))
    lines.sort(key=lambda each: each[:3])
    takes_part = participants(study).order_by("pk").values_list("pk", flat=True)
    return Extent(
        study=study,
        names=names,
        lines=tuple(each[3] for each in lines),
        learners=tuple(takes_part),
        told_apart=frozenset(
            name for name, who in people.items() if len(who) >= study.smallest_cell
        ),
    )

"""What an experiment may ask about: each outcome reads itself from the records after exposure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.experiments.design import Unit
from tutor.learning.models import Attempt, Session

# The end of a part's reach: an exercise done later says more about what came between.
AFTER_PART = timedelta(minutes=15)
LATER = timedelta(hours=20)
PEOPLE = (Unit.LEARNER.value, Unit.CLASSROOM.value)
EVERY = (*PEOPLE, Unit.PART.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One observed value: when, in which session, how much it counts."""

    session: int
    at: datetime
    value: float
    weight: float = 1.0


class Outcome(ABC):
    """`readings` lists everything the outcome can be read from in a course, by learner."""

    name: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str]
    units: ClassVar[tuple[str, ...]]
    # Not before this long after the first exposure.
    after: ClassVar[timedelta] = timedelta(0)

    @abstractmethod
    def readings(self, learners: Iterable[int], *, course: int) -> dict[int, list[Reading]]:
        """By learner, oldest first; a fixed number of queries."""


class RightAtFirst(Outcome):
    name = "right_p"
    title = "Right at the first try"
    words = "Share of practice exercises that are right at the first try, after the first exposure."
    units: ClassVar[tuple[str, ...]] = EVERY

    @override
    def readings(self, learners: Iterable[int], *, course: int) -> dict[int, list[Reading]]:
        rows = (
            Attempt.objects.filter(
                session__learner__in=learners,
                session__lesson__course=course,
                hint=None,
                item__is_check=False,
            )
            .order_by("answered_at", "pk")
            .values_list("session__learner_id", "session_id", "item_id", "outcome", "answered_at")
        )
        found: dict[int, list[Reading]] = {}
        seen: set[tuple[int, int]] = set()
        for learner, session, item, outcome, at in rows:
            if (session, item) in seen:
                continue
            seen.add((session, item))
            reading = Reading(session=session, at=at, value=float(outcome == "right"))
            found.setdefault(learner, []).append(reading)
        return found


class RightLater(RightAtFirst):
    name = "right_later_p"
    title = "Right at the first try, a day later"
    words = "The same share over exercises that come 20 hours or more after the first exposure."
    units: ClassVar[tuple[str, ...]] = PEOPLE
    after = LATER


class OnTask(Outcome):
    name = "on_task_p"
    title = "On task when asked"
    words = (
        "Share of answered thought probes with “on this” or “on this but stuck”, each weighted by "
        "the inverse of the chance with which it was asked; skipped ones are missing."
    )
    units: ClassVar[tuple[str, ...]] = EVERY

    @override
    def readings(self, learners: Iterable[int], *, course: int) -> dict[int, list[Reading]]:
        rows = (
            Session.objects.filter(learner__in=learners, lesson__course=course)
            .order_by("probes__answered_at_ms")
            .values_list(
                "learner_id",
                "pk",
                "probes__answer",
                "probes__answered_at_ms",
                "probes__propensity_p",
            )
        )
        found: dict[int, list[Reading]] = {}
        for learner, session, answer, at_ms, propensity_p in rows:
            if at_ms is None or answer == "skipped":
                continue
            reading = Reading(
                session=session,
                at=datetime.fromtimestamp(at_ms / 1000, UTC),
                value=float(answer in {"on_task", "stuck"}),
                weight=1 / max(propensity_p or 1.0, 0.05),
            )
            found.setdefault(learner, []).append(reading)
        return found


OUTCOMES: tuple[Outcome, ...] = (RightAtFirst(), RightLater(), OnTask())
_BY_NAME: Mapping[str, Outcome] = {outcome.name: outcome for outcome in OUTCOMES}


def outcome_named(name: str) -> Outcome:
    """The outcome called `name`; raises KeyError naming those there are."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise KeyError(f"no outcome {name!r}, there are {', '.join(_BY_NAME)}") from None


def mean_since(readings: Iterable[Reading], *, since: datetime) -> tuple[float | None, int]:
    """The weighted mean of what came after `since`, and how many there were.

    An answer at that very moment led to the exposure, and was given before it.
    """
    later = [reading for reading in readings if reading.at > since]
    total = sum(reading.weight for reading in later)
    if not later:
        return None, 0
    return sum(reading.weight * reading.value for reading in later) / total, len(later)


def next_after(readings: Iterable[Reading], *, session: int, at: datetime) -> float | None:
    """What came first in this session within a part's reach."""
    for reading in readings:
        if reading.session == session and at < reading.at <= at + AFTER_PART:
            return reading.value
    return None

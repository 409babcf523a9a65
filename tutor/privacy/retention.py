"""Retention clocks: what is kept for how long, and letting go of what is older.

The days are those of the deployment mode. What belongs to somebody who takes part in research that
still runs is held until that ends: rooms above register who that is in `HOLDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tutor.privacy.inventory import PersonalTable, table_of
from tutor.privacy.models import RetentionRun
from tutor.privacy.modes import Mode, current_mode

# Rows that go in one statement: short enough for SQLite's one writer to let others in between.
ROWS_AT_ONCE = 2_000
#: Each gives the people whose clocks stand still: `Callable[[now], QuerySet of their keys]`.
HOLDS: list[Callable[[datetime], QuerySet[Any]]] = []


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Rows of `model` go when `moment` is older than the mode's days of `name`.

    `is_in_ms`: the moment is epoch milliseconds. `is_held`: it stands still for people in research.
    """

    name: str
    model: str
    moment: str
    words: str
    is_in_ms: bool = False
    is_held: bool = False

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def expired(self, *, mode: Mode, now: datetime) -> QuerySet[Any]:
        """What goes now; nothing where the mode keeps it until it is erased."""
        rows = self.model_class._default_manager.order_by("pk")
        days = mode.days[self.name]
        if days is None:
            return rows.none()
        before = now - timedelta(days=days)
        limit = round(before.timestamp() * 1000) if self.is_in_ms else before
        rows = rows.filter(**{f"{self.moment}__lt": limit})
        return rows.exclude(self._of_held(now)) if self.is_held else rows

    def _of_held(self, now: datetime) -> Q:
        table: PersonalTable = table_of(self.model)
        held = Q(pk__in=())
        for people in HOLDS:
            held |= table.of_people(people(now))
        return held


CLOCKS: tuple[Clock, ...] = (
    Clock(
        name="events",
        model="events.Frame",
        moment="received_at_ms",
        words="What was noticed on the page, event by event",
        is_in_ms=True,
        is_held=True,
    ),
    Clock(
        name="events",
        model="events.RefusedEvent",
        moment="refused_at_ms",
        words="That an event was refused, and why",
        is_in_ms=True,
    ),
    Clock(
        name="estimates",
        model="focus.Estimate",
        moment="at_ms",
        words="Estimates of focus",
        is_in_ms=True,
        is_held=True,
    ),
    Clock(
        name="probes",
        model="focus.Probe",
        moment="asked_at_ms",
        words="Questions about attention, and what was answered",
        is_in_ms=True,
        is_held=True,
    ),
    Clock(
        name="accesses",
        model="privacy.Access",
        moment="at",
        words="Who looked at or copied a record",
    ),
    Clock(
        name="bundles",
        model="research.Bundle",
        moment="asked_at",
        words="Bundles of studies on this server",
    ),
)


def orphans() -> QuerySet[Any]:
    """Frames that were on their way when their session was erased."""
    sessions = apps.get_model("learning.Session")._default_manager.values("pk")
    frames = apps.get_model("events.Frame")._default_manager
    return frames.exclude(session_pk__in=sessions).order_by("pk")


def outlived() -> QuerySet[Any]:
    """What was filed in columns of frames that are not the same any more; most often they are gone.

    Frames are only ever added or deleted, so their number and the last of them tell.
    """
    frames = apps.get_model("events.Frame")._default_manager
    of_session = frames.filter(session_pk=OuterRef("session_pk")).order_by().values("session_pk")
    count = Subquery(of_session.annotate(found=Count("pk")).values("found"))
    last = Subquery(of_session.annotate(found=Max("pk")).values("found"))
    filed = apps.get_model("research.SessionColumns")._default_manager
    return (
        filed.annotate(count=Coalesce(count, 0), last=Coalesce(last, 0))
        .exclude(frame_count=F("count"), last_frame_pk=F("last"))
        .order_by("pk")
    )


LEFT_OVER: dict[str, Callable[[], QuerySet[Any]]] = {
    "events.Frame without a session": orphans,
    "research.SessionColumns without its frames": outlived,
}


def due_now(*, now: datetime, mode: Mode | None = None) -> dict[str, int]:
    """How many rows of each table would go; a dry run."""
    mode = mode or current_mode()
    found = {clock.model: clock.expired(mode=mode, now=now).count() for clock in CLOCKS}
    return found | {name: rows().count() for name, rows in LEFT_OVER.items()}


def let_go(*, now: datetime, mode: Mode | None = None) -> RetentionRun:
    """Deletes what is over its days, in small steps, and notes how much that was."""
    mode = mode or current_mode()
    counts = {clock.model: _delete(clock.expired(mode=mode, now=now)) for clock in CLOCKS}
    # After the clocks: what hung on the rows that went.
    counts |= {name: _delete(rows()) for name, rows in LEFT_OVER.items()}
    return RetentionRun.objects.create(ran_at=now, mode=mode.name, row_counts=counts)


def _delete(rows: QuerySet[Any]) -> int:
    """Row by row through the models, so that a bundle's file goes with it."""
    gone = 0
    model = rows.model
    while pks := list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        model._default_manager.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone

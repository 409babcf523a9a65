"""Reads of the event store."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Sum

from attention_model.signals import Signal
from tutor.domain.protocol.events import signals_in
from tutor.events.models import Frame


def events_of(session_pk: int, *, since_ms: int = 0) -> list[Signal]:
    """The signals of a session at or after `since_ms` (the learner's clock), in the order made.

    A page boot is a stream; streams come in the order they were first seen, frames by their seq.
    """
    frames = Frame.objects.filter(session_pk=session_pk, last_at_ms__gte=since_ms)
    rows = list(frames.order_by("pk").values_list("stream", "seq", "events"))
    first_seen: dict[object, int] = {}
    for stream, _, _ in rows:
        first_seen.setdefault(stream, len(first_seen))
    rows.sort(key=lambda row: (first_seen[row[0]], row[1]))
    found = (signal for _, _, events in rows for signal in signals_in(bytes(events)))
    return [signal for signal in found if signal.at_ms >= since_ms]


def frames_of(session_pks: Collection[int]) -> Iterator[Frame]:
    """Every frame of these sessions, streamed, grouped by session and stream and in order."""
    frames = Frame.objects.filter(session_pk__in=session_pks)
    return frames.order_by("session_pk", "stream", "seq").iterator(chunk_size=1_000)


def event_count(session_pks: Collection[int]) -> int:
    """How many accepted events these sessions have."""
    total = Frame.objects.filter(session_pk__in=session_pks).aggregate(total=Sum("event_count"))
    return total["total"] or 0

"""The only writers of frames: stored once, in one statement a tick, and acked after the commit."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

import redis
from django.db import connection, transaction

from tutor import push
from tutor.domain.protocol.codec import CheckedFrame, ProtocolError, codec_for
from tutor.domain.protocol.messages import Ack, Nack
from tutor.events.buffer import frame_buffer
from tutor.events.frames import IncomingFrame, StoredFrame, incoming
from tutor.events.models import Frame, RefusedEvent

# SQLite takes 32,766 parameters a statement and PostgreSQL 65,535; a frame needs eight.
_ROWS_A_STATEMENT = 500
_COLUMNS = "session_pk, stream, seq, event_count, first_at_ms, last_at_ms, received_at_ms, events"
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s)"


def store_frames(frames: Sequence[IncomingFrame], *, now_ms: int) -> list[StoredFrame]:
    """Commits `frames` and their refused events; all of them are stored when this returns.

    A frame that had been stored before is returned as well (`is_new` is false), so that its ack
    can be sent again. `now_ms` is epoch time on our clock.
    """
    unique = list({frame.name: frame for frame in sorted(frames, key=_is_echo)}.values())
    with transaction.atomic():
        new = {name for chunk in _chunks(unique) for name in _insert(chunk)}
        _record_refusals([frame for frame in unique if frame.name in new], now_ms=now_ms)
    return [StoredFrame(frame=frame, is_new=frame.name in new or frame.is_echo) for frame in unique]


def acknowledge(stored: Sequence[StoredFrame]) -> None:
    """Tells the pages which of their frames are committed, and which events never will be."""
    seqs: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for entry in stored:
        frame = entry.frame
        for part in frame.refused:
            nack = Nack(
                stream=frame.stream,
                seq=frame.seq,
                index=part.index,
                code=part.code,
                detail=part.detail,
            )
            push.to_session(frame.session_pk, nack)
        seqs[frame.session_pk, frame.stream].append(frame.seq)
    for (session_pk, stream), acked in seqs.items():
        push.to_session(session_pk, Ack(stream=stream, seqs=acked))


def store_and_acknowledge(frames: Sequence[IncomingFrame], *, now_ms: int) -> list[StoredFrame]:
    """The path without a worker: stored and acked at once, and nothing is estimated from it."""
    with push.gathered():
        stored = store_frames(frames, now_ms=now_ms)
        acknowledge(stored)
    return stored


def drain_without_worker(shard: int, *, now_ms: int) -> int:
    """Stores and acks what waits in Redis when no worker does it; returns how many frames.

    Nothing is estimated from them, but a learner's browser gets rid of what it holds.
    """
    buffer = frame_buffer()
    if buffer is None:
        return 0
    with buffer.lease(shard) as is_ours:
        claim = buffer.claim(shard) if is_ours else None
        if claim:
            store_and_acknowledge(claim.frames, now_ms=now_ms)
            buffer.forget(claim)
    return len(claim.frames) if claim else 0


def accept_frame_now(
    text: str | bytes, *, session_pk: int, allowed: frozenset[str], now_ms: int
) -> StoredFrame:
    """One frame that came by HTTP (the beacon of a page that is going away), stored before return.

    `allowed` are the signals that the learner consents to. Raises ProtocolError when `text` is no
    frame.
    """
    frame = codec_for(allowed).decode(text)
    if not isinstance(frame, CheckedFrame):
        raise ProtocolError("this is a hello, and a frame was expected")
    taken = incoming(frame, session_pk=session_pk, received_at_ms=now_ms)
    stored = store_and_acknowledge([taken], now_ms=now_ms)[0]
    buffer = frame_buffer()
    if stored.is_new and buffer is not None:
        with contextlib.suppress(redis.RedisError):  # it is stored; only the estimate misses it
            buffer.echo(taken)
    return stored


def erase_frames(session_pks: Collection[int]) -> int:
    """Deletes every frame and refusal of these sessions; returns how many frames there were."""
    with transaction.atomic():
        RefusedEvent.objects.filter(session_pk__in=session_pks).delete()
        count, _ = Frame.objects.filter(session_pk__in=session_pks).delete()
    return count


def _is_echo(frame: IncomingFrame) -> bool:
    """Sorts an echo behind other copies of its frame in one tick, so that it is the one kept."""
    return frame.is_echo


def _chunks(frames: list[IncomingFrame]) -> Iterator[list[IncomingFrame]]:
    for start in range(0, len(frames), _ROWS_A_STATEMENT):
        yield frames[start : start + _ROWS_A_STATEMENT]


def _insert(frames: list[IncomingFrame]) -> list[tuple[int, str, int]]:
    """Inserts in one statement and returns the names of those that had not been there.

    By hand because `bulk_create(ignore_conflicts=True)` cannot say which rows are new, and takes
    five times as long.
    """
    stream_value = Frame._meta.get_field("stream").get_db_prep_value
    values: list[Any] = []
    for frame in frames:
        values += (
            frame.session_pk,
            stream_value(UUID(frame.stream), connection),
            frame.seq,
            frame.event_count,
            frame.first_at_ms,
            frame.last_at_ms,
            frame.received_at_ms,
            frame.events,
        )
    rows = ", ".join([_ROW] * len(frames))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Frame._meta.db_table} ({_COLUMNS}) VALUES {rows} "  # noqa: S608 - fixed names
            "ON CONFLICT DO NOTHING RETURNING session_pk, stream, seq",
            values,
        )
        return [(pk, str(UUID(str(stream))), seq) for pk, stream, seq in cursor.fetchall()]


def _record_refusals(frames: list[IncomingFrame], *, now_ms: int) -> None:
    refused = [
        RefusedEvent(
            session_pk=frame.session_pk,
            stream=frame.stream,
            seq=frame.seq,
            index=part.index,
            code=part.code,
            detail=part.detail,
            refused_at_ms=now_ms,
        )
        for frame in frames
        for part in frame.refused
    ]
    if refused:
        RefusedEvent.objects.bulk_create(refused, ignore_conflicts=True)

"""The two doors for websockets. They authenticate, decode and hand over; they decide nothing.

Plain ASGI applications under Channels' routing and authentication: awaiting the socket itself is
four times as fast as a stock consumer, which runs every message through the channel layer's loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import timezone

from tutor.adaptation.live import live_rows
from tutor.adaptation.watched import looked_ms, note_watched
from tutor.domain.protocol.codec import CheckedFrame, ProtocolError
from tutor.domain.protocol.messages import (
    PROTOCOL_VERSION,
    Hello,
    Live,
    LiveRow,
    Slow,
)
from tutor.events.frames import incoming
from tutor.realtime.hub import Member
from tutor.realtime.passes import Pass, Refusal, classroom_of, learner_pass, teacher_pass
from tutor.realtime.process import WebProcess, web_process, welcome
from tutor.realtime.socket import Event, Receive, Send, Socket, until_gone

Scope = dict[str, Any]
MakePass = Callable[[Scope, UUID], Pass | Refusal]

# Rows change by themselves as time passes; what pushes do not bring is found within this time.
LIVE_EVERY_S = 3.0
# A look at a hundred learners every three seconds costs a seventh of a core. While the worker looks
# (every 12 s, and tells what changed), the web process does not, until a look was missed: a class
# that is silent, or a worker that is away. Then it looks as often as the worker would.
WORKER_LOOKED_MS = 20_000
LIVE_EVERY_WITHOUT_WORKER_S = 12.0
# Silence is told from a lost connection by saying at least this often that nothing changed.
LIVE_QUIET_S = 9.0
_LONGEST_WAIT_S = 5.0
_FULL_WAIT_S = 0.5


async def learn(scope: Scope, receive: Receive, send: Send) -> None:
    """/ws/learn/<session>/: the learner's own page of one session."""
    member = await _admit(scope, receive, send, learner_pass, scope_key="session_id")
    if member is None:
        return
    process = web_process()
    with process.hub.joined(member):
        await _learn(process, member, receive)


async def teach(scope: Scope, receive: Receive, send: Send) -> None:
    """/ws/teach/<class>/: the live view of one class, for its teachers."""
    member = await _admit(scope, receive, send, teacher_pass, scope_key="classroom_id")
    if member is None:
        return
    showing = asyncio.get_running_loop().create_task(_show_class(member))
    try:
        with web_process().hub.joined(member):
            await until_gone(receive)
    finally:
        showing.cancel()


async def _admit(
    scope: Scope, receive: Receive, send: Send, make_pass: MakePass, *, scope_key: str
) -> Member | None:
    """Accepts the socket; a refusal comes after, since a browser is not told why before."""
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    socket = Socket(send)
    public_id = scope["url_route"]["kwargs"][scope_key]
    found = await database_sync_to_async(make_pass)(scope, public_id)
    if isinstance(found, Pass):
        return Member(socket, found)
    socket.end(found.code, found.detail)
    await until_gone(receive)
    return None


async def _learn(process: WebProcess, member: Member, receive: Receive) -> None:
    has_said_hello = False
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        if member.socket.is_ending:
            continue
        try:
            message = member.codec.decode(_text_of(event))
        except ProtocolError as error:
            member.socket.end("malformed", str(error))
            continue
        if isinstance(message, Hello):
            has_said_hello = _greet(member, message)
        elif has_said_hello:
            await _take(process, member, event, message)
        else:
            member.socket.end("malformed", "The first message has to be hello.")


def _greet(member: Member, hello: Hello) -> bool:
    if hello.protocol != PROTOCOL_VERSION:
        detail = (
            f"This page speaks version {hello.protocol}, we speak {PROTOCOL_VERSION}: reload it."
        )
        member.socket.end("old_protocol", detail)
        return False
    member.socket.tell(welcome(member.held))
    return True


async def _take(process: WebProcess, member: Member, event: Event, frame: CheckedFrame) -> None:
    """Hands a frame to the intake; while that waits, nothing more is read from this socket."""
    now = time.monotonic()
    count = max(1, frame.event_count + len(frame.refused))
    wait_s = process.bucket(member.held.person_pk, now=now).take(count, now=now)
    codec = member.codec
    if wait_s > 0 or process.intake.is_full:
        await _make_wait(process, member, wait_s)
        if member.socket.is_ending:
            return
    if member.codec is not codec:  # consent changed meanwhile
        decoded = member.codec.decode(_text_of(event))
        if not isinstance(decoded, CheckedFrame):
            return
        frame = decoded
    if member.held.session_pk is not None:
        received_at_ms = time.time_ns() // 1_000_000
        process.intake.add(
            incoming(frame, session_pk=member.held.session_pk, received_at_ms=received_at_ms)
        )


async def _make_wait(process: WebProcess, member: Member, wait_s: float) -> None:
    wait_s = min(wait_s, _LONGEST_WAIT_S)
    member.socket.tell(Slow(wait_ms=max(1, round(1000 * max(wait_s, _FULL_WAIT_S)))))
    await asyncio.sleep(wait_s)
    while process.intake.is_full and not member.socket.is_ending:
        await asyncio.sleep(_FULL_WAIT_S)


def _text_of(event: Event) -> str | bytes:
    text: str | bytes | None = event.get("text")
    return text if text is not None else event.get("bytes") or b""


async def _show_class(member: Member) -> None:
    """The whole list first; then what differs, every few seconds, unless the worker tells that."""
    sent: dict[str, LiveRow] = {}
    told_s = looked_s = 0.0
    every_s = LIVE_EVERY_WITHOUT_WORKER_S if settings.REDIS_URL else LIVE_EVERY_S
    was_told_by_worker = False
    while not member.socket.is_ending:
        is_told_by_worker = await asyncio.to_thread(_is_told_by_worker, member.held)
        was_told_by_worker = was_told_by_worker or is_told_by_worker
        if sent and (is_told_by_worker or time.monotonic() - looked_s < every_s):
            if time.monotonic() - told_s >= LIVE_QUIET_S:
                told_s = time.monotonic()
                member.socket.tell(_nothing_new())
            await asyncio.sleep(LIVE_EVERY_S)
            continue
        looked_s = time.monotonic()
        rows = await database_sync_to_async(_rows)(member.held)
        changed = [row for row in rows if sent.get(row.learner) != row]
        if changed or not sent or time.monotonic() - told_s >= LIVE_QUIET_S:
            told_s = time.monotonic()
            # What the worker told is not among what was sent from here: all is said once more.
            is_who_left = {row.learner for row in rows} != sent.keys()
            is_whole = not sent or was_told_by_worker or is_who_left
            was_told_by_worker = False
            shown = rows if is_whole else changed
            member.socket.tell(Live(is_whole=is_whole, rows=shown, sent_at_ms=_now_ms()))
        sent = {row.learner: row for row in rows}
        await asyncio.sleep(LIVE_EVERY_S)


def _nothing_new() -> Live:
    return Live(is_whole=False, rows=[], sent_at_ms=_now_ms())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _note(held: Pass) -> None:
    if held.classroom_pk is not None:
        note_watched(held.classroom_pk, now_ms=_now_ms())


def _is_told_by_worker(held: Pass) -> bool:
    """The class is watched, and the worker looks at it: then it tells what changes."""
    _note(held)
    known_ms = looked_ms(held.classroom_pk) if held.classroom_pk is not None else 0
    return _now_ms() - known_ms < WORKER_LOOKED_MS


def _rows(held: Pass) -> list[LiveRow]:
    _note(held)
    return live_rows(classroom_of(held), now=timezone.now())

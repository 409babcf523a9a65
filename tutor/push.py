"""Any room may send up to the pages; none may reach the door.

A push is best effort and never raises into its caller: a page that misses one reads the state from
the database when it comes back. Messages leave after the commit of the transaction they were made
in. `with gathered():` sends all messages of a tick as one, since each message on the channel layer
costs as much as a few hundred inside it.

A web process registers `deliver_here` for its own sockets; other processes are reached through the
channel layer, by one thread with one event loop (a loop per call costs 3 ms of CPU).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from functools import lru_cache, partial
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

from tutor.domain.protocol.codec import encode
from tutor.domain.protocol.messages import ServerMessage

logger = logging.getLogger(__name__)

GROUP = "web"
# The layer's own time limits are longer; a push that takes this long is of no use any more.
_SEND_WITHIN_S = 2.0
_MOST_WAITING = 256
_COMPLAIN_EVERY_S = 10.0


class Bundle:
    """Messages on their way to the web processes, already encoded."""

    def __init__(self) -> None:
        self.sessions: dict[int, list[str]] = {}
        self.classes: dict[int, list[str]] = {}
        self.recheck: list[int] = []

    def __bool__(self) -> bool:
        return bool(self.sessions or self.classes or self.recheck)

    def as_message(self) -> dict[str, Any]:
        return {
            "type": "push",
            "origin": _process_name(),
            "sessions": list(self.sessions.items()),
            "classes": list(self.classes.items()),
            "recheck": self.recheck,
        }


Deliver = Callable[[Bundle], None]
_gathering: ContextVar[Bundle | None] = ContextVar("gathering", default=None)
_deliver_here: Deliver | None = None


def to_session(session_pk: int, message: ServerMessage) -> None:
    """Sends `message` to the learner's open pages of a session, after commit."""
    text = encode(message)
    _after_commit(lambda bundle: bundle.sessions.setdefault(session_pk, []).append(text))


def to_class(classroom_pk: int, message: ServerMessage) -> None:
    """Sends `message` to the teachers who have the live view of a class open, after commit."""
    text = encode(message)
    _after_commit(lambda bundle: bundle.classes.setdefault(classroom_pk, []).append(text))


def recheck(person_pk: int) -> None:
    """Makes the sockets of a person look again, after commit, at what they may do.

    They do so every two seconds by themselves; a withdrawn consent should not wait for that.
    """
    _after_commit(lambda bundle: bundle.recheck.append(person_pk))


@contextlib.contextmanager
def gathered() -> Iterator[None]:
    """Sends what is pushed and committed inside as one message at the end; nests."""
    if _gathering.get() is not None:
        yield
        return
    bundle = Bundle()
    token = _gathering.set(bundle)
    try:
        yield
    finally:
        _gathering.reset(token)
        _send(bundle)


def deliver_here(deliver: Deliver | None) -> None:
    """Registers what hands a bundle to the sockets of this process; called from any thread."""
    global _deliver_here
    _deliver_here = deliver


def is_ours(message: dict[str, Any]) -> bool:
    """Whether a message of the layer was sent by this process, and so was delivered already."""
    return bool(message.get("origin") == _process_name())


def bundle_in(message: dict[str, Any]) -> Bundle:
    """The bundle in a message of the layer."""
    bundle = Bundle()
    bundle.sessions = dict(message["sessions"])
    bundle.classes = dict(message["classes"])
    bundle.recheck = list(message["recheck"])
    return bundle


def _after_commit(put: Callable[[Bundle], None]) -> None:
    transaction.on_commit(partial(_collect, put), robust=True)


def _collect(put: Callable[[Bundle], None]) -> None:
    bundle = _gathering.get()
    if bundle is not None:
        put(bundle)
        return
    bundle = Bundle()
    put(bundle)
    _send(bundle)


def _send(bundle: Bundle) -> None:
    if not bundle:
        return
    try:
        if _deliver_here is not None:
            _deliver_here(bundle)
        if settings.REDIS_URL:
            _courier().post(bundle.as_message())
    except Exception:
        logger.exception("A push was lost.")


class _Courier:
    """One thread with one event loop that sends bundles through the channel layer, in order."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_MOST_WAITING)
        self._complained_at = 0.0
        threading.Thread(target=self._run, name="push", daemon=True).start()

    def post(self, message: dict[str, Any]) -> None:
        self._loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: dict[str, Any]) -> None:
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(message)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._deliver())

    async def _deliver(self) -> None:
        layer = get_channel_layer()
        while True:
            message = await self._waiting.get()
            await self._try(layer.group_send(GROUP, message))

    async def _try(self, sending: Awaitable[None]) -> None:
        try:
            await asyncio.wait_for(sending, _SEND_WITHIN_S)
        except Exception as error:
            if time.monotonic() - self._complained_at > _COMPLAIN_EVERY_S:
                self._complained_at = time.monotonic()
                logger.warning("Pushes are not reaching the pages: %s", error)


_lock = threading.Lock()
_couriers: dict[int, _Courier] = {}


def _courier() -> _Courier:
    """The courier of this process; a forked child gets its own."""
    pid = os.getpid()
    with _lock:
        if pid not in _couriers:
            _couriers[pid] = _Courier()
        return _couriers[pid]


@lru_cache(maxsize=4)
def _name_of(pid: int) -> str:
    return f"{pid}-{uuid.uuid4().hex}"


def _process_name() -> str:
    return _name_of(os.getpid())

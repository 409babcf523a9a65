"""What every web process runs once, beside its sockets: hub, intake, ticker and the guard."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Collection, Coroutine
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings

from tutor import push
from tutor.domain.protocol.messages import PROTOCOL_VERSION, Welcome
from tutor.events.intake import Intake
from tutor.realtime.hub import Hub, Member, apply
from tutor.realtime.limits import TokenBucket
from tutor.realtime.passes import Pass, look_again
from tutor.realtime.ticker import Ticker

logger = logging.getLogger(__name__)

# Signing out and withdrawing consent have to take effect within five seconds, whoever does it.
LOOK_AGAIN_S = 2.0
FRAME_EVERY_MS = 1_000
IDLE_AFTER_MS = [15_000, 30_000, 60_000]
_MOST_BUCKETS = 10_000
_BURST_S = 8.0
_CANCEL_AGAIN_S = 0.2


class WebProcess:
    """Lives in one event loop, from the first socket (or the server's start) to `stop`."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.intake = Intake(settings.REDIS_URL)
        self._ticker = Ticker(self.hub, self.intake)
        self._buckets: dict[int, TokenBucket] = {}
        push.deliver_here(self.hub.deliver)
        self._tasks = [
            self._run(self.hub.receive_for_ever()),
            self._run(self._ticker.tick_for_ever()),
            self._run(self._guard_for_ever()),
        ]

    def bucket(self, person_pk: int, *, now: float) -> TokenBucket:
        """The person's own bucket, shared by all their sockets here."""
        found = self._buckets.get(person_pk)
        if found is None:
            if len(self._buckets) >= _MOST_BUCKETS:
                self._buckets.clear()
            rate = float(settings.EVENTS_A_SECOND)
            found = TokenBucket(rate=rate, burst=_BURST_S * rate, at=now)
            self._buckets[person_pk] = found
        return found

    async def stop(self) -> None:
        push.deliver_here(None)
        await end(self._tasks)
        self._ticker.close()
        await self.intake.close()

    async def look_again(self, members: list[Member]) -> None:
        """Ends the sockets that may no longer be, and tells the others what they may collect."""
        by_pass: defaultdict[Pass, list[Member]] = defaultdict(list)
        for member in members:
            by_pass[member.held].append(member)
        found = await database_sync_to_async(look_again)(list(by_pass))
        for held, now in found.items():
            for member in by_pass[held]:
                if apply(member, now) and member.held.session_pk is not None:
                    member.socket.tell(welcome(member.held))

    async def _guard_for_ever(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.hub.recheck_asked.wait(), LOOK_AGAIN_S)
            self.hub.recheck_asked.clear()
            asked, self.hub.to_recheck = self.hub.to_recheck, set()
            members = self.hub.members(asked or None)
            try:
                if members:
                    await self.look_again(members)
            except Exception:
                logger.exception("Sockets could not be looked at again; trying in a moment.")

    @staticmethod
    def _run(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)


async def end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancels until every task has ended: before Python 3.12 `asyncio.wait_for`, which the Redis
    client waits with, may take a cancellation for itself (https://bugs.python.org/issue42130).
    """
    while going_on := [task for task in tasks if not task.done()]:
        for task in going_on:
            task.cancel()
        await asyncio.wait(going_on, timeout=_CANCEL_AGAIN_S)


def welcome(held: Pass) -> Welcome:
    return Welcome(
        protocol=PROTOCOL_VERSION,
        signals=sorted(held.signals),
        frame_every_ms=FRAME_EVERY_MS,
        idle_after_ms=IDLE_AFTER_MS,
    )


_processes: dict[asyncio.AbstractEventLoop, WebProcess] = {}


def web_process() -> WebProcess:
    """The one of the running event loop; made when first asked for."""
    loop = asyncio.get_running_loop()
    if loop not in _processes:
        _processes[loop] = WebProcess()
    return _processes[loop]


async def stop_web_process() -> None:
    process = _processes.pop(asyncio.get_running_loop(), None)
    if process is not None:
        await process.stop()

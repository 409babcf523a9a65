"""Asks the worker for a heartbeat every tick while somebody studies or frames wait.

One short task a tick and shard, and none when the last ones were not yet taken: a slow worker gets
longer ticks, never a queue of stale ones. Where no worker takes anything for some seconds, the web
process stores the frames itself.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from celery import current_app
from django.conf import settings
from django.db import close_old_connections

from tutor.events.buffer import Backlog
from tutor.events.intake import Intake
from tutor.events.services import drain_without_worker
from tutor.realtime.hub import Hub

logger = logging.getLogger(__name__)

HEARTBEAT = "attune.heartbeat"
# One that is being worked on, one that waits: more would only be stale.
_MOST_HEARTBEATS = 2
_IDLE_S = 1.0
# A worker that is restarted is back sooner; a learner's outbox asks again after ten seconds.
_WORKER_AWAY_MS = 5_000


class Ticker:
    def __init__(self, hub: Hub, intake: Intake) -> None:
        self._hub = hub
        self._intake = intake
        # Its own threads: a broker that hangs may hold them up, and nobody else.
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ticker")
        self._drainer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drain")
        self._sending: asyncio.Future[None] | None = None
        self._draining: asyncio.Future[None] | None = None

    async def tick_for_ever(self) -> None:
        tick_s = settings.TICK_MS / 1000
        due = time.monotonic()
        while settings.REDIS_URL:
            is_busy = await self._tick()
            due = max(due + tick_s, time.monotonic()) if is_busy else time.monotonic() + _IDLE_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def close(self) -> None:
        self._sender.shutdown(wait=False, cancel_futures=True)
        self._drainer.shutdown(wait=False, cancel_futures=True)

    async def _tick(self) -> bool:
        """One look at every shard; returns whether there is anything to do."""
        await self._intake.hurry()
        is_busy = self._hub.has_sessions
        for shard in range(settings.SHARDS):
            backlog = await self._intake.backlog(shard)
            if backlog is None:
                continue
            is_busy = is_busy or backlog.entries > 0
            if is_busy and backlog.heartbeats < _MOST_HEARTBEATS:
                self._send(shard)
            if backlog.oldest_ms > _WORKER_AWAY_MS:
                self._drain(shard, backlog)
        return is_busy

    def _send(self, shard: int) -> None:
        if self._sending is None or self._sending.done():
            loop = asyncio.get_running_loop()
            self._sending = loop.run_in_executor(self._sender, send_heartbeat, shard)

    def _drain(self, shard: int, backlog: Backlog) -> None:
        if self._draining is None or self._draining.done():
            logger.warning("Frames wait for %d ms: is a worker running?", backlog.oldest_ms)
            loop = asyncio.get_running_loop()
            self._draining = loop.run_in_executor(self._drainer, _drain_now, shard)


def send_heartbeat(shard: int) -> None:
    """Enqueues one heartbeat that expires when its tick is long over; never raises."""
    try:
        current_app.send_task(
            HEARTBEAT,
            args=[shard],
            expires=max(1.0, 3 * settings.TICK_MS / 1000),
            ignore_result=True,
            retry=False,
        )
    except Exception as error:
        logger.warning("A heartbeat could not be sent: %s", error)


def _drain_now(shard: int) -> None:
    try:
        drain_without_worker(shard, now_ms=time.time_ns() // 1_000_000)
    except Exception:
        logger.exception("The frame stream could not be drained.")
    finally:
        close_old_connections()

"""The web process's end of the buffer: gathers frames for some milliseconds, then passes them on.

To Redis where there is one; where there is none, or it is away, straight to the database from a
thread of its own. Either way a frame is acked only once it is committed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis
import redis.asyncio
from django.db import close_old_connections
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from tutor.events.buffer import (
    CONNECTION_LIMITS,
    HEARTBEAT_QUEUE,
    MOST_WAITING_ENTRIES,
    Backlog,
    entry_of,
    shard_of,
    stream_key,
)
from tutor.events.frames import IncomingFrame, pack
from tutor.events.services import store_and_acknowledge

logger = logging.getLogger(__name__)

# Long enough for a class's frames to share an entry, short beside a tick of 100 ms.
FLUSH_MS = 10
_MOST_FRAMES_AN_ENTRY = 500
_MOST_WAITING_FRAMES = 20_000
# While Redis is away, how long until it is asked again.
_AWAY_S = 1.0

Store = Callable[[list[IncomingFrame]], object]


class Intake:
    """One per web process; everything but the store runs in its event loop."""

    def __init__(self, url: str, *, store: Store | None = None) -> None:
        self._redis = _connect(url) if url else None
        self._store = store or _store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._waiting: list[IncomingFrame] = []
        self._flushing: asyncio.Task[None] | None = None
        self._away_until = 0.0
        self._entries_behind = 0

    @property
    def is_full(self) -> bool:
        """Whether frames come faster than they are stored: then the door makes its pages wait."""
        too_many_here = len(self._waiting) >= _MOST_WAITING_FRAMES
        return too_many_here or self._entries_behind >= MOST_WAITING_ENTRIES

    def add(self, frame: IncomingFrame) -> None:
        self._waiting.append(frame)
        if self._flushing is None:
            self._flushing = asyncio.get_running_loop().create_task(self._flush())

    async def hurry(self) -> None:
        """Passes on what was gathered so far, so that the heartbeat about to be sent finds it."""
        if self._redis is not None and time.monotonic() >= self._away_until:
            await self._pass_on_all()

    async def backlog(self, shard: int) -> Backlog | None:
        """What waits in a shard's stream; None where Redis does not say."""
        if self._redis is None or time.monotonic() < self._away_until:
            return None
        key = stream_key(shard)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.xlen(key)
                pipe.xrange(key, count=1)
                pipe.llen(HEARTBEAT_QUEUE)
                entries, oldest, heartbeats = await pipe.execute()
        except (redis.RedisError, OSError) as error:
            self._note_away(error)
            return None
        self._entries_behind = entries
        return Backlog(entries=entries, oldest_ms=_age_ms(oldest), heartbeats=heartbeats)

    async def close(self) -> None:
        """Passes on what is left, then lets go of Redis and the thread."""
        if self._flushing is not None:
            await self._flushing
        if self._redis is not None:
            await self._redis.aclose()
        self._thread.shutdown(wait=False)

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(FLUSH_MS / 1000)
                await self._pass_on_all()
        finally:
            self._flushing = None

    async def _pass_on_all(self) -> None:
        frames, self._waiting = self._waiting, []
        for start in range(0, len(frames), _MOST_FRAMES_AN_ENTRY):
            await self._pass_on(frames[start : start + _MOST_FRAMES_AN_ENTRY])

    async def _pass_on(self, frames: list[IncomingFrame]) -> None:
        if self._redis is not None and time.monotonic() >= self._away_until:
            try:
                return await self._to_redis(self._redis, frames)
            except (redis.RedisError, OSError) as error:
                self._note_away(error)
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._store, frames)
        except Exception:
            # Nothing was acked, so the pages keep these frames and send them again.
            logger.exception("%d frames could not be stored; they will be sent again.", len(frames))
        return None

    async def _to_redis(self, client: Any, frames: list[IncomingFrame]) -> None:
        by_shard: defaultdict[int, list[IncomingFrame]] = defaultdict(list)
        for frame in frames:
            by_shard[shard_of(frame.session_pk)].append(frame)
        async with client.pipeline(transaction=False) as pipe:
            for shard, part in by_shard.items():
                pipe.xadd(stream_key(shard), entry_of(pack(part)))
                pipe.xlen(stream_key(shard))
            lengths = (await pipe.execute())[1::2]
        self._entries_behind = max(lengths)

    def _note_away(self, error: Exception) -> None:
        logger.warning("Redis is away (%s): frames go straight to the database.", error)
        self._away_until = time.monotonic() + _AWAY_S
        self._entries_behind = 0


def _age_ms(entries: list[tuple[bytes, object]]) -> int:
    """How long the first of `entries` waits: its id starts with the moment it was added."""
    if not entries:
        return 0
    added_at_ms = int(entries[0][0].split(b"-")[0])
    return max(0, time.time_ns() // 1_000_000 - added_at_ms)


def _connect(url: str) -> Any:
    return redis.asyncio.Redis.from_url(url, retry=Retry(NoBackoff(), 1), **CONNECTION_LIMITS)


def _store(frames: list[IncomingFrame]) -> None:
    """In a thread that lives as long as the process, so it gives its connection back itself."""
    try:
        store_and_acknowledge(frames, now_ms=time.time_ns() // 1_000_000)
    finally:
        close_old_connections()

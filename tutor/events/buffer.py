"""Frames wait here between the web process and the worker: a Redis stream per shard.

One entry holds the frames of some ten milliseconds of one web process (half a microsecond a frame;
an entry a frame would cost twenty). The worker claims entries, stores their frames and only then
forgets them, so whatever dies in between, an entry is either still here or its frames are stored.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from tutor.events.frames import IncomingFrame, pack, unpack

logger = logging.getLogger(__name__)

GROUP = "worker"
# Celery's queue of heartbeats, a list in Redis (`task_default_queue`).
HEARTBEAT_QUEUE = "attune"
# One name for whoever holds the lease: what a killed worker had claimed is the next one's at once.
_CONSUMER = "drain"
_FIELD = b"frames"
# Ten seconds of one web process; beyond it the door asks its pages to wait.
MOST_WAITING_ENTRIES = 1_000
# A claim of this many entries is stored in well under a second.
_MOST_CLAIMED = 200
# Longer than any tick; so long does a shard wait when its worker was killed in the middle of one.
LEASE_MS = 3_000
# redis-py waits 5 s by default and opens up to 100 connections: a tick can afford neither.
CONNECTION_LIMITS: dict[str, Any] = {
    "socket_timeout": 2.0,
    "socket_connect_timeout": 1.0,
    "max_connections": 16,
    "health_check_interval": 30,
}
_RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""


def stream_key(shard: int) -> str:
    return f"attune:frames:{shard}"


def shard_of(session_pk: int) -> int:
    """The stream of a session: all frames of a session go to the same one."""
    return session_pk % settings.SHARDS


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Frames taken from a shard, and the entries to forget once they are stored."""

    shard: int
    frames: list[IncomingFrame]
    entries: list[bytes]

    def __bool__(self) -> bool:
        return bool(self.entries)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What waits for a shard's worker: entries, the age of the oldest, heartbeats not yet taken."""

    entries: int
    oldest_ms: int
    heartbeats: int


class RedisBuffer:
    """The worker's end. Every method raises redis.RedisError while Redis is away."""

    def __init__(self, url: str) -> None:
        retry = Retry(NoBackoff(), 1)
        self._redis: Any = redis.Redis.from_url(url, retry=retry, **CONNECTION_LIMITS)
        self._release = self._redis.register_script(_RELEASE)

    @contextlib.contextmanager
    def lease(self, shard: int, *, for_ms: int = LEASE_MS) -> Iterator[bool]:
        """Holds the shard while inside; yields False when somebody else does.

        Two holders at once (a tick that outlived its lease) would only do work twice: a frame is
        stored once whoever stores it.
        """
        key, token = f"attune:lease:{shard}", secrets.token_hex(8)
        is_ours = bool(self._redis.set(key, token, nx=True, px=for_ms))
        try:
            yield is_ours
        finally:
            if is_ours:
                with contextlib.suppress(redis.RedisError):  # it runs out by itself
                    self._release(keys=[key], args=[token])

    def claim(self, shard: int) -> Claim:
        """Takes what waits: first what was claimed before and never forgotten, then what is new."""
        try:
            answers = self._read(shard)
        except redis.ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            self._make_group(shard)
            answers = self._read(shard)
        entries = [entry for answer in answers for _, rows in answer or () for entry in rows]
        return Claim(
            shard=shard,
            frames=[frame for entry in entries for frame in _frames_in(entry)],
            entries=[key for key, _ in entries],
        )

    def forget(self, claim: Claim) -> None:
        """Removes what `claim` held; only after its frames are committed."""
        if not claim.entries:
            return
        key = stream_key(claim.shard)
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.xack(key, GROUP, *claim.entries)
            pipe.xdel(key, *claim.entries)
            pipe.execute()

    def echo(self, frame: IncomingFrame) -> None:
        """Sends a frame on that was stored without the worker, so that it is observed as well."""
        packed = pack([msgspec.structs.replace(frame, is_echo=True)])
        self._redis.xadd(stream_key(shard_of(frame.session_pk)), entry_of(packed))

    def waiting_entries(self, shard: int) -> int:
        return int(self._redis.xlen(stream_key(shard)))

    def close(self) -> None:
        self._redis.close()

    def _read(self, shard: int) -> list[Any]:
        key = stream_key(shard)
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.xreadgroup(GROUP, _CONSUMER, {key: "0"}, count=_MOST_CLAIMED)
            pipe.xreadgroup(GROUP, _CONSUMER, {key: ">"}, count=_MOST_CLAIMED)
            return list(pipe.execute())

    def _make_group(self, shard: int) -> None:
        try:
            self._redis.xgroup_create(stream_key(shard), GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


@lru_cache(maxsize=1)
def _buffer_at(url: str) -> RedisBuffer:
    return RedisBuffer(url)


def frame_buffer() -> RedisBuffer | None:
    """The buffer of this deployment; None without Redis, where the door stores frames itself."""
    return _buffer_at(settings.REDIS_URL) if settings.REDIS_URL else None


def entry_of(packed: bytes) -> dict[bytes, bytes]:
    """The stream entry that holds packed frames."""
    return {_FIELD: packed}


def _frames_in(entry: tuple[bytes, dict[bytes, bytes] | None]) -> list[IncomingFrame]:
    """The frames of an entry. One that another version wrote is skipped: its sender sends again."""
    key, fields = entry
    if not fields:  # deleted, yet still listed as claimed
        return []
    try:
        return unpack(fields[_FIELD])
    except (msgspec.MsgspecError, KeyError):
        logger.warning("Entry %r of the frame stream cannot be read; it is left out.", key)
        return []

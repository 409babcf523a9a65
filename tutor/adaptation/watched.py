"""Which classes have a live view open: the worker prepares rows for these and no others.

A mark in Redis that runs out by itself. Where it cannot be read, nobody is told by the worker, and
the open pages look every few seconds on their own.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from tutor.events.buffer import CONNECTION_LIMITS

logger = logging.getLogger(__name__)

KEY = "attune:watched"
#: When the worker last looked at a whole watched class: the open pages need not do it themselves.
LOOKED_KEY = "attune:looked"
# Three looks of an open page: one may be late.
WATCHED_FOR_MS = 10_000
FORGOTTEN_AFTER_MS = {KEY: WATCHED_FOR_MS, LOOKED_KEY: 60_000}


def note_watched(classroom_pk: int, *, now_ms: int) -> None:
    """A teacher has this class open now; never raises."""
    if not settings.REDIS_URL:
        return
    try:
        _client(settings.REDIS_URL).zadd(KEY, {str(classroom_pk): now_ms})
    except redis.RedisError as error:
        logger.debug("A watched class could not be noted: %s", error)


def note_looked(classroom_pk: int, *, now_ms: int) -> None:
    """The worker has looked at everybody of this class, and told what changed; never raises."""
    if not settings.REDIS_URL:
        return
    try:
        _client(settings.REDIS_URL).zadd(LOOKED_KEY, {str(classroom_pk): now_ms})
    except redis.RedisError as error:
        logger.debug("A look at a class could not be noted: %s", error)


def looked_ms(classroom_pk: int) -> int:
    """When the worker last looked at everybody of this class; 0 where that is not known."""
    if not settings.REDIS_URL:
        return 0
    try:
        return int(_client(settings.REDIS_URL).zscore(LOOKED_KEY, str(classroom_pk)) or 0)
    except redis.RedisError as error:
        logger.debug("The worker's looks are not known: %s", error)
        return 0


def watched_classes(*, now_ms: int) -> frozenset[int]:
    """The classes that somebody has open; none where Redis does not say."""
    if not settings.REDIS_URL:
        return frozenset()
    client = _client(settings.REDIS_URL)
    try:
        for key in (KEY, LOOKED_KEY):
            client.zremrangebyscore(key, "-inf", now_ms - FORGOTTEN_AFTER_MS[key])
        return frozenset(int(pk) for pk in client.zrange(KEY, 0, -1))
    except redis.RedisError as error:
        logger.debug("The watched classes are not known: %s", error)
        return frozenset()


@lru_cache(maxsize=2)
def _client(url: str) -> Any:
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 1), **CONNECTION_LIMITS)

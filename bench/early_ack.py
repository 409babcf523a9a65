"""The negative control of `chaos.py`: a worker that acks frames before it commits them.

Never part of the product. If the checker finds nothing lost here, it would find nothing at all.
"""

from __future__ import annotations

import time

import django

from tutor.config.celery import app as app  # the application that Celery looks for

django.setup()  # Celery would do it later than the next lines need it

from tutor.adaptation import tasks  # noqa: E402 - needs the apps loaded
from tutor.events.buffer import frame_buffer  # noqa: E402 - needs the apps loaded
from tutor.events.frames import StoredFrame  # noqa: E402 - needs the apps loaded
from tutor.events.services import (  # noqa: E402 - needs the apps loaded
    acknowledge,
    store_frames,
)

# As long as a slow disk takes; a kill in between loses what was acked.
_PAUSE_S = 0.25


def _beat(shard: int) -> int:
    buffer = frame_buffer()
    if buffer is None:
        return 0
    claim = buffer.claim(shard)
    if not claim:
        return 0
    acknowledge([StoredFrame(frame=frame, is_new=True) for frame in claim.frames])
    buffer.forget(claim)
    time.sleep(_PAUSE_S)
    store_frames(claim.frames, now_ms=time.time_ns() // 1_000_000)
    return len(claim.frames)


vars(tasks)["beat"] = _beat

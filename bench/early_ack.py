"""The negative control of `chaos.py`: a worker that acks frames before it commits them.

Never part of the product. If the checker finds nothing lost here, it would find nothing at all.
"""

from __future__ import annotations

import time

from tutor.adaptation.heartbeat import Heartbeat
from tutor.config.celery import app as app  # the application that Celery looks for
from tutor.events.buffer import frame_buffer
from tutor.events.frames import StoredFrame
from tutor.events.services import acknowledge, store_frames

# As long as a slow disk takes; a kill in between loses what was acked.
_PAUSE_S = 0.25


def _beat(self: Heartbeat, shard: int, *, now_ms: int) -> int:
    buffer = frame_buffer()
    if buffer is None:
        return 0
    claim = buffer.claim(shard)
    if not claim:
        return 0
    acknowledge([StoredFrame(frame=frame, is_new=True) for frame in claim.frames])
    buffer.forget(claim)
    time.sleep(_PAUSE_S)
    store_frames(claim.frames, now_ms=now_ms)
    return len(claim.frames)


Heartbeat.beat = _beat  # type: ignore[method-assign] - the very fault that is to be found

"""The worker's one task."""

from __future__ import annotations

from celery import shared_task

from tutor.adaptation.heartbeat import beat


@shared_task(name="attune.heartbeat")
def heartbeat(shard: int = 0) -> None:
    """One tick of a shard."""
    beat(shard)

"""The append-only store of frames. One row a frame: the unit that is sent, acked and kept once."""

from __future__ import annotations

from django.db import models

from attention_model.compat import override


class Frame(models.Model):
    """Up to 100 events as they were sent.

    `events` is the JSON list of the events that were accepted; `session_pk` is a plain number, not
    a foreign key, so that a bulk insert costs no look-up per row (`events` sits below `learning`).
    """

    session_pk = models.BigIntegerField()
    stream = models.UUIDField()
    seq = models.PositiveIntegerField()
    event_count = models.PositiveSmallIntegerField()
    first_at_ms = models.BigIntegerField()
    last_at_ms = models.BigIntegerField()
    received_at_ms = models.BigIntegerField()
    events = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session_pk", "stream", "seq"], name="frame_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"


class RefusedEvent(models.Model):
    """An event that can never be accepted: which, and why. Its content is not kept."""

    session_pk = models.BigIntegerField(db_index=True)
    stream = models.UUIDField()
    seq = models.PositiveIntegerField()
    index = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=32)
    detail = models.CharField(max_length=300)
    refused_at_ms = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session_pk", "stream", "seq", "index"], name="refused_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.stream} {self.seq}.{self.index}: {self.code}"

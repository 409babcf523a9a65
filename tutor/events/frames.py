"""A frame on its way from the socket to the database, and how it travels through Redis."""

from __future__ import annotations

import msgspec

from tutor.domain.protocol.codec import CheckedFrame, RefusedPart


class IncomingFrame(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A checked frame of one session. Moments are epoch ms: `received_at_ms` on our clock, the
    others on the learner's. `events` is the JSON list of the accepted events.
    """

    session_pk: int
    stream: str
    seq: int
    sent_at_ms: int
    received_at_ms: int
    events: bytes
    event_count: int
    first_at_ms: int
    last_at_ms: int
    refused: tuple[RefusedPart, ...] = ()
    # Stored by the web process already, as new; it travels on so that the worker observes it too.
    is_echo: bool = False

    @property
    def name(self) -> tuple[int, str, int]:
        """What makes it unique in the database: session, stream and seq."""
        return (self.session_pk, self.stream, self.seq)


class StoredFrame(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frame that is committed. `is_new` is false where an earlier copy had been stored, and so
    true for exactly one copy of those that reach a worker: each frame is observed once.
    """

    frame: IncomingFrame
    is_new: bool


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[IncomingFrame])


def incoming(frame: CheckedFrame, *, session_pk: int, received_at_ms: int) -> IncomingFrame:
    return IncomingFrame(
        session_pk=session_pk,
        stream=frame.stream,
        seq=frame.seq,
        sent_at_ms=frame.sent_at_ms,
        received_at_ms=received_at_ms,
        events=frame.events,
        event_count=frame.event_count,
        first_at_ms=frame.first_at_ms,
        last_at_ms=frame.last_at_ms,
        refused=frame.refused,
    )


def pack(frames: list[IncomingFrame]) -> bytes:
    return _ENCODER.encode(frames)


def unpack(packed: bytes) -> list[IncomingFrame]:
    """Raises msgspec.MsgspecError where `packed` was written by another version."""
    return _DECODER.decode(packed)

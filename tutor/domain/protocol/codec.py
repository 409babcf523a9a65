"""Bytes to messages and back. A frame is checked in one pass; only a bad one is looked at by event.

codec_for(signals the learner consents to).decode(text) -> Hello | CheckedFrame
encode(ServerMessage) -> str
"""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

import msgspec

from attention_model.signals import SPECS
from tutor.domain.protocol.events import EVENT_TYPES, KINDS, Event, events_decoder
from tutor.domain.protocol.messages import (
    MAX_EVENTS_A_FRAME,
    ClientMessage,
    FrameMessage,
    Hello,
    ServerMessage,
)

_MESSAGES: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_ENCODER = msgspec.json.Encoder()
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANYTHING = msgspec.json.Decoder()
_ONE_EVENT = {kind: msgspec.json.Decoder(type_) for kind, type_ in EVENT_TYPES.items()}
_LONGEST_DETAIL = 300
_NO_EVENTS = msgspec.Raw(b"[]")


class RefusedPart(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """An event that can never be accepted. `detail` names fields and ranges, never the content."""

    index: int
    code: str
    detail: str


class CheckedFrame(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frame whose events are all valid: `events` is their JSON list, as it will be stored.

    `first_at_ms` and `last_at_ms` are the earliest and latest moments of the events, on the
    client's clock; for a frame without events both are `sent_at_ms`.
    """

    stream: str
    seq: int
    sent_at_ms: int
    events: bytes
    event_count: int
    first_at_ms: int
    last_at_ms: int
    refused: tuple[RefusedPart, ...] = ()


class ProtocolError(ValueError):
    """A text that is no message of this protocol, and no frame that an ack could name either."""


class Codec:
    """Decodes the messages of one learner, who consents to the signals named `allowed`."""

    def __init__(self, allowed: AbstractSet[str]) -> None:
        self.allowed = tuple(kind for kind in KINDS if kind in allowed)
        self._events = events_decoder(self.allowed) if self.allowed else None

    def decode(self, text: str | bytes) -> Hello | CheckedFrame:
        """The message in `text`; raises ProtocolError when it is none."""
        try:
            message = _MESSAGES.decode(text)
        except (msgspec.MsgspecError, UnicodeError) as error:
            return self._check_leniently(text, error)
        return message if isinstance(message, Hello) else self.check(message)

    def check(self, frame: FrameMessage) -> CheckedFrame:
        """`frame` with its events checked; bad ones are listed in `refused`, the others live."""
        if self._events is not None:
            try:
                return _checked(frame, bytes(frame.events), self._events.decode(frame.events))
            except (msgspec.MsgspecError, UnicodeError):
                pass  # which event, and why, is found below
        try:
            raws = [bytes(raw) for raw in _RAW_LIST.decode(frame.events)]
        except (msgspec.MsgspecError, UnicodeError):
            return _refuse_whole(frame, code="malformed", detail="events is not a list")
        return self._check_each(frame, raws)

    def _check_leniently(self, text: str | bytes, error: Exception) -> CheckedFrame:
        """A frame that the strict decoder would not read, with its events one by one.

        One lone surrogate makes the strict decoder refuse the whole text; the standard library's
        reads it, so that only the event that holds it is lost.
        """
        fields = _fields_of(text, error)
        frame = _frame_named(fields, error)
        events = fields.pop("events", None)
        try:
            frame = msgspec.convert({**fields, "events": _NO_EVENTS}, FrameMessage)
        except (msgspec.ValidationError, UnicodeError) as wrong:
            return _refuse_whole(frame, code="malformed", detail=_without_content(wrong))
        if not isinstance(events, list):
            return _refuse_whole(frame, code="malformed", detail="events is not a list")
        return self._check_each(frame, [json.dumps(event).encode() for event in events])

    def _check_each(self, frame: FrameMessage, raws: list[bytes]) -> CheckedFrame:
        if len(raws) > MAX_EVENTS_A_FRAME:
            detail = f"a frame holds at most {MAX_EVENTS_A_FRAME} events, this one {len(raws)}"
            return _refuse_whole(frame, code="too_many", detail=detail)
        kept_raw, kept, refused = [], [], []
        for index, raw in enumerate(raws):
            found = self._check_one(index, raw)
            if isinstance(found, RefusedPart):
                refused.append(found)
            else:
                kept_raw.append(raw)
                kept.append(found)
        return _checked(frame, b"[" + b",".join(kept_raw) + b"]", kept, tuple(refused))

    def _check_one(self, index: int, raw: bytes) -> Event | RefusedPart:
        try:
            fields = _ANYTHING.decode(raw)
        except (msgspec.MsgspecError, UnicodeError):
            return RefusedPart(index=index, code="malformed", detail="this text is not valid JSON")
        kind = fields.get("kind") if isinstance(fields, dict) else None
        if not isinstance(kind, str) or kind not in EVENT_TYPES:
            detail = f"kind must be one of {', '.join(KINDS)}"
            return RefusedPart(index=index, code="unknown_kind", detail=detail[:_LONGEST_DETAIL])
        if kind not in self.allowed:
            detail = f"{kind}: the learner has not agreed to this being noticed"
            return RefusedPart(index=index, code="no_consent", detail=detail)
        try:
            return _ONE_EVENT[kind].decode(raw)
        except (msgspec.MsgspecError, UnicodeError) as error:
            return RefusedPart(index=index, code="bad_value", detail=_problems(kind, fields, error))


@lru_cache(maxsize=16)
def codec_for(allowed: frozenset[str]) -> Codec:
    """The codec for a set of allowed signals; there are only a handful of such sets."""
    return Codec(allowed)


def encode(message: ServerMessage | ClientMessage) -> str:
    """`message` as it travels: one JSON text frame."""
    return _ENCODER.encode(message).decode()


def _checked(
    frame: FrameMessage, raw: bytes, events: list[Event], refused: tuple[RefusedPart, ...] = ()
) -> CheckedFrame:
    moments = [event.at_ms for event in events] or [frame.sent_at_ms]
    return CheckedFrame(
        stream=frame.stream,
        seq=frame.seq,
        sent_at_ms=frame.sent_at_ms,
        events=raw,
        event_count=len(events),
        first_at_ms=min(moments),
        last_at_ms=max(moments),
        refused=refused,
    )


def _refuse_whole(frame: FrameMessage, *, code: str, detail: str) -> CheckedFrame:
    """An empty frame: it is stored and acked, so that its sender does not send it for ever."""
    refused = RefusedPart(index=0, code=code, detail=detail[:_LONGEST_DETAIL])
    return _checked(frame, b"[]", [], (refused,))


def _problems(kind: str, fields: dict[str, object], error: Exception) -> str:
    """What is wrong with an event, without its values: those are not ours to keep."""
    specs = SPECS[kind]
    bad = [
        f"{name} must be {spec.allowed}"
        for name, spec in specs.items()
        if name in fields and not spec.accepts(fields[name])
    ]
    missing = [f"{name} is missing" for name in specs if name not in fields]
    unknown = sum(name not in specs and name != "kind" for name in fields)
    extra = [f"{unknown} unknown field(s)"] if unknown else []
    return f"{kind}: {'; '.join((*bad, *missing, *extra)) or error}"[:_LONGEST_DETAIL]


def _fields_of(text: str | bytes, error: Exception) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError(_without_content(error)) from None
    if not isinstance(fields, dict):
        raise ProtocolError("a message is an object with a type")
    return fields


def _frame_named(fields: dict[str, Any], error: Exception) -> FrameMessage:
    """An empty frame of the same name; raises ProtocolError when no ack could ever name it."""
    named = {"type": fields.get("type"), "stream": fields.get("stream"), "seq": fields.get("seq")}
    try:
        return msgspec.convert({**named, "sent_at_ms": 0, "events": _NO_EVENTS}, FrameMessage)
    except (msgspec.ValidationError, UnicodeError):
        raise ProtocolError(_without_content(error)) from None


def _without_content(error: Exception) -> str:
    """Only the decoder's own sentences: they name types and ranges, and quote field names alone."""
    return str(error) if isinstance(error, msgspec.ValidationError) else "this is not valid JSON"

"""Writes `docs/reference/protocol.md`: every message and event, for people who write a client."""

from __future__ import annotations

from tutor.domain.protocol.messages import (
    MAX_EVENTS_A_FRAME,
    MAX_FRAME_BYTES,
    NACK_CODES,
    PROTOCOL_VERSION,
    REFUSAL_CODES,
)
from tutor.domain.protocol.shapes import (
    Shape,
    client_shapes,
    event_shapes,
    part_shapes,
    server_shapes,
)

_HEAD = f"""\
# The protocol

Written by `make protocol` from `tutor/domain/protocol/messages.py` and `attention_model/signals/`.
Version {PROTOCOL_VERSION}. JSON text frames of at most {MAX_FRAME_BYTES} bytes; unknown fields are
refused in both directions.

A learner's page opens `/ws/learn/<session>/`, a teacher's `/ws/teach/<class>/`, both with the
session cookie and from our own origin. The learner's page says `hello` and is told by `welcome`
which signals its learner has agreed to. It then groups events into frames: at most
{MAX_EVENTS_A_FRAME} events, named by `stream` (a UUID per page boot) and `seq` (from 1). A frame is
written to the outbox first, sent, and kept until its `ack`: acked means committed to the database.
After a reconnect everything unacked is sent again; (session, stream, seq) is stored once. An event
that can never be accepted comes back as a `nack` while the rest of its frame lives. `slow` means
that frames come faster than agreed, and are taken only after a wait.
"""


def render_reference() -> str:
    parts = [
        _HEAD,
        _section("Client to server", client_shapes()),
        _section("Server to client", server_shapes()),
        _section("Parts of messages", part_shapes()),
        _section("Events in a frame", event_shapes()),
        _codes(),
    ]
    return "\n".join(parts)


def _section(title: str, shapes: tuple[Shape, ...]) -> str:
    return f"## {title}\n\n" + "\n".join(_describe(shape) for shape in shapes)


def _describe(shape: Shape) -> str:
    consent = f" Needs the consent `{shape.purpose}`." if shape.purpose else ""
    rows = "".join(
        f"| `{field.name}` | `{field.typescript.replace('|', chr(92) + '|')}` | {field.limits} |\n"
        for field in shape.fields
    )
    table = f"\n| field | type | limits |\n|---|---|---|\n{rows}" if rows else ""
    return f"### {shape.tag or shape.name}\n\n{shape.words}{consent}\n{table}"


def _codes() -> str:
    closes = "".join(f"| `{code}` | {number} |\n" for code, number in REFUSAL_CODES.items())
    nacks = ", ".join(f"`{code}`" for code in NACK_CODES)
    return (
        "## Codes\n\n"
        f"A `nack` has one of {nacks}.\n\n"
        f"A socket that the server ends is told why by `refused`, then closed:\n\n"
        f"| code | close code |\n|---|---|\n{closes}"
    )

"""Writes `frontend/src/protocol.gen.ts`: the same closed unions in the browser's language."""

from __future__ import annotations

from collections.abc import Iterable

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

_HEAD = """\
// Written by `make protocol` from tutor/domain/protocol/messages.py and attention_model/signals.
// Do not edit: change those, and run it again.
"""


def render_typescript() -> str:
    events, client, server = event_shapes(), client_shapes(), server_shapes()
    blocks = [
        _HEAD,
        _limits(),
        *(_interface(shape, tag_name="kind") for shape in events),
        _union("SignalEvent", events),
        _kinds(events),
        *(_interface(shape, tag_name="") for shape in part_shapes()),
        *(_interface(shape, tag_name="type") for shape in client),
        _union("ClientMessage", client),
        *(_interface(shape, tag_name="type") for shape in server),
        _union("ServerMessage", server),
        _list("SERVER_MESSAGE_TYPES", (shape.tag for shape in server), 'ServerMessage["type"]'),
        _codes(),
    ]
    return "\n".join(blocks)


def _limits() -> str:
    return (
        f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};\n"
        f"export const MAX_EVENTS_A_FRAME = {MAX_EVENTS_A_FRAME};\n"
        f"export const MAX_FRAME_BYTES = {MAX_FRAME_BYTES};\n"
    )


def _interface(shape: Shape, *, tag_name: str) -> str:
    lines = [_comment(shape.words, indent=""), f"export interface {shape.name} {{"]
    if tag_name:
        lines.append(f'  readonly {tag_name}: "{shape.tag}";')
    for field in shape.fields:
        if field.limits:
            lines.append(f"  /** {field.limits} */")
        lines.append(f"  readonly {field.name}: {field.typescript};")
    return "\n".join([*lines, "}", ""])


def _comment(words: str, *, indent: str) -> str:
    lines = words.splitlines()
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */"
    body = [f"{indent} * {line}".rstrip() for line in lines]
    return "\n".join([f"{indent}/**", *body, f"{indent} */"])


def _union(name: str, shapes: Iterable[Shape]) -> str:
    members = "".join(f"\n  | {shape.name}" for shape in shapes)
    return f"export type {name} ={members};\n"


def _kinds(events: tuple[Shape, ...]) -> str:
    purposes = "\n".join(f'  {shape.tag}: "{shape.purpose}",' for shape in events)
    names = " | ".join(f'"{purpose}"' for purpose in dict.fromkeys(e.purpose for e in events))
    return (
        'export type SignalKind = SignalEvent["kind"];\n\n'
        + _list("SIGNAL_KINDS", (shape.tag for shape in events), "SignalKind")
        + "\n/** The consent that each signal needs. */\n"
        + f"export const SIGNAL_PURPOSES: Readonly<Record<SignalKind, {names}>> = {{\n"
        + f"{purposes}\n}};\n"
    )


def _list(name: str, members: Iterable[str], type_: str) -> str:
    rows = "".join(f'  "{member}",\n' for member in members)
    return f"export const {name} = [\n{rows}] as const satisfies readonly {type_}[];\n"


def _codes() -> str:
    nacks = " | ".join(f'"{code}"' for code in NACK_CODES)
    closes = "".join(f"  {code}: {number},\n" for code, number in REFUSAL_CODES.items())
    return (
        f"export type NackCode = {nacks};\n\n"
        "/** Why the server closes a socket: the code of `Refused`, and its close code. */\n"
        f"export const CLOSE_CODES = {{\n{closes}}} as const;\n"
    )

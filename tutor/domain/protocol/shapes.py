"""The protocol as data: every message and event with its fields, for the two generators."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from attention_model.signals import SIGNALS, SPECS, FieldSpec
from tutor.domain.protocol.messages import ClientMessage, ServerMessage


@dataclass(frozen=True, kw_only=True)
class FieldShape:
    """`typescript` is the field's type there; `limits` its unit and range in words, or empty."""

    name: str
    typescript: str
    limits: str = ""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A message, an event or a part of one. `tag` is its `type` or `kind`; parts have none."""

    name: str
    tag: str
    words: str
    fields: tuple[FieldShape, ...]
    purpose: str = ""


def client_shapes() -> tuple[Shape, ...]:
    return tuple(_message_shape(type_) for type_ in get_args(ClientMessage))


def server_shapes() -> tuple[Shape, ...]:
    return tuple(_message_shape(type_) for type_ in get_args(ServerMessage))


def part_shapes() -> tuple[Shape, ...]:
    """Structs that appear inside messages, and inside each other, in the order of first use."""
    found: dict[str, Shape] = {}
    for message in (*get_args(ClientMessage), *get_args(ServerMessage)):
        _find_parts(message, found)
    return tuple(found.values())


def _find_parts(struct: type[msgspec.Struct], found: dict[str, Shape]) -> None:
    for hint in get_type_hints(struct, include_extras=True).values():
        for inner in (hint, *get_args(hint)):
            if inspect.isclass(inner) and issubclass(inner, msgspec.Struct):
                found.setdefault(inner.__name__, _message_shape(inner))
                _find_parts(inner, found)


def event_shapes() -> tuple[Shape, ...]:
    return tuple(
        Shape(
            name=f"{signal.__name__}Event",
            tag=signal.NAME,
            words=inspect.getdoc(signal) or "",
            fields=tuple(_event_field(spec) for spec in SPECS[signal.NAME].values()),
            purpose=signal.PURPOSE,
        )
        for signal in SIGNALS
    )


def _message_shape(type_: type[msgspec.Struct]) -> Shape:
    hints = get_type_hints(type_, include_extras=True)
    return Shape(
        name=type_.__name__,
        tag=str(type_.__struct_config__.tag or ""),
        words=inspect.getdoc(type_) or "",
        fields=tuple(
            FieldShape(name=name, typescript=_typescript(hints[name]), limits=_limits(hints[name]))
            for name in type_.__struct_fields__
        ),
    )


def _event_field(spec: FieldSpec) -> FieldShape:
    if spec.choices:
        base = " | ".join(f'"{choice}"' for choice in spec.choices)
    else:
        base = {bool: "boolean", str: "string"}.get(spec.python_type, "number")
    return FieldShape(
        name=spec.name,
        typescript=f"{base} | null" if spec.is_optional else base,
        limits=_event_limits(spec),
    )


def _event_limits(spec: FieldSpec) -> str:
    if spec.choices or spec.python_type is bool:
        return ""
    if spec.python_type is str:
        return f"at most {spec.max_length} characters"
    low, high = spec.python_type(spec.low), spec.python_type(spec.high)
    return f"{spec.unit}, from {low} to {high}"


def _typescript(hint: Any) -> str:
    """The TypeScript type of a message's field.

    >>> _typescript(dict[str, int | None])
    'Readonly<Record<string, number | null>>'
    """
    simple = {int: "number", float: "number", str: "string", bool: "boolean", NoneType: "null"}
    if hint in simple:
        return simple[hint]
    if hint is msgspec.Raw:
        return "readonly SignalEvent[]"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _typescript(arguments[0])
    if origin in {Union, UnionType}:
        return " | ".join(dict.fromkeys(_typescript(member) for member in arguments))
    if origin is Literal:
        return " | ".join(f'"{choice}"' for choice in arguments)
    if origin is list:
        return f"readonly {_typescript(arguments[0])}[]"
    if origin is dict:
        return f"Readonly<Record<string, {_typescript(arguments[1])}>>"
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        return hint.__name__
    raise TypeError(f"the protocol has no TypeScript for {hint!r}: add it to shapes._typescript")


def _limits(hint: Any) -> str:
    metas = [part for part in getattr(hint, "__metadata__", ()) if isinstance(part, msgspec.Meta)]
    words = []
    for meta in metas:
        if meta.ge is not None:
            words.append(f"from {meta.ge} to {meta.le}")
        if meta.pattern is not None:
            words.append("a UUID in lower case")
    return ", ".join(words)

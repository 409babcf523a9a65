"""The events inside a frame: one msgspec Struct per signal, built from its declaration.

`attention_model.signals` declares every signal with the standard library alone; here the same
fields and ranges become types that a frame of events is decoded into and checked by in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, cast

import msgspec

from attention_model.signals import SIGNALS, SPECS, FieldSpec, Signal, signal_named
from tutor.domain.protocol.messages import MAX_EVENTS_A_FRAME

KINDS: tuple[str, ...] = tuple(signal.NAME for signal in SIGNALS)

# PostgreSQL's jsonb and text hold no NUL; a lone surrogate is refused by the decoder itself.
_WITHOUT_NUL = r"^[^\x00]*\Z"


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Base of all event types. They hold numbers and short names only, so no cycle can form."""

    at_ms: int


def _field_type(spec: FieldSpec) -> Any:
    if spec.choices:
        kept: Any = Literal[spec.choices]
    elif spec.python_type is bool:
        kept = bool
    elif spec.python_type is str:
        kept = Annotated[str, msgspec.Meta(max_length=spec.max_length, pattern=_WITHOUT_NUL)]
    else:
        low, high = spec.python_type(spec.low), spec.python_type(spec.high)
        kept = Annotated[spec.python_type, msgspec.Meta(ge=low, le=high)]
    return kept | None if spec.is_optional else kept


def _event_type(signal: type[Signal]) -> type[Event]:
    built = msgspec.defstruct(
        f"{signal.__name__}Event",
        [(name, _field_type(spec)) for name, spec in SPECS[signal.NAME].items()],
        bases=(Event,),
        tag_field="kind",
        tag=signal.NAME,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        gc=False,
    )
    return cast("type[Event]", built)


EVENT_TYPES: dict[str, type[Event]] = {signal.NAME: _event_type(signal) for signal in SIGNALS}


def events_decoder(kinds: Iterable[str]) -> msgspec.json.Decoder[list[Event]]:
    """A decoder of a frame's list of events, closed to kinds that are not in `kinds`."""
    # The union exists at run time only, so the type checker is told that it is any type.
    allowed: Any = Union[tuple(EVENT_TYPES[kind] for kind in kinds)]  # noqa: UP007 - `|` needs its members written out
    limit = msgspec.Meta(max_length=MAX_EVENTS_A_FRAME)
    return msgspec.json.Decoder(cast("type[list[Event]]", Annotated[list[allowed], limit]))


_ANY_EVENTS = events_decoder(KINDS)
_DATACLASS_OF: dict[type, type[Signal]] = {EVENT_TYPES[kind]: signal_named(kind) for kind in KINDS}


def signals_in(events: bytes) -> list[Signal]:
    """The signals of a stored frame's JSON list, in order.

    Raises msgspec.ValidationError where the list was not checked by the codec before it was stored.

    >>> signals_in(b'[{"kind":"drifted","at_ms":5}]')
    [Drifted(at_ms=5)]
    """
    return [
        _DATACLASS_OF[type(event)](**msgspec.structs.asdict(event))
        for event in _ANY_EVENTS.decode(events)
    ]

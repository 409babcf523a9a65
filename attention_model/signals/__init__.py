"""Every signal there is, one file each; adding one is a file and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from attention_model.signals.adaptation_seen import AdaptationSeen
from attention_model.signals.answer import Answer
from attention_model.signals.base import FieldSpec, Signal, SignalError, fields_of, problems_in
from attention_model.signals.blur import Blur
from attention_model.signals.click import Click
from attention_model.signals.drifted import Drifted
from attention_model.signals.dropped import Dropped
from attention_model.signals.dwell import Dwell
from attention_model.signals.gaze import Gaze
from attention_model.signals.hint import Hint
from attention_model.signals.idle import Idle
from attention_model.signals.item_view import ItemView
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.signals.scroll import Scroll
from attention_model.signals.segment_leave import SegmentLeave
from attention_model.signals.segment_view import SegmentView
from attention_model.signals.visibility import Visibility

SIGNALS: tuple[type[Signal], ...] = (
    SegmentView,
    SegmentLeave,
    Dwell,
    Scroll,
    Click,
    Pointer,
    Visibility,
    Blur,
    Idle,
    ItemView,
    Answer,
    Hint,
    ProbeAnswer,
    Drifted,
    Gaze,
    AdaptationSeen,
    Dropped,
)

SPECS: dict[str, dict[str, FieldSpec]] = {
    signal.NAME: {spec.name: spec for spec in fields_of(signal)} for signal in SIGNALS
}
_BY_NAME: dict[str, type[Signal]] = {signal.NAME: signal for signal in SIGNALS}


def signal_named(kind: str) -> type[Signal]:
    """The signal called `kind`; raises SignalError naming the kinds there are."""
    try:
        return _BY_NAME[kind]
    except KeyError:
        raise SignalError(kind, (f"no such signal, there are {', '.join(_BY_NAME)}",)) from None


def decode(kind: str, fields: Mapping[str, object]) -> Signal:
    """The signal `kind` with `fields` (`at_ms` among them).

    Raises SignalError naming the kind and, for every bad field, its value and allowed range.

    >>> decode("drifted", {"at_ms": 5})
    Drifted(at_ms=5)
    """
    signal = signal_named(kind)
    problems = problems_in(SPECS[kind], fields)
    if problems:
        raise SignalError(kind, problems)
    return signal(**cast("dict[str, Any]", dict(fields)))


def encode(signal: Signal) -> dict[str, object]:
    """`kind` and every field of `signal`, as it travels and is stored; `decode` is the inverse."""
    return {"kind": signal.NAME, **{name: getattr(signal, name) for name in SPECS[signal.NAME]}}


__all__ = [
    "SIGNALS",
    "SPECS",
    "FieldSpec",
    "Signal",
    "SignalError",
    "decode",
    "encode",
    "fields_of",
    "signal_named",
]

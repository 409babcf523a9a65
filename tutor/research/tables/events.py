"""events.csv: one row an observed event, as wide as all signals together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django.db.models import QuerySet

from attention_model.compat import override
from attention_model.signals import SIGNALS, SPECS, FieldSpec
from tutor.events.models import Frame
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    PSEUDONYM,
    SESSION,
    Column,
    Table,
    Type,
    Value,
    count,
    moment,
    word,
)

FRAME = "events.Frame"


def signal_fields() -> dict[str, list[tuple[str, FieldSpec]]]:
    """Every field of every signal but `at_ms`: its name -> the signals that have it."""
    found: dict[str, list[tuple[str, FieldSpec]]] = {}
    for kind, specs in SPECS.items():
        for name, spec in specs.items():
            if name != "at_ms":
                found.setdefault(name, []).append((kind, spec))
    return found


_TYPES: dict[type, Type] = {str: "text", int: "integer", float: "number", bool: "truth"}


def _field_column(name: str, uses: list[tuple[str, FieldSpec]]) -> Column:
    kinds = [kind for kind, _spec in uses]
    ranges = {spec.allowed for _kind, spec in uses}
    units = {spec.unit or spec.python_type.__name__ for _kind, spec in uses}
    optional = [kind for kind, spec in uses if spec.is_optional]
    missing = f"empty in events of other kinds than {', '.join(kinds)}"
    if optional:
        missing += f"; in {', '.join(optional)} also where there was nothing to say"
    return Column(
        name=name,
        unit=" or ".join(sorted(units)),
        range="; ".join(sorted(ranges)),
        source="attention_model.signals: " + ", ".join(kinds),
        missing=missing,
        words=f"Field “{name}” of {', '.join(kinds)}.",
        type=_TYPES[uses[0][1].python_type],
        # The learner's page names a probe by the number of its row.
        is_row_number=name == "probe",
    )


FIELDS = signal_fields()


class Events(Table):
    name = "events"
    words = "One row an event that the learner's page observed and the server accepted."
    key = ("session", "stream", "seq", "index")
    columns = (
        SESSION,
        Column(
            name="stream",
            unit="pseudonym",
            range=PSEUDONYM,
            source=FRAME,
            missing="never missing",
            words="One start of the page: seq counts within it.",
        ),
        count("seq", "The frame's number in its stream, from 1.", source=FRAME),
        count("index", "The event's place in its frame, from 0.", source=FRAME),
        moment("received_at_ms", "When the server got the frame.", source=FRAME),
        word(
            "kind",
            "What was observed.",
            source="attention_model.signals",
            range=", ".join(signal.NAME for signal in SIGNALS),
        ),
        moment("at_ms", "When it happened.", source=FRAME, clock="the learner's own clock"),
        *(_field_column(name, uses) for name, uses in FIELDS.items()),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        for pk, public_id in sessions.order_by("pk").values_list("pk", "public_id"):
            session = names.session(public_id)
            frames = Frame.objects.filter(session_pk=pk).order_by("received_at_ms", "stream", "seq")
            for frame in frames.iterator(CHUNK):
                head = (session, names.stream(frame.stream), frame.seq)
                for index, event in enumerate(msgspec.json.decode(bytes(frame.events))):
                    yield (*head, index, frame.received_at_ms, *_event_values(event))


def _event_values(event: dict[str, Any]) -> tuple[Value, ...]:
    return (event["kind"], event["at_ms"], *(event.get(name) for name in FIELDS))

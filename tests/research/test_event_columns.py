"""Events become columns by the quick way exactly as a JSON parser reads them, or not at all."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_model.signals import SIGNALS, encode
from tutor.research.bundle.columns import schema_of
from tutor.research.bundle.event_columns import Unusual, event_columns
from tutor.research.bundle.events import own_fields
from tutor.research.tables import EVENTS

OWN = own_fields(schema_of(EVENTS))
# Names and words as they come, and such as a careless parser trips over.
WORDS = st.one_of(
    st.sampled_from(["content", "", "null", "true", "[x]", "é", "𝔸", '"kind":"dwell"', "7", "]["]),
    st.text(max_size=8),
)


def written(frames: list[list[dict[str, Any]]]) -> list[bytes]:
    return [
        json.dumps(frame, separators=(",", ":"), ensure_ascii=False).encode() for frame in frames
    ]


def as_rows(frames: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Slow and plain: one event after the other."""
    return [{name: event.get(name) for name in OWN.names} for frame in frames for event in frame]


def by_columns(frames: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    columns = event_columns(written(frames), [len(frame) for frame in frames], own=OWN)
    batch = pa.RecordBatch.from_arrays([columns[name] for name in OWN.names], schema=OWN)
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_every_signal_comes_out_as_it_was_stored(seed: int) -> None:
    rng = Random(seed)
    frames = []
    for _ in range(30):
        kinds = rng.choices(SIGNALS, k=rng.randrange(1, 40))
        frames.append(
            [encode(kind.simulate(rng, at_ms=10**12 + at)) for at, kind in enumerate(kinds)]
        )
    assert by_columns(frames) == as_rows(frames)


def test_a_field_may_be_null_or_left_out() -> None:
    frames: list[list[dict[str, Any]]] = [
        [{"kind": "answer", "at_ms": 1, "item": None}, {"kind": "answer", "at_ms": 2, "item": 7}],
        [{"kind": "answer", "at_ms": 3}, {"kind": "click", "target": None, "at_ms": 4}],
    ]
    assert by_columns(frames) == as_rows(frames)


@given(words=st.lists(WORDS, min_size=1, max_size=6))
def test_a_text_is_read_as_it_is_or_refused(words: list[str]) -> None:
    frames = [[{"kind": "gaze", "at_ms": at, "area": one} for at, one in enumerate(words)]]
    try:
        assert by_columns(frames) == as_rows(frames)
    except Unusual:
        assert any(set(one) & set('\\:,{}"') or not one.isprintable() for one in words)


@pytest.mark.parametrize(
    "text",
    [
        b'[{"kind": "dwell", "at_ms": 1}]',
        b'[{"kind":"gaze","at_ms":1,"area":"a,b:c"}]',
        b'[{"kind":"gaze","at_ms":1,"area":"x}"}]',
        b'[{"kind":"gaze","at_ms":1,"area":"\\u00e9"}]',
        b'[{"kind":"dwell","at_ms":1.5}]',
        b'[{"kind":"dwell","at_ms":"soon"}]',
        b'[{"kind":"gaze","at_ms":1,"area":7}]',
        b'[{"kind":"dwell","at_ms":1}',
        b"[1]",
    ],
)
def test_what_is_written_otherwise_is_left_to_the_parser(text: bytes) -> None:
    with pytest.raises(Unusual):
        event_columns([text], [1], own=OWN)


def test_a_frame_that_holds_more_than_it_says_is_refused() -> None:
    two = b'[{"kind":"dwell","at_ms":1},{"kind":"dwell","at_ms":2}]'
    with pytest.raises(Unusual):
        event_columns([two, b'[{"kind":"dwell","at_ms":3}]'], [1, 2], own=OWN)

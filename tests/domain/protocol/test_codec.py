"""One bad event never blocks the others, and nothing bad gets in."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_model.signals import SIGNALS, encode, signal_named
from attention_model.signals.base import Signal
from tutor.domain.protocol.codec import CheckedFrame, ProtocolError, codec_for
from tutor.domain.protocol.events import KINDS, signals_in

STREAM = "7f3c9e1a-0b2d-4c5e-8f60-112233445566"
ALL = frozenset(KINDS)
DRIFTED = {"kind": "drifted", "at_ms": 1_000}
IDLE = {"kind": "idle", "at_ms": 3_000, "idle_ms": 15_000, "is_over": False}
ITEM = {"kind": "item_view", "at_ms": 2_000, "item": 7, "exercise_type": "numeric"}


def frame_text(*events: Any, **fields: Any) -> str:
    frame = {"type": "frame", "stream": STREAM, "seq": 1, "sent_at_ms": 5_000, **fields}
    return json.dumps({"events": list(events), **frame})


def checked(text: str | bytes, *, allowed: frozenset[str] = ALL) -> CheckedFrame:
    frame = codec_for(allowed).decode(text)
    assert isinstance(frame, CheckedFrame)
    return frame


def test_a_good_frame_keeps_its_events_as_they_were_sent() -> None:
    frame = checked(frame_text(IDLE, DRIFTED))
    assert json.loads(frame.events) == [IDLE, DRIFTED]
    assert (frame.event_count, frame.first_at_ms, frame.last_at_ms) == (2, 1_000, 3_000)


def test_a_frame_without_events_is_a_frame() -> None:
    frame = checked(frame_text())
    assert (frame.event_count, frame.first_at_ms, frame.events) == (0, 5_000, b"[]")


@pytest.mark.parametrize(
    ("bad", "code", "words"),
    [
        (3, "unknown_kind", "kind must be one of"),
        ({"kind": "keystroke", "at_ms": 1}, "unknown_kind", "kind must be one of"),
        ({"kind": ["idle"], "at_ms": 1}, "unknown_kind", "kind must be one of"),
        ({**IDLE, "idle_ms": -1}, "bad_value", "idle_ms must be a whole number from 0"),
        ({**IDLE, "idle_ms": 10**30}, "bad_value", "idle_ms must be"),
        ({**IDLE, "idle_ms": 1.5}, "bad_value", "idle_ms must be"),
        ({**IDLE, "is_over": 1}, "bad_value", "is_over must be true or false"),
        ({"kind": "idle", "at_ms": 1}, "bad_value", "idle_ms is missing; is_over is missing"),
        ({**DRIFTED, "text": "my diary"}, "bad_value", "1 unknown field"),
        ({**ITEM, "exercise_type": "a\x00b"}, "bad_value", "exercise_type"),
        ({**ITEM, "exercise_type": "a\ud800b"}, "malformed", "not valid JSON"),
        ({**ITEM, "exercise_type": "x" * 65}, "bad_value", "at most 64 characters"),
    ],
)
def test_a_bad_event_is_named_and_the_others_live(bad: Any, code: str, words: str) -> None:
    frame = checked(frame_text(IDLE, bad, DRIFTED))
    assert json.loads(frame.events) == [IDLE, DRIFTED]
    (refused,) = frame.refused
    assert (refused.index, refused.code) == (1, code)
    assert words in refused.detail


def test_nothing_of_a_refused_event_is_repeated() -> None:
    frame = checked(frame_text({**IDLE, "secret": "my diary", "idle_ms": "my diary"}))
    assert "diary" not in frame.refused[0].detail
    assert "secret" not in frame.refused[0].detail


def test_a_signal_without_consent_is_refused_and_the_others_live() -> None:
    gaze = encode(signal_named("gaze").simulate(Random(1), at_ms=9))
    frame = checked(frame_text(gaze, DRIFTED), allowed=ALL - {"gaze"})
    assert [(part.index, part.code) for part in frame.refused] == [(0, "no_consent")]
    assert json.loads(frame.events) == [DRIFTED]


def test_without_any_consent_every_event_is_refused() -> None:
    frame = checked(frame_text(DRIFTED, IDLE), allowed=frozenset())
    assert [part.code for part in frame.refused] == ["no_consent", "no_consent"]
    assert frame.event_count == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (frame_text(*[DRIFTED] * 101), "too_many"),
        (frame_text(DRIFTED, extra=1), "malformed"),
        (frame_text(DRIFTED, sent_at_ms=-5), "malformed"),
        (json.dumps({**json.loads(frame_text()), "events": {"0": DRIFTED}}), "malformed"),
    ],
)
def test_a_frame_that_cannot_be_read_is_kept_empty_so_that_it_is_acked(
    text: str, code: str
) -> None:
    frame = checked(text)
    assert (frame.stream, frame.seq, frame.events) == (STREAM, 1, b"[]")
    assert [part.code for part in frame.refused] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        b"\xff\xfe",
        '{"type":"nope"}',
        frame_text(DRIFTED, seq=0),
        frame_text(DRIFTED, seq=2**31),
        frame_text(DRIFTED, stream="not a uuid"),
        "[" * 100_000,
        '{"type":"frame","seq":' + "9" * 5_000 + "}",
        '{"type":"hello","protocol":1,"stream":"' + STREAM + '","more":1}',
    ],
)
def test_what_is_no_message_is_refused(text: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        codec_for(ALL).decode(text)


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.NAME)
def test_every_simulated_signal_is_accepted_and_read_back(signal: type[Signal]) -> None:
    rng = Random(3)
    sent = [signal.simulate(rng, at_ms=1_000 + index) for index in range(50)]
    frame = checked(frame_text(*map(encode, sent)))
    assert frame.refused == ()
    assert signals_in(frame.events) == sent


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=5))
def test_no_event_whatever_it_is_breaks_the_codec(events: list[Any]) -> None:
    frame = checked(frame_text(*events, DRIFTED))
    assert json.loads(frame.events) == [DRIFTED]
    assert len(frame.refused) == len(events)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_text_whatever_it_is_breaks_the_codec(text: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        codec_for(ALL).decode(text)

"""The pinned messages of `tests/golden/protocol.json`, which the browser's tests decode as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from attention_model.signals import encode as encode_signal
from tutor.domain.protocol.codec import CheckedFrame, codec_for, encode
from tutor.domain.protocol.events import KINDS, signals_in
from tutor.domain.protocol.messages import Hello, ServerMessage

GOLDEN: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "golden" / "protocol.json").read_text()
)
SERVER = msgspec.json.Decoder(ServerMessage)


@pytest.mark.parametrize("golden", GOLDEN["server"], ids=lambda golden: golden["type"])
def test_a_server_message_survives_the_way_out_and_back(golden: dict[str, Any]) -> None:
    message = SERVER.decode(json.dumps(golden))
    assert json.loads(encode(message)) == golden


def test_every_kind_of_server_message_is_pinned() -> None:
    tags = {message.__struct_config__.tag for message in get_args(ServerMessage)}
    assert {golden["type"] for golden in GOLDEN["server"]} == tags


def test_hello_is_read() -> None:
    hello = codec_for(frozenset(KINDS)).decode(json.dumps(GOLDEN["client"][0]))
    assert isinstance(hello, Hello)
    assert json.loads(encode(hello)) == GOLDEN["client"][0]


def test_a_frame_with_one_event_of_every_kind_is_accepted_whole() -> None:
    frame = codec_for(frozenset(KINDS)).decode(json.dumps(GOLDEN["client"][1]))
    assert isinstance(frame, CheckedFrame)
    assert frame.refused == ()
    assert frame.event_count == len(KINDS)
    assert [event["kind"] for event in GOLDEN["client"][1]["events"]] == list(KINDS)


def test_what_is_stored_becomes_the_signals_that_were_sent() -> None:
    frame = codec_for(frozenset(KINDS)).decode(json.dumps(GOLDEN["client"][1]))
    assert isinstance(frame, CheckedFrame)
    stored = [encode_signal(signal) for signal in signals_in(frame.events)]
    assert stored == GOLDEN["client"][1]["events"]

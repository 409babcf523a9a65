"""Frames of Bo's session as the door hands them over, and a real Valkey server to hold them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.valkey import ValkeyUnderTest
from tutor.domain.protocol.codec import CheckedFrame, codec_for
from tutor.domain.protocol.events import KINDS
from tutor.events.frames import IncomingFrame, incoming

STREAM = "7f3c9e1a-0b2d-4c5e-8f60-112233445566"
BO_SESSION = 41

FrameMaker = Callable[..., IncomingFrame]


@pytest.fixture
def make_frame() -> FrameMaker:
    def make(
        seq: int = 1,
        *events: object,
        session_pk: int = BO_SESSION,
        stream: str = STREAM,
        at_ms: int = 1_000,
    ) -> IncomingFrame:
        sent = events or ({"kind": "drifted", "at_ms": at_ms},)
        text = json.dumps(
            {"type": "frame", "stream": stream, "seq": seq, "sent_at_ms": 5, "events": sent}
        )
        frame = codec_for(frozenset(KINDS) - {"gaze"}).decode(text)
        assert isinstance(frame, CheckedFrame)
        return incoming(frame, session_pk=session_pk, received_at_ms=6_000)

    return make


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyUnderTest]:
    server = ValkeyUnderTest(tmp_path)
    server.start()
    yield server
    server.kill()

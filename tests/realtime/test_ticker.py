"""The worker is asked for a heartbeat while there is work, and never for a queue of stale ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery

from tests.valkey import ValkeyUnderTest
from tutor.domain.protocol.codec import CheckedFrame, codec_for
from tutor.events.buffer import HEARTBEAT_QUEUE, entry_of, stream_key
from tutor.events.frames import incoming, pack
from tutor.events.intake import Intake
from tutor.events.models import Frame
from tutor.realtime import ticker
from tutor.realtime.hub import Hub
from tutor.realtime.process import end
from tutor.realtime.ticker import Ticker

STREAM = "7f3c9e1a-0b2d-4c5e-8f60-112233445566"


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyUnderTest]:
    server = ValkeyUnderTest(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The shards that heartbeats were sent for."""
    shards: list[int] = []
    monkeypatch.setattr(ticker, "send_heartbeat", shards.append)
    return shards


def put_frame(valkey: ValkeyUnderTest, *, entry_id: str = "*") -> None:
    text = json.dumps(
        {
            "type": "frame",
            "stream": STREAM,
            "seq": 1,
            "sent_at_ms": 5,
            "events": [{"kind": "drifted", "at_ms": 4}],
        }
    )
    frame = codec_for(frozenset({"drifted"})).decode(text)
    assert isinstance(frame, CheckedFrame)
    packed = pack([incoming(frame, session_pk=41, received_at_ms=6)])
    with redis.Redis.from_url(valkey.url) as client:
        fields: Any = entry_of(packed)
        client.xadd(stream_key(0), fields, id=entry_id)


async def tick_for(seconds: float, url: str) -> None:
    intake = Intake(url)
    ticking = Ticker(Hub(), intake)
    running = asyncio.create_task(ticking.tick_for_ever())
    await asyncio.sleep(seconds)
    await end([running])
    ticking.close()
    await intake.close()


def test_nothing_is_sent_while_nobody_studies(
    valkey: ValkeyUnderTest, settings: Any, sent: list[int]
) -> None:
    settings.REDIS_URL = valkey.url
    asyncio.run(tick_for(0.3, valkey.url))
    assert sent == []


def test_frames_that_wait_are_enough_to_ask_for_heartbeats(
    valkey: ValkeyUnderTest, settings: Any, sent: list[int]
) -> None:
    settings.REDIS_URL = valkey.url
    put_frame(valkey)
    asyncio.run(tick_for(0.5, valkey.url))
    assert set(sent) == {0}
    assert 1 <= len(sent) <= 7


def test_none_is_added_to_heartbeats_that_nobody_took(
    valkey: ValkeyUnderTest, settings: Any, sent: list[int]
) -> None:
    settings.REDIS_URL = valkey.url
    put_frame(valkey)
    with redis.Redis.from_url(valkey.url) as client:
        client.rpush(HEARTBEAT_QUEUE, b"one", b"two")
    asyncio.run(tick_for(0.3, valkey.url))
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_frames_that_no_worker_takes_are_stored_by_the_web_process(
    valkey: ValkeyUnderTest, settings: Any, sent: list[int]
) -> None:
    settings.REDIS_URL = valkey.url
    ten_seconds_ago_ms = time.time_ns() // 1_000_000 - 10_000
    put_frame(valkey, entry_id=f"{ten_seconds_ago_ms}-0")
    asyncio.run(tick_for(1.0, valkey.url))
    assert Frame.objects.get().seq == 1


def test_a_task_that_misses_its_first_cancellation_is_ended_by_the_next() -> None:
    async def work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    async def ended() -> bool:
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        await end([task])
        return task.cancelled()

    assert asyncio.run(ended())


def test_a_broker_that_is_away_is_a_warning_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = f"redis+socket://{tmp_path / 'nobody.sock'}"
    away = Celery("away", broker=nowhere, set_as_current=False)
    monkeypatch.setattr(ticker, "current_app", away)
    ticker.send_heartbeat(0)
    assert "A heartbeat could not be sent" in caplog.text

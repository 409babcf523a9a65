"""Frames survive the death of whoever held them, on a real Valkey server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import redis
from pytest_django.fixtures import Settings

from tests.events.conftest import BO_SESSION, STREAM, FrameMaker
from tests.valkey import ValkeyUnderTest
from tutor.events import services
from tutor.events.buffer import RedisBuffer, frame_buffer, stream_key
from tutor.events.frames import IncomingFrame
from tutor.events.intake import Intake
from tutor.events.models import Frame


async def pass_on(intake: Intake, frames: list[IncomingFrame]) -> None:
    for frame in frames:
        intake.add(frame)
    await intake.close()


def test_frames_of_some_milliseconds_share_one_entry(
    valkey: ValkeyUnderTest, make_frame: FrameMaker
) -> None:
    frames = [make_frame(seq) for seq in range(1, 6)]
    asyncio.run(pass_on(Intake(valkey.url), frames))
    buffer = RedisBuffer(valkey.url)
    assert buffer.waiting_entries(0) == 1
    claim = buffer.claim(0)
    assert claim.frames == frames
    buffer.forget(claim)
    assert buffer.waiting_entries(0) == 0
    assert not buffer.claim(0)


def test_what_a_killed_worker_had_claimed_is_claimed_again(
    valkey: ValkeyUnderTest, make_frame: FrameMaker
) -> None:
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(1)]))
    assert RedisBuffer(valkey.url).claim(0).frames == [make_frame(1)]
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(2)]))
    assert RedisBuffer(valkey.url).claim(0).frames == [make_frame(1), make_frame(2)]


def test_frames_survive_a_killed_server_because_of_the_append_only_file(
    valkey: ValkeyUnderTest, make_frame: FrameMaker
) -> None:
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(1)]))
    valkey.kill()
    valkey.start()
    assert RedisBuffer(valkey.url).claim(0).frames == [make_frame(1)]


def test_a_worker_that_starts_before_any_frame_finds_nothing(valkey: ValkeyUnderTest) -> None:
    assert RedisBuffer(valkey.url).claim(0).frames == []


def test_one_worker_at_a_time_holds_a_shard(valkey: ValkeyUnderTest) -> None:
    one, other = RedisBuffer(valkey.url), RedisBuffer(valkey.url)
    with one.lease(0) as is_ours, other.lease(0) as is_theirs, other.lease(1) as is_free:
        assert (is_ours, is_theirs, is_free) == (True, False, True)
    with other.lease(0) as is_theirs:
        assert is_theirs


def test_an_entry_of_another_version_is_left_out_and_does_not_block(
    valkey: ValkeyUnderTest, make_frame: FrameMaker
) -> None:
    buffer = RedisBuffer(valkey.url)
    with redis.Redis.from_url(valkey.url) as client:
        client.xadd(stream_key(0), {b"frames": b"from the future"})
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(1)]))
    claim = buffer.claim(0)
    assert claim.frames == [make_frame(1)]
    buffer.forget(claim)
    assert not buffer.claim(0)


def test_without_redis_frames_go_straight_to_the_store(make_frame: FrameMaker) -> None:
    stored: list[IncomingFrame] = []
    asyncio.run(pass_on(Intake("", store=stored.extend), [make_frame(1), make_frame(2)]))
    assert [frame.seq for frame in stored] == [1, 2]


def test_while_redis_is_away_frames_go_straight_to_the_store(
    tmp_path: Path, make_frame: FrameMaker
) -> None:
    stored: list[IncomingFrame] = []
    nowhere = f"unix://{tmp_path / 'nobody.sock'}"
    asyncio.run(pass_on(Intake(nowhere, store=stored.extend), [make_frame(1)]))
    assert [frame.seq for frame in stored] == [1]


def test_a_store_that_fails_does_not_stop_the_next_frames(make_frame: FrameMaker) -> None:
    stored: list[int] = []

    def store(frames: list[IncomingFrame]) -> None:
        if frames[0].seq == 1:
            raise OSError("the disk is full")
        stored.append(frames[0].seq)

    async def two() -> None:
        intake = Intake("", store=store)
        intake.add(make_frame(1))
        await asyncio.sleep(0.05)
        await pass_on(intake, [make_frame(2)])

    asyncio.run(two())
    assert stored == [2]


def test_a_stream_that_nobody_drains_makes_the_door_ask_its_pages_to_wait(
    valkey: ValkeyUnderTest, make_frame: FrameMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.events.intake.MOST_WAITING_ENTRIES", 2)

    async def fill() -> bool:
        intake = Intake(valkey.url)
        for seq in (1, 2):
            intake.add(make_frame(seq))
            await asyncio.sleep(0.05)
        is_full = intake.is_full
        await intake.close()
        return is_full

    assert asyncio.run(fill())


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_the_web_process_drains_the_stream_itself(
    valkey: ValkeyUnderTest, make_frame: FrameMaker, settings: Settings
) -> None:
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(1), make_frame(2)]))
    settings.REDIS_URL = valkey.url
    assert services.drain_without_worker(0, now_ms=9_000) == 2
    assert Frame.objects.filter(session_pk=BO_SESSION).count() == 2
    buffer = frame_buffer()
    assert buffer is not None
    assert buffer.waiting_entries(0) == 0


@pytest.mark.django_db(transaction=True)
def test_what_the_beacon_stored_is_observed_once_whichever_copy_comes_first(
    valkey: ValkeyUnderTest, make_frame: FrameMaker, settings: Settings
) -> None:
    settings.REDIS_URL = valkey.url
    text = (
        f'{{"type":"frame","stream":"{STREAM}","seq":1,"sent_at_ms":5,'
        '"events":[{"kind":"drifted","at_ms":1000}]}'
    )
    services.accept_frame_now(
        text, session_pk=BO_SESSION, allowed=frozenset({"drifted"}), now_ms=7_000
    )
    buffer = frame_buffer()
    assert buffer is not None
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(1)]))
    claim = buffer.claim(0)
    assert [frame.is_echo for frame in claim.frames] == [True, False]
    assert [entry.is_new for entry in services.store_frames(claim.frames, now_ms=8_000)] == [True]
    asyncio.run(pass_on(Intake(valkey.url), [make_frame(1)]))
    later = services.store_frames([make_frame(1)], now_ms=9_000)
    assert [entry.is_new for entry in later] == [False]
    assert Frame.objects.count() == 1

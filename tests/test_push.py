"""A push leaves after the commit, a tick's pushes leave as one, and none ever fails its caller."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers, get_channel_layer
from django.db import transaction
from pytest_django.fixtures import Settings

from tests.valkey import ValkeyUnderTest
from tutor import push
from tutor.domain.protocol.messages import Notice

pytestmark = pytest.mark.django_db(transaction=True)
HELLO = Notice(text="hello")
TEXT = '{"type":"notice","text":"hello"}'


@pytest.fixture
def bundles(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[push.Bundle]:
    """What this process delivers to its own sockets."""
    settings.REDIS_URL = ""
    found: list[push.Bundle] = []
    monkeypatch.setattr(push, "_deliver_here", found.append)
    return found


def test_outside_a_transaction_it_leaves_at_once(bundles: list[push.Bundle]) -> None:
    push.to_session(7, HELLO)
    assert [bundle.sessions for bundle in bundles] == [{7: [TEXT]}]


def test_it_waits_for_the_commit(bundles: list[push.Bundle]) -> None:
    with transaction.atomic():
        push.to_class(3, HELLO)
        assert bundles == []
    assert [bundle.classes for bundle in bundles] == [{3: [TEXT]}]


def test_what_is_rolled_back_is_never_told(bundles: list[push.Bundle]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        push.to_session(7, HELLO)
        raise ZeroDivisionError
    assert bundles == []


def test_a_tick_leaves_as_one_bundle_in_order(bundles: list[push.Bundle]) -> None:
    with push.gathered():
        push.to_session(7, HELLO)
        with transaction.atomic(), push.gathered():
            push.to_session(8, HELLO)
            push.to_session(7, Notice(text="again"))
        push.recheck(5)
        assert bundles == []
    (bundle,) = bundles
    assert bundle.sessions == {7: [TEXT, '{"type":"notice","text":"again"}'], 8: [TEXT]}
    assert bundle.recheck == [5]


def test_an_empty_tick_sends_nothing(bundles: list[push.Bundle]) -> None:
    with push.gathered():
        pass
    assert bundles == []


def test_a_failing_delivery_does_not_reach_the_caller(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = ""

    def fail(bundle: push.Bundle) -> None:
        raise OSError("no more sockets")

    monkeypatch.setattr(push, "_deliver_here", fail)
    push.to_session(7, HELLO)
    assert "A push was lost." in caplog.text


@pytest.fixture
def layered(settings: Settings, tmp_path: Path) -> Iterator[ValkeyUnderTest]:
    server = ValkeyUnderTest(tmp_path)
    server.start()
    settings.REDIS_URL = server.url
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": server.url, "socket_connect_timeout": 1.0}]},
        }
    }
    channel_layers.backends = {}
    push._couriers.clear()
    yield server
    push._couriers.clear()
    channel_layers.backends = {}
    server.kill()


def test_another_process_hears_of_it_through_redis(layered: ValkeyUnderTest) -> None:
    async def hear() -> dict[str, Any]:
        layer: Any = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(push.GROUP, channel)
        await database_sync_to_async(push.to_session)(7, HELLO)
        message: dict[str, Any] = await asyncio.wait_for(layer.receive(channel), 5)
        await layer.flush()
        return message

    message = asyncio.run(hear())
    assert push.is_ours(message)
    assert push.bundle_in(message).sessions == {7: [TEXT]}


def test_without_redis_it_complains_once_and_goes_on(
    layered: ValkeyUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    layered.kill()
    with caplog.at_level(logging.WARNING, "tutor.push"):
        for _ in range(3):
            push.to_session(7, HELLO)
        for _ in range(100):
            if caplog.records:
                break
            asyncio.run(asyncio.sleep(0.05))
    assert [record.levelname for record in caplog.records] == ["WARNING"]

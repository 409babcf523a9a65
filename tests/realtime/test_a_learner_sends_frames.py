"""Bo's page says hello, sends frames, and hears of each only once it is in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.realtime.conftest import HELLO, STREAM, OpenSocket, frame, in_thread
from tutor import push
from tutor.accounts.models import User
from tutor.domain.protocol.messages import Notice
from tutor.events.models import Frame, RefusedEvent
from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
GAZE = {
    "kind": "gaze",
    "at_ms": 1,
    "area": "text",
    "fixation_ms": 200,
    "dispersion_vh": 0.01,
    "offscreen_ms": 0,
    "valid_p": 1.0,
    "span_ms": 1_000,
}


def path_of(session: Session) -> str:
    return f"/ws/learn/{session.public_id}/"


async def test_welcome_says_what_may_be_noticed(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(HELLO)
    welcome = await page.hear()
    assert welcome["type"] == "welcome"
    assert "dwell" in welcome["signals"]
    assert "gaze" not in welcome["signals"]


async def test_a_frame_is_acked_once_it_is_committed(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(HELLO)
    await page.hear()
    await page.say(frame(1))
    assert await page.hear() == {"type": "ack", "stream": STREAM, "seqs": [1]}
    assert await in_thread(Frame.objects.filter(session_pk=bo_session.pk).count) == 1


async def test_a_frame_sent_again_is_acked_again_and_stored_once(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(HELLO)
    await page.hear()
    for _ in range(2):
        await page.say(frame(1))
        assert (await page.hear())["seqs"] == [1]
    assert await in_thread(Frame.objects.count) == 1


async def test_a_bad_event_is_nacked_and_its_frame_is_acked(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(HELLO)
    await page.hear()
    await page.say(frame(1, {"kind": "drifted", "at_ms": 5}, GAZE))
    nack, ack = await page.hear(), await page.hear()
    assert (nack["type"], nack["index"], nack["code"]) == ("nack", 1, "no_consent")
    assert ack["seqs"] == [1]
    assert (await in_thread(RefusedEvent.objects.get)).code == "no_consent"


async def test_withdrawn_consent_is_obeyed_at_once_and_the_page_is_told(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session, now: datetime
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(HELLO)
    await page.hear()
    await in_thread(decide_consent, bo, purpose=Purpose.ACTIVITY, is_granted=False, now=now)
    assert (await page.hear(within_s=1))["signals"] == []
    await page.say(frame(1))
    assert (await page.hear())["code"] == "no_consent"
    stored = await in_thread(Frame.objects.get)
    assert stored.event_count == 0


async def test_what_is_pushed_to_the_session_reaches_every_open_page_of_it(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    client = await in_thread(sign_in, bo)
    pages = [await open_socket(path_of(bo_session), client) for _ in range(2)]
    for page in pages:
        await page.say(HELLO)
        await page.hear()
    await in_thread(push.to_session, bo_session.pk, Notice(text="Five more minutes."))
    for page in pages:
        assert await page.hear() == {"type": "notice", "text": "Five more minutes."}


async def test_who_sends_too_fast_waits_and_loses_nothing(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session, settings: Any
) -> None:
    settings.EVENTS_A_SECOND = 10
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(HELLO)
    await page.hear()
    await page.say(frame(1, *[{"kind": "drifted", "at_ms": at} for at in range(81)]))
    await page.say(frame(2))
    heard = [await page.hear() for _ in range(4)]
    assert [message["type"] for message in heard].count("slow") == 2
    acked = {seq for message in heard if message["type"] == "ack" for seq in message["seqs"]}
    assert acked == {1, 2}


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("{", 4400),
        ('{"type":"launch"}', 4400),
        ('{"type":"hello","protocol":99,"stream":"' + STREAM + '"}', 4426),
    ],
)
async def test_what_is_no_message_ends_the_socket_with_a_reason(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session, text: str, close: int
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(text)
    assert (await page.hear())["type"] == "refused"
    assert await page.hear() == {"close": close}


async def test_a_frame_before_hello_is_refused(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    await page.say(frame(1))
    assert (await page.hear())["code"] == "malformed"
    assert await in_thread(Frame.objects.count) == 0

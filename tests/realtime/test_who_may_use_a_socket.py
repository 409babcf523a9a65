"""Only Bo reaches Bo's session, only Ada her class, and only while they are signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from tests.realtime.conftest import HELLO, OpenSocket, Page, frame, in_thread
from tutor.accounts.models import Classroom, Role, User
from tutor.events.models import Frame
from tutor.learning.models import Session

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


def path_of(session: Session) -> str:
    return f"/ws/learn/{session.public_id}/"


async def refusal(page: Page) -> tuple[str, int]:
    return (await page.hear(within_s=6))["code"], (await page.hear())["close"]


async def test_cy_is_refused_as_if_bos_session_did_not_exist(
    open_socket: OpenSocket, sign_in: SignIn, cy: User, bo_session: Session
) -> None:
    client = await in_thread(sign_in, cy)
    foreign = await refusal(await open_socket(path_of(bo_session), client))
    missing = await refusal(await open_socket(f"/ws/learn/{uuid4()}/", client))
    assert foreign == missing == ("no_such_session", 4404)


async def test_not_even_bos_teacher_may_act_in_bos_session(
    open_socket: OpenSocket, sign_in: SignIn, ada: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, ada))
    assert await refusal(page) == ("no_such_session", 4404)


async def test_nobody_without_signing_in(open_socket: OpenSocket, bo_session: Session) -> None:
    assert await refusal(await open_socket(path_of(bo_session))) == ("signed_out", 4401)


async def test_no_page_of_another_site(sign_in: SignIn, bo: User, bo_session: Session) -> None:
    client = await in_thread(sign_in, bo)
    page = Page(path_of(bo_session), client, origin="https://evil.example")
    assert not await page.open()


async def test_signing_out_ends_the_socket_within_five_seconds(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    client = await in_thread(sign_in, bo)
    page = await open_socket(path_of(bo_session), client)
    await page.say(HELLO)
    await page.hear()
    await in_thread(client.logout)
    assert await refusal(page) == ("signed_out", 4401)
    await page.say(frame(1))
    assert await in_thread(Frame.objects.count) == 0


async def test_a_new_password_ends_the_socket(
    open_socket: OpenSocket, sign_in: SignIn, bo: User, bo_session: Session
) -> None:
    page = await open_socket(path_of(bo_session), await in_thread(sign_in, bo))
    bo.set_password("another long enough word")
    await in_thread(bo.save)
    assert await refusal(page) == ("signed_out", 4401)


async def test_a_changed_role_ends_the_socket(
    open_socket: OpenSocket, sign_in: SignIn, ada: User, class_8a: Classroom, lesson: object
) -> None:
    page = await open_socket(f"/ws/teach/{class_8a.public_id}/", await in_thread(sign_in, ada))
    assert (await page.hear())["type"] == "live"
    await in_thread(User.objects.filter(pk=ada.pk).update, role=Role.LEARNER)
    assert await refusal(page) == ("not_yours", 4403)


async def test_ada_sees_her_class_whole_at_first(
    open_socket: OpenSocket,
    sign_in: SignIn,
    ada: User,
    bo_session: Session,
    class_8a: Classroom,
    now: datetime,
) -> None:
    page = await open_socket(f"/ws/teach/{class_8a.public_id}/", await in_thread(sign_in, ada))
    live = await page.hear()
    assert live["is_whole"]
    assert [row["name"] for row in live["rows"]] == ["Bo Nguyen"]


@pytest.mark.parametrize(
    ("who", "code"),
    [("dee", "no_such_session"), ("bo", "not_yours"), ("rae", "not_yours")],
)
async def test_nobody_else_sees_adas_class(
    open_socket: OpenSocket,
    sign_in: SignIn,
    class_8a: Classroom,
    dee: User,
    bo: User,
    rae: User,
    who: str,
    code: str,
) -> None:
    person = {"dee": dee, "bo": bo, "rae": rae}[who]
    page = await open_socket(f"/ws/teach/{class_8a.public_id}/", await in_thread(sign_in, person))
    assert (await page.hear())["code"] == code


async def test_one_person_cannot_hold_every_socket(
    open_socket: OpenSocket,
    sign_in: SignIn,
    bo: User,
    bo_session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tutor.realtime.hub.MOST_SOCKETS_A_PERSON", 2)
    client = await in_thread(sign_in, bo)
    first = await open_socket(path_of(bo_session), client)
    second = await open_socket(path_of(bo_session), client)
    for page in (first, second):
        await page.say(HELLO)
        await page.hear()
    third = await open_socket(path_of(bo_session), client)
    assert await refusal(third) == ("too_many", 4529)
    await first.leave()
    again = await open_socket(path_of(bo_session), client)
    await again.say(HELLO)
    assert (await again.hear())["type"] == "welcome"

"""Bo's session and the sockets to it, through the real routing, authentication and database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any

import pytest
import pytest_asyncio
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.test import Client

from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.learning.models import Session
from tutor.learning.services import start_session
from tutor.realtime.process import stop_web_process
from tutor.realtime.routing import websocket_application

STREAM = "7f3c9e1a-0b2d-4c5e-8f60-112233445566"
HELLO = {"type": "hello", "protocol": 1, "stream": STREAM}

OpenSocket = Callable[..., Awaitable["Page"]]


class Page:
    """A browser's end of a socket."""

    def __init__(self, path: str, client: Client | None, *, origin: str) -> None:
        cookies: SimpleCookie = client.cookies if client else SimpleCookie()
        cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in cookies.items())
        headers = [(b"origin", origin.encode()), (b"cookie", cookie.encode())]
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        communicator: Any = ApplicationCommunicator
        self._socket = communicator(websocket_application, scope)

    async def open(self) -> bool:
        await self._socket.send_input({"type": "websocket.connect"})
        answer = await self._socket.receive_output(timeout=5)
        return bool(answer["type"] == "websocket.accept")

    async def say(self, message: dict[str, Any] | str) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def hear(self, *, within_s: float = 5) -> dict[str, Any]:
        """The next message, or {"close": code}."""
        output = await self._socket.receive_output(timeout=within_s)
        if output["type"] == "websocket.close":
            return {"close": output["code"]}
        heard: dict[str, Any] = json.loads(output["text"])
        return heard

    async def leave(self) -> None:
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._socket.wait(timeout=5)


def frame(seq: int, *events: dict[str, Any]) -> dict[str, Any]:
    sent = list(events) or [{"kind": "drifted", "at_ms": 1_000}]
    return {"type": "frame", "stream": STREAM, "seq": seq, "sent_at_ms": 2_000, "events": sent}


@pytest.fixture
def bo_session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return start_session(bo, lesson=lesson, now=now)


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest_asyncio.fixture
async def open_socket() -> AsyncIterator[OpenSocket]:
    """Opens a page's socket as the owner of `client`; everything is closed afterwards."""
    pages: list[Page] = []

    async def opened(
        path: str, client: Client | None = None, *, origin: str = "http://localhost"
    ) -> Page:
        page = Page(path, client, origin=origin)
        pages.append(page)
        await page.open()
        return page

    yield opened
    for page in pages:
        await page.leave()
    await stop_web_process()


@pytest.fixture(autouse=True)
def _in_this_process(settings: Any) -> Iterator[None]:
    """Consumers run without Redis here; the stack tests run them with it."""
    settings.REDIS_URL = ""
    yield


async def in_thread(work: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """Database work from a test that runs in the event loop."""
    return await database_sync_to_async(work)(*arguments, **keywords)

"""What `frontend/src/socket.ts` does, for simulated learners: send, hear, and come back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from random import Random
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect

from tutor.demo.outbox import Outbox
from tutor.domain.protocol.messages import PROTOCOL_VERSION

FRAME_EVERY_S = 1.0
_FIRST_RETRY_S = 0.25
_LAST_RETRY_S = 5.0

Hear = Callable[[dict[str, Any]], None]


class Connection:
    """Keeps a socket open until cancelled; `hear` gets every message but acks."""

    def __init__(
        self,
        *,
        address: str,
        origin: str,
        cookie: str,
        outbox: Outbox,
        hear: Hear,
        now_ms: Callable[[], int],
        rng: Random,
    ) -> None:
        self._address, self._origin, self._cookie = address, origin, cookie
        self._outbox, self._hear, self._now_ms = outbox, hear, now_ms
        self._rng = rng
        self.reconnects = 0

    async def keep(self) -> None:
        pause_s = _FIRST_RETRY_S
        while True:
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                await self._session()
                pause_s = _FIRST_RETRY_S
            self._outbox.lost_connection()
            self.reconnects += 1
            await asyncio.sleep(pause_s * (0.5 + self._rng.random()))
            pause_s = min(2 * pause_s, _LAST_RETRY_S)

    async def _session(self) -> None:
        headers = {"Cookie": self._cookie, "Origin": self._origin}
        async with connect(
            self._address, additional_headers=headers, compression=None, open_timeout=5
        ) as socket:
            hello = {"type": "hello", "protocol": PROTOCOL_VERSION, "stream": self._outbox.stream}
            await socket.send(json.dumps(hello))
            sending = asyncio.create_task(self._send_for_ever(socket))
            try:
                async for text in socket:
                    await self._receive(socket, json.loads(text))
            finally:
                sending.cancel()

    async def _send_for_ever(self, socket: ClientConnection) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                self._outbox.seal()
                await self._send_waiting(socket)
                if self._outbox.is_overdue():
                    await socket.close(4000)
                await asyncio.sleep(FRAME_EVERY_S)

    async def _send_waiting(self, socket: ClientConnection) -> None:
        for frame in self._outbox.to_send(sent_at_ms=self._now_ms()):
            await socket.send(json.dumps(frame))

    async def _receive(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        if message["type"] == "ack":
            self._outbox.ack(message["stream"], message["seqs"])
            await self._send_waiting(socket)
            return
        if message["type"] == "nack":
            self._outbox.nacked += 1
        self._hear(message)

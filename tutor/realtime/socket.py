"""The outgoing side of one websocket: a queue, so that no slow reader holds up the others."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from tutor.domain.protocol.codec import encode
from tutor.domain.protocol.messages import REFUSAL_CODES, Refused, ServerMessage

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

# A page reads tens of messages a second at most; one that is this far behind has stopped reading.
_MOST_WAITING = 512


class Socket:
    """Post messages from the event loop; a writer runs only while there is something to write."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: deque[str] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._close_code: int | None = None

    @property
    def is_ending(self) -> bool:
        """Whether a close is on its way: nothing that still comes in is accepted."""
        return self._close_code is not None

    def tell(self, message: ServerMessage) -> None:
        self.post(encode(message))

    def post(self, text: str) -> None:
        """Queues an encoded message."""
        if self.is_ending:
            return
        if len(self._waiting) >= _MOST_WAITING:
            self._waiting.clear()
            self.end("too_slow", "This page has not read its messages for a while.")
            return
        self._waiting.append(text)
        self._wake()

    def end(self, code: str, detail: str) -> None:
        """Says why, and closes; `code` is one of REFUSAL_CODES."""
        if self.is_ending:
            return
        self._waiting.append(encode(Refused(code=code, detail=detail)))
        self._close_code = REFUSAL_CODES[code]
        self._wake()

    async def drained(self) -> None:
        """Waits until everything queued so far was handed to the server."""
        if self._writer is not None:
            await asyncio.shield(self._writer)

    def _wake(self) -> None:
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        # The server raises either of these when the other side is gone, which is no news here.
        with contextlib.suppress(OSError, RuntimeError):
            while self._waiting:
                text = self._waiting.popleft()
                await self._send({"type": "websocket.send", "text": text})
            if self._close_code is not None:
                await self._send({"type": "websocket.close", "code": self._close_code})
        self._writer = None


async def until_gone(receive: Receive) -> None:
    """Reads and ignores what comes until the other side has left."""
    while (await receive())["type"] != "websocket.disconnect":
        pass

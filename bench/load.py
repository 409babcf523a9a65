"""A crowd of sockets that send frames at a steady pace and time their acks."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

EVENTS_A_FRAME = 10
FRAMES_A_SECOND = 2.0
_SEGMENT = 1
_CONNECTING_AT_ONCE = 32


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Where one learner connects, and as whom."""

    address: str
    headers: dict[str, str]


@dataclass
class Measured:
    """Latencies of frames sent after the warm-up, in ms; `sent` counts those frames."""

    sent: int = 0
    latencies_ms: list[float] = field(default_factory=list)

    def quantile(self, q: float) -> float:
        ordered = sorted(self.latencies_ms)
        if not ordered:
            return float("nan")
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


class Crowd:
    """All sockets of a run. `on_measuring` is called when the warm-up is over."""

    def __init__(self, seats: Sequence[Seat], *, warm_s: float, seconds: float) -> None:
        self._seats = seats
        self._warm_s, self._seconds = warm_s, seconds
        self.measured = Measured()
        self._measure_from = float("inf")

    async def run(self, on_measuring: Callable[[], None], on_over: Callable[[], None]) -> Measured:
        gate = asyncio.Semaphore(_CONNECTING_AT_ONCE)
        sockets = await asyncio.gather(*(self._open(seat, gate) for seat in self._seats))
        start = time.perf_counter() + 0.2
        stop = start + self._warm_s + self._seconds
        self._measure_from = start + self._warm_s
        loop = asyncio.get_running_loop()
        loop.call_later(0.2 + self._warm_s, on_measuring)
        gap_s = 1 / FRAMES_A_SECOND / len(sockets)
        await asyncio.gather(
            *(
                self._learner(socket, first=start + index * gap_s, stop=stop)
                for index, socket in enumerate(sockets)
            )
        )
        on_over()
        await asyncio.gather(*(socket.close() for socket in sockets))
        return self.measured

    async def _open(self, seat: Seat, gate: asyncio.Semaphore) -> ClientConnection:
        async with gate:
            return await connect(
                seat.address,
                additional_headers=seat.headers,
                compression=None,
                open_timeout=60,
                ping_interval=None,
            )

    async def _learner(self, socket: ClientConnection, *, first: float, stop: float) -> None:
        stream = str(uuid.uuid4())
        sent_at: dict[int, float] = {}
        await socket.send(json.dumps({"type": "hello", "protocol": 1, "stream": stream}))
        hearing = asyncio.create_task(self._hear(socket, sent_at))
        due, seq = first, 0
        while due < stop:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            seq += 1
            # From when it was due: a generator that falls behind must not hide it.
            sent_at[seq] = due
            self.measured.sent += due >= self._measure_from
            await socket.send(frame_text(stream, seq))
            due += 1 / FRAMES_A_SECOND
        deadline = time.perf_counter() + 10
        while sent_at and time.perf_counter() < deadline:
            await asyncio.sleep(0.02)
        hearing.cancel()

    async def _hear(self, socket: ClientConnection, sent_at: dict[int, float]) -> None:
        async for text in socket:
            now = time.perf_counter()
            message: Any = text
            if '"type":"ack"' not in message:
                continue
            for seq in json.loads(message)["seqs"]:
                sent = sent_at.pop(seq, None)
                if sent is not None and sent >= self._measure_from:
                    self.measured.latencies_ms.append(1000 * (now - sent))


def frame_text(stream: str, seq: int) -> str:
    """A frame of half a second: movements, a scroll and the dwell clocks of a segment."""
    now_ms = time.time_ns() // 1_000_000
    at = [now_ms - 50 * (EVENTS_A_FRAME - index) for index in range(EVENTS_A_FRAME)]
    view = (
        f'{{"kind":"segment_view","at_ms":{at[0]},"segment":{_SEGMENT},"segment_kind":"reading",'
        '"words":180,"expected_ms":54000}'
    )
    dwell = (
        f'{{"kind":"dwell","at_ms":{at[0]},"segment":{_SEGMENT},"open_ms":500,"visible_ms":500,'
        '"active_ms":500,"depth_p":0.4}'
    )
    moves = [
        f'{{"kind":"pointer","at_ms":{at_ms},"moves":12,"distance_vh":0.31,"pauses":1,"span_ms":50}}'
        for at_ms in at[1:-1]
    ]
    scroll = (
        f'{{"kind":"scroll","at_ms":{at[-1]},"distance_vh":0.2,"reversals":0,"jumps":0,'
        '"span_ms":50}'
    )
    events = ",".join([view if seq == 1 else dwell, *moves, scroll])
    return (
        f'{{"type":"frame","stream":"{stream}","seq":{seq},"sent_at_ms":{now_ms},'
        f'"events":[{events}]}}'
    )

"""The floor: a raw websocket server and Redis, no framework, no database, no model.

    frame -> XADD -> another process XREADs -> PUBLISH -> the server -> ack on the same socket

Nothing that does what Attune does can be quicker on this machine; how near we come is the measure.
Started by `closed_loop.py` as two processes of its own beside a Valkey server of its own.
"""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
import redis
import redis.asyncio
import uvloop
from websockets.asyncio.server import ServerConnection, serve

_STREAM, _CHANNEL = "floor:frames", "floor:acks"


class Frame(msgspec.Struct):
    stream: str
    seq: int
    events: msgspec.Raw


_FRAME = msgspec.json.Decoder(Frame)


async def serve_floor(url: str, port: int) -> None:
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        url, max_connections=32, timeout=60, socket_timeout=60
    )
    client: Any = redis.asyncio.Redis(connection_pool=pool)
    sockets: dict[str, ServerConnection] = {}

    async def take(socket: ServerConnection) -> None:
        await socket.recv()  # hello
        async for text in socket:
            frame = _FRAME.decode(text)
            sockets[frame.stream] = socket
            await client.xadd(
                _STREAM, {b"s": frame.stream, b"n": frame.seq, b"e": bytes(frame.events)}
            )

    async def hand_back() -> None:
        pubsub = client.pubsub()
        await pubsub.subscribe(_CHANNEL)
        async for message in pubsub.listen():
            if message["type"] == "message":
                for stream, seq in msgspec.msgpack.decode(message["data"]):
                    ack = f'{{"type":"ack","stream":"{stream}","seqs":[{seq}]}}'
                    await sockets[stream].send(ack)

    async with serve(take, "127.0.0.1", port, compression=None, ping_interval=None):
        await hand_back()


def work_floor(url: str) -> None:
    client: Any = redis.Redis.from_url(url)
    last = b"0"
    while True:
        for _, entries in client.xread({_STREAM: last}, block=1_000, count=500) or ():
            last = entries[-1][0]
            done = [(fields[b"s"].decode(), int(fields[b"n"])) for _, fields in entries]
            client.publish(_CHANNEL, msgspec.msgpack.encode(done))
            client.xtrim(_STREAM, maxlen=5_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=("server", "worker"))
    parser.add_argument("--url", required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    if options.role == "worker":
        work_floor(options.url)
    else:
        uvloop.run(serve_floor(options.url, options.port))


if __name__ == "__main__":
    main()

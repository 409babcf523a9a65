"""Starts what every web process runs when the server starts, and stops it with the server.

Not with the first socket: frames that waited while the web process was down have to be stored even
when none of their pages comes back.
"""

from __future__ import annotations

from tutor.realtime.process import stop_web_process, web_process
from tutor.realtime.socket import Event, Receive, Send


async def lifespan(scope: Event, receive: Receive, send: Send) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            web_process()
            await send({"type": "lifespan.startup.complete"})
        else:
            await stop_web_process()
            await send({"type": "lifespan.shutdown.complete"})
            return

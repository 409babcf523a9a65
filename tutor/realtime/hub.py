"""All sockets of this web process, and the one task that receives from the channel layer for them.

A socket in a channel-layer group of its own would cost each message a trip through Redis per
socket; here a tick's messages arrive as one bundle and are handed out in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from tutor import push
from tutor.domain.protocol.codec import Codec, codec_for
from tutor.realtime.passes import Pass, Refusal
from tutor.realtime.socket import Socket

logger = logging.getLogger(__name__)

# More pages than a person has; a broken script would otherwise hold every file handle we have.
MOST_SOCKETS_A_PERSON = 24
_AGAIN_AFTER_S = 1.0


@dataclass(eq=False)
class Member:
    """A socket with the pass it was opened with, which may change under it."""

    socket: Socket
    held: Pass
    codec: Codec = field(init=False)

    def __post_init__(self) -> None:
        self.codec = codec_for(self.held.signals)


class Hub:
    """Who is connected; used from the event loop, but for `deliver`, which any thread may call."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._sessions: defaultdict[int, set[Member]] = defaultdict(set)
        self._classes: defaultdict[int, set[Member]] = defaultdict(set)
        self._people: Counter[int] = Counter()
        self.to_recheck: set[int] = set()
        self.recheck_asked = asyncio.Event()

    @property
    def has_sessions(self) -> bool:
        return bool(self._sessions)

    def members(self, people: Iterable[int] | None = None) -> list[Member]:
        """All members, or those of `people` (primary keys)."""
        wanted = None if people is None else frozenset(people)
        rooms = (*self._sessions.values(), *self._classes.values())
        return [m for room in rooms for m in room if wanted is None or m.held.person_pk in wanted]

    @contextlib.contextmanager
    def joined(self, member: Member) -> Iterator[None]:
        """Keeps `member` among those that are pushed to; ends it when its person has too many."""
        person, room = member.held.person_pk, self._room_of(member)
        if self._people[person] >= MOST_SOCKETS_A_PERSON:
            member.socket.end("too_many", "This lesson is open in too many places: close some.")
            yield
            return
        self._people[person] += 1
        room.add(member)
        try:
            yield
        finally:
            room.discard(member)
            self._people[person] -= 1
            self._forget_empty(member)

    def deliver(self, bundle: push.Bundle) -> None:
        """Hands a bundle to the sockets it is for; from any thread."""
        self._loop.call_soon_threadsafe(self._hand_out, bundle)

    async def receive_for_ever(self) -> None:
        """Hands out what other processes push; starts again whenever the layer breaks."""
        while settings.REDIS_URL:
            try:
                await self._receive()
            except Exception as error:
                logger.warning("The channel layer is away (%s); asking again.", error)
            await asyncio.sleep(_AGAIN_AFTER_S)

    async def _receive(self) -> None:
        layer: Any = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(push.GROUP, channel)
        while True:
            message = await layer.receive(channel)
            if not push.is_ours(message):
                self._hand_out(push.bundle_in(message))

    def _hand_out(self, bundle: push.Bundle) -> None:
        for rooms, parts in ((self._sessions, bundle.sessions), (self._classes, bundle.classes)):
            for key, texts in parts.items():
                for member in rooms.get(key, ()):
                    for text in texts:
                        member.socket.post(text)
        if bundle.recheck:
            self.to_recheck.update(bundle.recheck)
            self.recheck_asked.set()

    def _room_of(self, member: Member) -> set[Member]:
        rooms, key = self._place_of(member)
        return rooms[key]

    def _forget_empty(self, member: Member) -> None:
        rooms, key = self._place_of(member)
        if not rooms[key]:
            del rooms[key]
        if not self._people[member.held.person_pk]:
            del self._people[member.held.person_pk]

    def _place_of(self, member: Member) -> tuple[defaultdict[int, set[Member]], int]:
        if member.held.session_pk is not None:
            return self._sessions, member.held.session_pk
        if member.held.classroom_pk is not None:
            return self._classes, member.held.classroom_pk
        raise ValueError(f"{member.held} is for neither a session nor a class")


def apply(member: Member, found: Pass | Refusal) -> bool:
    """Makes `member` what its pass is now; returns whether the signals it may send have changed."""
    if isinstance(found, Refusal):
        member.socket.end(found.code, found.detail)
        return False
    has_changed = found.signals != member.held.signals
    member.held = found
    member.codec = codec_for(found.signals)
    return has_changed

"""What a frame costs on its way in: decoding and checking, waiting, storing.

    python bench/protocol.py

Uses a temporary SQLite database, or DATABASE_URL. The last line is one JSON object; CPU times.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from tutor.events.frames import IncomingFrame

ROUNDS = 7
FRAMES = 2_000
EVENTS = 10
STREAM = "7f3c9e1a-0b2d-4c5e-8f60-112233445566"


def best_us(work: Callable[[], Any], *, per: int) -> float:
    """The best of some rounds: CPU microseconds for each of `per` things that `work` does."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1e6 * min(times) / per


def texts() -> list[str]:
    """Frames of ten events as browsers send them, fractions rounded to three places."""
    from attention_model.signals import SIGNALS, encode

    rng = Random(1)
    kinds = [signal for signal in SIGNALS if signal.NAME in {"dwell", "scroll", "pointer", "click"}]
    frames = []
    for seq in range(1, FRAMES + 1):
        events = [
            {
                key: round(value, 3) if isinstance(value, float) else value
                for key, value in one.items()
            }
            for one in (
                encode(rng.choice(kinds).simulate(rng, at_ms=1_790_000_000_000 + 50 * index))
                for index in range(EVENTS)
            )
        ]
        frame = {"type": "frame", "stream": STREAM, "seq": seq, "sent_at_ms": 1_790_000_000_500}
        frames.append(json.dumps({**frame, "events": events}, separators=(",", ":")))
    return frames


def decoding_us(frames: list[str]) -> tuple[float, float, float]:
    """The events alone, the whole door (frame, events, first and last moment), and json.loads."""
    import msgspec

    from tutor.domain.protocol.codec import codec_for
    from tutor.domain.protocol.events import KINDS, events_decoder

    codec, decoder = codec_for(frozenset(KINDS)), events_decoder(KINDS)
    lists = [msgspec.json.encode(json.loads(text)["events"]) for text in frames]
    count = EVENTS * len(frames)
    return (
        best_us(lambda: [decoder.decode(each) for each in lists], per=count),
        best_us(lambda: [codec.decode(each) for each in frames], per=count),
        best_us(lambda: [json.loads(each) for each in frames], per=count),
    )


def storing_us(frames: list[IncomingFrame]) -> tuple[float, float, float]:
    """A frame in one statement of 200, a frame by bulk_create, and packing one for the stream."""
    from tutor.events.frames import pack
    from tutor.events.models import Frame
    from tutor.events.services import store_frames

    def by_statement() -> None:
        renamed = _renamed(frames)
        for start in range(0, len(renamed), 200):
            store_frames(renamed[start : start + 200], now_ms=1)

    def by_bulk_create() -> None:
        rows = [
            Frame(
                session_pk=frame.session_pk,
                stream=frame.stream,
                seq=frame.seq,
                event_count=frame.event_count,
                first_at_ms=frame.first_at_ms,
                last_at_ms=frame.last_at_ms,
                received_at_ms=frame.received_at_ms,
                events=frame.events,
            )
            for frame in _renamed(frames)
        ]
        for start in range(0, len(rows), 200):
            Frame.objects.bulk_create(rows[start : start + 200], ignore_conflicts=True)

    return (
        best_us(by_statement, per=len(frames)),
        best_us(by_bulk_create, per=len(frames)),
        best_us(lambda: pack(frames), per=len(frames)),
    )


def _renamed(frames: list[IncomingFrame]) -> list[IncomingFrame]:
    import msgspec

    stream = str(uuid.uuid4())
    return [msgspec.structs.replace(frame, stream=stream) for frame in frames]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        os.environ["ATTUNE_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        from tutor.domain.protocol.codec import CheckedFrame, codec_for
        from tutor.domain.protocol.events import KINDS
        from tutor.events.frames import incoming

        call_command("migrate", verbosity=0)
        sent = texts()
        decoded = [codec_for(frozenset(KINDS)).decode(text) for text in sent]
        frames = [
            incoming(frame, session_pk=1, received_at_ms=2)
            for frame in decoded
            if isinstance(frame, CheckedFrame)
        ]
        events_us, door_us, json_us = decoding_us(sent)
        statement_us, bulk_us, pack_us = storing_us(frames)
        print(
            json.dumps(
                {
                    "decode_us_per_event": round(events_us, 3),
                    "door_us_per_event": round(door_us, 3),
                    "json_loads_us_per_event": round(json_us, 3),
                    "store_us_per_frame": round(statement_us, 2),
                    "bulk_create_us_per_frame": round(bulk_us, 2),
                    "pack_us_per_frame": round(pack_us, 2),
                    "events_per_frame": EVENTS,
                }
            )
        )


if __name__ == "__main__":
    main()

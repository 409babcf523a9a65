"""Kills the web server, the worker and Valkey (SIGKILL) while a class studies, then counts.

    python bench/chaos.py [--kills 21] [--learners 12] [--early-ack]

Every frame that a learner was told is stored has to be in the database, once, with all its events,
and everything that was made has to arrive by itself. `--early-ack` runs the negative control: a
worker that acks before it commits, which has to lose something, or the check is worth nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.stack import Stack, stack

if TYPE_CHECKING:
    from tutor.demo.outbox import Outbox
    from tutor.demo.student import Student

TARGETS = ("web server", "worker", "Valkey server")
_BETWEEN_KILLS_S = (0.5, 2.5)
_NOTICED_AFTER_S = 0.3
_RECOVERED_WITHIN_S = 60.0
_SETTLE_WITHIN_S = 60.0


@dataclass
class Kills:
    by_target: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TARGETS, 0))

    recovered_s: list[tuple[str, float]] = field(default_factory=list)

    def slowest_s(self, target: str) -> float:
        return round(max((s for name, s in self.recovered_s if name == target), default=0.0), 1)

    async def do(
        self,
        running: Stack,
        students: Sequence[Student],
        *,
        count: int,
        targets: Sequence[str],
        rng: Random,
    ) -> None:
        """`count` kills at random moments, of each target in turn, each after the last recovery."""
        while sum(self.by_target.values()) < count:
            await asyncio.sleep(rng.uniform(*_BETWEEN_KILLS_S))
            target = targets[sum(self.by_target.values()) % len(targets)]
            pid = running.pids().get(target)
            if pid is None:  # it is just being started again
                continue
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.by_target[target] += 1
                self.recovered_s.append((target, await self._until_acked(students)))

    async def _until_acked(self, students: Sequence[Student]) -> float:
        """Seconds until the next frame was acked that had not been acked when it happened."""
        killed_at = time.monotonic()
        await asyncio.sleep(_NOTICED_AFTER_S)  # what was already on its way does not count
        before = _acked(students)
        while _acked(students) == before:
            if time.monotonic() - killed_at > _RECOVERED_WITHIN_S:
                raise SystemExit(
                    f"No frame was acked for {_RECOVERED_WITHIN_S:.0f} s after a kill."
                )
            await asyncio.sleep(0.05)
        return time.monotonic() - killed_at


def _acked(students: Sequence[Student]) -> int:
    return sum(len(box.acked) for student in students for box in student.outboxes)


@dataclass(frozen=True, kw_only=True)
class Counted:
    acked_frames: int
    lost_frames: int
    wrong_frames: int
    duplicate_frames: int


async def study_under_fire(
    students: Sequence[Student], running: Stack, *, kills: Kills, options: argparse.Namespace
) -> float:
    """Returns how many seconds after the end it took until everything was acked."""
    from tutor.demo.classroom import lessons
    from tutor.demo.management.commands.demo import plan_of
    from tutor.teacher.demo import DEMO_PASSWORD

    plans = await asyncio.to_thread(lambda: [plan_of(each.pk, each.slug) for each in lessons()])
    tasks = [asyncio.create_task(each.study(plans, password=DEMO_PASSWORD)) for each in students]
    await asyncio.sleep(8)  # everybody has signed in
    targets = ("worker",) if options.early_ack else options.targets
    await kills.do(
        running, students, count=options.kills, targets=targets, rng=Random(options.seed)
    )
    stopped_at = time.monotonic()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return time.monotonic() - stopped_at


def count(outboxes: Sequence[Outbox]) -> Counted:
    """Compares what was acked with what is in the database."""
    from tutor.events.models import Frame, RefusedEvent

    acked = {(box.stream, seq): events for box in outboxes for seq, events in box.acked.items()}
    stored: dict[tuple[str, int], list[int]] = {}
    for stream, seq, events in Frame.objects.values_list("stream", "seq", "event_count"):
        stored.setdefault((str(stream), seq), []).append(events)
    for stream, seq in RefusedEvent.objects.values_list("stream", "seq"):
        stored[str(stream), seq][0] += 1
    return Counted(
        acked_frames=len(acked),
        lost_frames=sum(name not in stored for name in acked),
        wrong_frames=sum(name in stored and stored[name][0] != acked[name] for name in acked),
        duplicate_frames=sum(len(copies) > 1 for copies in stored.values()),
    )


def serve_early_ack() -> None:
    """What `manage.py serve` does, with the worker of the negative control."""
    from django.conf import settings

    from tutor.serving.processes import children, pids_path
    from tutor.serving.supervisor import Supervisor

    data = Path(settings.DATA_DIR)
    found = children(
        data_folder=data,
        host="127.0.0.1",
        port=settings.PORT,
        redis_url=settings.REDIS_URL,
        celery_app="bench.early_ack",
    )
    supervisor = Supervisor(children=found, say=print, pids_path=pids_path(data))
    raise SystemExit(supervisor.run(lambda: None))


def run(options: argparse.Namespace) -> dict[str, object]:
    command = (__file__, "--serve-early-ack") if options.early_ack else ("manage.py", "serve")
    with stack(command=command) as running:
        import django

        django.setup()
        from django.utils import timezone

        from tutor.demo.classroom import ensure_learners
        from tutor.demo.clock import SimulatedClock
        from tutor.demo.student import Student
        from tutor.demo.truth import TruthFile

        people = ensure_learners(options.learners, now=timezone.now())
        students = [
            Student(
                username=person.username,
                seed=options.seed + index,
                url=running.url,
                clock=SimulatedClock.starting_now(speed=options.speed),
                truth=TruthFile(running.data / "demo" / "chaos.jsonl"),
                settle_within_s=_SETTLE_WITHIN_S,
            )
            for index, person in enumerate(people)
        ]
        kills = Kills()
        recovered_s = asyncio.run(study_under_fire(students, running, kills=kills, options=options))
        outboxes = [box for student in students for box in student.outboxes]
        counted = count(outboxes)
        return {
            "kills": sum(kills.by_target.values()),
            "web_kills": kills.by_target["web server"],
            "worker_kills": kills.by_target["worker"],
            "valkey_kills": kills.by_target["Valkey server"],
            "events_made": sum(box.made for box in outboxes),
            "events_acked": sum(box.acked_events for box in outboxes),
            "frames_acked": counted.acked_frames,
            "frames_lost": counted.lost_frames,
            "frames_wrong": counted.wrong_frames,
            "frames_duplicate": counted.duplicate_frames,
            "recovered_median_s": round(statistics.median(s for _, s in kills.recovered_s), 1),
            "web_recovered_max_s": kills.slowest_s("web server"),
            "worker_recovered_max_s": kills.slowest_s("worker"),
            "valkey_recovered_max_s": kills.slowest_s("Valkey server"),
            "drained_s": round(recovered_s, 1),
            "is_early_ack": options.early_ack,
        }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.config.settings")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=21)
    parser.add_argument("--learners", type=int, default=12)
    parser.add_argument("--speed", type=float, default=6.0, help="simulated seconds a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", nargs="+", choices=TARGETS, default=TARGETS)
    parser.add_argument("--early-ack", action="store_true", help="the negative control")
    parser.add_argument("--serve-early-ack", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_early_ack:
        import django

        django.setup()
        serve_early_ack()
    result = run(options)
    is_sound = result["frames_lost"] == result["frames_wrong"] == result["frames_duplicate"] == 0
    is_complete = result["events_made"] == result["events_acked"]
    is_as_expected = not is_sound if options.early_ack else is_sound and is_complete
    print(json.dumps({**result, "is_as_expected": is_as_expected}))
    raise SystemExit(0 if is_as_expected else 1)


if __name__ == "__main__":
    main()

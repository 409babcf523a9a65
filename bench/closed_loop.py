"""Frame stored, scored and pushed back: p50 and p99 beside the raw floor of the same run.

    python bench/closed_loop.py --learners 200 [--seconds 15]

Every learner sends two frames of ten events a second. A frame's time runs from when it was due to
be sent until its ack arrives, which leaves the worker with the estimates and decisions of its tick.
CPU is what the stack's processes used, without the load generator.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import uvloop

from bench.load import Crowd, Measured, Seat
from bench.stack import ROOT, Stack, cpu_s_of, free_port, listens, stack


class CpuMeter:
    """CPU seconds of some processes between two calls."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._at_start = 0.0
        self.used_s = 0.0

    def start(self) -> None:
        self._at_start = self._now()

    def stop(self) -> None:
        self.used_s = self._now() - self._at_start

    def _now(self) -> float:
        return sum(cpu_s_of(pid) for pid in self._pids)


def measure(
    seats: Sequence[Seat], pids: Sequence[int], *, warm_s: float, seconds: float
) -> tuple[Measured, float]:
    """Latencies, and CPU microseconds a frame."""
    meter = CpuMeter(pids)
    crowd = Crowd(seats, warm_s=warm_s, seconds=seconds)
    measured = uvloop.run(crowd.run(meter.start, meter.stop))
    return measured, 1e6 * meter.used_s / max(1, measured.sent)


@contextlib.contextmanager
def floor(learners: int) -> Iterator[tuple[list[Seat], list[int]]]:
    """The floor's three processes, and seats for `learners`."""
    from tests.valkey import ValkeyUnderTest

    port = free_port()
    with tempfile.TemporaryDirectory(prefix="attune-floor-") as folder:
        valkey = ValkeyUnderTest(Path(folder))
        valkey.start()
        command = [sys.executable, str(ROOT / "bench" / "floor.py")]
        processes = [
            subprocess.Popen([*command, "server", "--url", valkey.url, "--port", str(port)]),
            subprocess.Popen([*command, "worker", "--url", valkey.url]),
        ]
        try:
            while not listens(port):
                time.sleep(0.1)
            time.sleep(0.5)  # the worker has its first connection by then
            seats = [Seat(address=f"ws://127.0.0.1:{port}", headers={}) for _ in range(learners)]
            yield seats, [process.pid for process in processes] + [valkey.pid]
        finally:
            for process in processes:
                process.kill()
                process.wait()
            valkey.kill()


def attune_seats(learners: int, running: Stack) -> list[Seat]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.config.settings")
    import django

    django.setup()
    from bench.people import seats_for

    return seats_for(learners, url=running.url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--warm", type=float, default=6.0, help="seconds that are not measured")
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    with floor(options.learners) as (seats, pids):
        base, base_cpu_us = measure(seats, pids, warm_s=2.0, seconds=min(8.0, options.seconds))
    with stack() as running:
        seats = attune_seats(options.learners, running)
        pids = list(running.pids().values())
        found, cpu_us = measure(seats, pids, warm_s=options.warm, seconds=options.seconds)
    tick_ms = int(os.environ.get("ATTUNE_TICK_MS", "100"))
    goal_ms = tick_ms + 2.5 * base.quantile(0.99)
    # Where even the floor cannot keep up, the machine is full and the run says nothing.
    is_floor_sound = base.quantile(0.5) < tick_ms and len(base.latencies_ms) == base.sent
    is_goal_met = found.quantile(0.99) <= goal_ms if is_floor_sound else None
    print(
        json.dumps(
            {
                "learners": options.learners,
                "p50_ms": round(found.quantile(0.5), 1),
                "p99_ms": round(found.quantile(0.99), 1),
                "floor_p50_ms": round(base.quantile(0.5), 1),
                "floor_p99_ms": round(base.quantile(0.99), 1),
                "cpu_us_per_frame": round(cpu_us),
                "floor_cpu_us_per_frame": round(base_cpu_us),
                "tick_ms": tick_ms,
                "goal_p99_ms": round(goal_ms, 1),
                "is_goal_met": is_goal_met,
                "frames": found.sent,
                "unacked": found.sent - len(found.latencies_ms),
            }
        )
    )


if __name__ == "__main__":
    main()

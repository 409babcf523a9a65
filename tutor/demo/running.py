"""Runs simulated learners against a server for some minutes, and says what came of it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.demo.clock import SimulatedClock
from tutor.demo.student import LessonPlan, Student
from tutor.demo.truth import TruthFile


@dataclass(frozen=True, kw_only=True)
class Ran:
    """`events_sent` counts what was handed to the outboxes, `events_acked` what came back acked."""

    clock: SimulatedClock
    learners: int
    events_sent: int
    events_acked: int
    events_refused: int


async def run_class(
    usernames: Sequence[str],
    *,
    plans: Sequence[LessonPlan],
    url: str,
    password: str,
    minutes: float,
    speed: float,
    seed: int,
    truth_path: Path,
) -> Ran:
    """Everybody studies for `minutes` of our time, or until Ctrl-C."""
    clock = SimulatedClock.starting_now(speed=speed)
    truth = TruthFile(truth_path)
    students = [
        Student(
            username=name,
            seed=seed + index,
            url=url,
            clock=clock,
            truth=truth,
            # So that a class of a few minutes shows both, reading and practice.
            starts_with_practice=index % 2 == 1,
        )
        for index, name in enumerate(usernames)
    ]
    studying = [
        asyncio.create_task(student.study(_rotated(plans, index), password=password))
        for index, student in enumerate(students)
    ]
    await _until_over(studying, minutes=minutes)
    for task in studying:
        task.cancel()
    results = await asyncio.gather(*studying, return_exceptions=True)
    truth.close()
    failed = [each for each in results if isinstance(each, Exception)]
    if len(failed) == len(students):
        raise failed[0]
    outboxes = [outbox for student in students for outbox in student.outboxes]
    return Ran(
        clock=clock,
        learners=len(students) - len(failed),
        events_sent=sum(outbox.made for outbox in outboxes),
        events_acked=sum(outbox.acked_events for outbox in outboxes),
        events_refused=sum(outbox.nacked for outbox in outboxes),
    )


async def _until_over(studying: Sequence[asyncio.Task[None]], *, minutes: float) -> None:
    """Until the time is over, Ctrl-C, or everybody has failed."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stopped.set)
    stop = asyncio.create_task(stopped.wait())
    everyone = asyncio.create_task(_all_over(studying))
    await asyncio.wait({stop, everyone}, timeout=60 * minutes, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    everyone.cancel()


async def _all_over(studying: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.wait(studying)


def _rotated(plans: Sequence[LessonPlan], index: int) -> list[LessonPlan]:
    """Learners of a class are not all at the same lesson."""
    start = index % len(plans)
    return [*plans[start:], *plans[:start]]

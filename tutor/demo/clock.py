"""The clock of a simulated class: starts with ours, and may run faster."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SimulatedClock:
    """`speed` simulated seconds pass in one of ours. Moments are epoch ms."""

    started_ms: int
    speed: float

    @classmethod
    def starting_now(cls, *, speed: float) -> SimulatedClock:
        return cls(started_ms=real_now_ms(), speed=speed)

    def now_ms(self) -> int:
        return self.simulated_ms(real_now_ms())

    def simulated_ms(self, real_ms: int) -> int:
        """What this clock showed at a moment of ours."""
        return self.started_ms + round((real_ms - self.started_ms) * self.speed)

    async def sleep_until(self, simulated_ms: int) -> None:
        await asyncio.sleep(max(0.0, (simulated_ms - self.now_ms()) / self.speed / 1000))


def real_now_ms() -> int:
    return time.time_ns() // 1_000_000

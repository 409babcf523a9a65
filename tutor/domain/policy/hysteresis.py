"""For how long an estimate has stayed high: entered at one level, left at a lower one."""

from __future__ import annotations

from dataclasses import dataclass

# At one in two the detector is right about as often as not, which is the most that published
# detectors allow; below two in five it has clearly come back.
ENTER_P = 0.50
LEAVE_P = 0.40
# Nothing is done on a single estimate.
SUSTAIN_MS = 15_000
# A silence longer than this says nothing about what was in between.
GAP_MS = 30_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Sustained:
    """Since when the estimate has been high (None: it is not), and when it was last heard."""

    since_ms: int | None = None
    last_ms: int = 0

    @property
    def for_ms(self) -> int:
        return 0 if self.since_ms is None else self.last_ms - self.since_ms


def sustained(before: Sustained, *, p: float | None, at_ms: int) -> Sustained:
    """The state after one more estimate; `p` None (not enough evidence) ends the span.

    >>> high = sustained(Sustained(), p=0.6, at_ms=1_000)
    >>> sustained(high, p=0.45, at_ms=16_000).for_ms
    15000
    >>> sustained(Sustained(), p=0.45, at_ms=1_000).since_ms is None
    True
    """
    was_high = before.since_ms is not None and at_ms - before.last_ms <= GAP_MS
    if p is None or p < (LEAVE_P if was_high else ENTER_P):
        return Sustained(last_ms=at_ms)
    return Sustained(since_ms=before.since_ms if was_high else at_ms, last_ms=at_ms)

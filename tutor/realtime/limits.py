"""How fast one person may send: a token bucket per person, never per address (a school has one)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class TokenBucket:
    """`rate` events a second on average, `burst` at once. Moments are seconds of any one clock.

    >>> bucket = TokenBucket(rate=10.0, burst=20.0, at=0.0)
    >>> bucket.take(20, now=0.0), bucket.take(5, now=0.0)
    (0.0, 0.5)
    """

    rate: float
    burst: float
    at: float
    tokens: float = -1.0

    def __post_init__(self) -> None:
        if self.tokens < 0:
            self.tokens = self.burst

    def take(self, count: int, *, now: float) -> float:
        """Takes `count` tokens, into debt if need be; returns the seconds to wait for them."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate) - count
        self.at = now
        return max(0.0, -self.tokens / self.rate)

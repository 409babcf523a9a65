"""Who sends more than their share waits exactly as long as it takes to be within it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.realtime.limits import TokenBucket


def test_a_burst_is_free_and_what_follows_waits() -> None:
    bucket = TokenBucket(rate=10, burst=20, at=100.0)
    assert bucket.take(20, now=100.0) == 0
    assert bucket.take(10, now=100.0) == 1.0


def test_tokens_come_back_with_time_up_to_a_burst() -> None:
    bucket = TokenBucket(rate=10, burst=20, at=0.0)
    bucket.take(20, now=0.0)
    assert bucket.take(10, now=1.0) == 0
    assert bucket.take(20, now=1_000.0) == 0
    assert bucket.take(1, now=1_000.0) > 0


@given(st.lists(st.integers(1, 100), min_size=1, max_size=50))
def test_who_waits_as_told_never_exceeds_the_rate(counts: list[int]) -> None:
    bucket = TokenBucket(rate=50, burst=400, at=0.0)
    now = 0.0
    for count in counts:
        now += bucket.take(count, now=now)
    assert sum(counts) <= 400 + 50 * now + 1e-6

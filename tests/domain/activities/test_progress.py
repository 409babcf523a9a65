"""A result stands beside one's own earlier ones, in words that rank nobody."""

from __future__ import annotations

import pytest

from tutor.domain.activities.progress import MOST_EARLIER, beside_earlier


@pytest.mark.parametrize(
    ("value", "earlier", "expected"),
    [
        (12.0, [], "first run"),
        (12.0, [10.0, 14.0], "A few more runs"),
        (12.0, [10.0, 14.0, 11.0], "within what your last 3 runs"),
        (10.0, [10.0, 14.0, 11.0], "within"),
        (9.0, [10.0, 14.0, 11.0], "lower than in your last 3 runs"),
        (15.0, [10.0, 14.0, 11.0], "higher than in your last 3 runs"),
        (None, [10.0, 14.0, 11.0], "too little"),
    ],
)
def test_beside_ones_own_runs(value: float | None, earlier: list[float], expected: str) -> None:
    assert expected in str(beside_earlier(value, earlier))


def test_what_is_long_ago_is_not_what_is_usual() -> None:
    earlier = [10.0] * MOST_EARLIER + [90.0]
    assert "higher than in your last 10 runs" in str(beside_earlier(50.0, earlier))

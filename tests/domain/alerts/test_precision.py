"""How often a rule was right: nothing is said of few marks, and the interval is Wilson's."""

from __future__ import annotations

import pytest

from tutor.domain.alerts import FEWEST_MARKS, precision_of, wilson


def test_too_few_marks_give_no_share() -> None:
    few = precision_of(helped=FEWEST_MARKS - 1, wrong=0)
    assert (few.n, few.p, few.low_p) == (FEWEST_MARKS - 1, None, None)


def test_precision_moves_with_a_mark() -> None:
    before, after = precision_of(helped=4, wrong=1), precision_of(helped=5, wrong=1)
    assert before.p == pytest.approx(0.8)
    assert after.p == pytest.approx(5 / 6)


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (5, 5), (4, 6), (37, 100)])
def test_the_interval_equals_scipys(hits: int, n: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    reference = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((reference.low, reference.high), abs=1e-12)


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        wilson(0, 0)

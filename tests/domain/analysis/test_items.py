"""Statistics of exercises equal scipy's, hide small groups, and find what is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import numpy as np
import pytest
from scipy import stats

from tutor.domain.analysis import (
    SMALLEST_GROUP,
    Given,
    correlation,
    findings,
    item_statistics,
    quantile,
)

ITEMS = (1, 2, 3, 4)


def answers(learners: int = 60, *, seed: int = 5) -> list[Given]:
    """Able learners do better everywhere, but on item 4, where the key is turned round."""
    rng = Random(seed)
    found = []
    for learner in range(learners):
        ability = rng.gauss(0, 1)
        for item in ITEMS:
            chance = 1 / (1 + np.exp(-(2 * ability - item + 2)))
            chance = 1 - chance if item == 4 else chance
            for ordinal in range(1, rng.randint(1, 3) + 1):
                is_right = rng.random() < chance
                found.append(
                    Given(
                        learner=learner,
                        item=item,
                        ordinal=ordinal,
                        is_right=is_right,
                        text="4" if is_right else rng.choice(["-4", "-4", "10", str(learner)]),
                        latency_ms=rng.randint(2_000, 60_000),
                        hints_used=ordinal - 1,
                        hints=tuple(range(1, ordinal)),
                    )
                )
    return found


def test_difficulty_discrimination_and_times_equal_scipys() -> None:
    given = answers()
    firsts: dict[int, dict[int, Given]] = defaultdict(dict)
    for one in given:
        firsts[one.item].setdefault(one.learner, one)
    for found in item_statistics(given, items=ITEMS):
        first = firsts[found.item]
        right = [first[learner].is_right for learner in sorted(first)]
        rest = [
            np.mean([firsts[item][learner].is_right for item in ITEMS if item != found.item])
            for learner in sorted(first)
        ]
        assert found.difficulty is not None
        assert found.discrimination is not None
        assert found.times is not None
        reference = stats.binomtest(sum(right), len(right)).proportion_ci(method="wilson")
        assert found.difficulty.p == pytest.approx(np.mean(right))
        assert found.difficulty.low_p == pytest.approx(reference.low)
        assert found.difficulty.high_p == pytest.approx(reference.high)
        biserial = stats.pointbiserialr(right, rest)
        assert found.discrimination.r == pytest.approx(biserial.statistic)
        interval = stats.pearsonr(right, rest).confidence_interval(0.95)
        assert found.discrimination.low == pytest.approx(interval.low)
        assert found.discrimination.high == pytest.approx(interval.high)
        times = np.quantile([one.latency_ms / 1000 for one in first.values()], [0.25, 0.5, 0.75])
        shown = (found.times.quarter_s, found.times.half_s, found.times.three_quarters_s)
        assert shown == pytest.approx(tuple(times))


def test_a_group_of_four_is_hidden_and_of_five_is_shown() -> None:
    (four,) = item_statistics(answers(SMALLEST_GROUP - 1), items=[1])
    (five,) = item_statistics(answers(SMALLEST_GROUP), items=[1])
    assert four.is_hidden
    assert four.difficulty is None
    assert five.difficulty is not None


def test_an_answer_that_one_learner_alone_gave_is_not_shown() -> None:
    for found in item_statistics(answers(), items=ITEMS):
        assert {one.text for one in found.wrong} <= {"-4", "10"}
        assert found.wrong[0].text == "-4"


def test_a_hint_that_is_rarely_followed_by_a_right_answer_is_found() -> None:
    given = [
        Given(
            learner=learner,
            item=1,
            ordinal=2,
            is_right=learner == 0,
            text="x",
            latency_ms=9_000,
            hints_used=1,
            hints=(1,),
        )
        for learner in range(20)
    ]
    (found,) = item_statistics(given, items=[1])
    (effect,) = found.hints
    assert effect.is_no_help
    kinds = {one.kind for one in findings([found], [])}
    assert {"hint", "hard"} <= kinds


def test_a_key_that_is_turned_round_comes_up_first() -> None:
    first = findings(item_statistics(answers(120), items=ITEMS), [])[0]
    assert (first.kind, first.item) == ("reversed", 4)


def test_what_cannot_be_said_is_none() -> None:
    assert correlation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]) is None
    assert correlation([1, 0, 1], [1, 2, 3]) is None
    with pytest.raises(ValueError, match="pairs"):
        correlation([1], [])
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)

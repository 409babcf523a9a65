"""Intervals hold what they promise on drawn data with a known truth: small seeded studies."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from tutor.domain.experiments.conclusions import amount, conclusion
from tutor.domain.experiments.design import Unit
from tutor.domain.experiments.estimators.effect import effect
from tutor.domain.experiments.estimators.off_policy import Logged, off_policy
from tutor.domain.experiments.power import World, simulate_power
from tutor.domain.experiments.sample_size import learners_an_arm, learners_for_parts


@pytest.mark.parametrize(("unit", "n"), [(Unit.LEARNER, 60), (Unit.CLASSROOM, 10), (Unit.PART, 24)])
def test_intervals_cover_the_truth_where_there_is_none_and_where_there_is(
    unit: Unit, n: int
) -> None:
    for size in (0.0, 0.15):
        world = World(effect=size, spread=0.2, icc_p=0.1, class_size=8, explained_p=0.2, parts=8)
        found = simulate_power(world, unit=unit, n=n, rng=np.random.default_rng(11), runs=120)
        # Three standard errors of a share of 120 are 0.06.
        assert 0.89 <= found.covered_p <= 0.997
        if size == 0.0:
            assert found.seen_p == pytest.approx(1 - found.covered_p)


def test_the_formulas_agree_with_running_it() -> None:
    rng = np.random.default_rng(5)
    n = learners_an_arm(effect=0.1, spread=0.2, explained_p=0.25)
    world = World(effect=0.1, spread=0.2, explained_p=0.25)
    found = simulate_power(world, unit=Unit.LEARNER, n=2 * n, rng=rng, runs=200)
    assert found.seen_p == pytest.approx(0.8, abs=0.085)
    n = learners_for_parts(effect=0.1, spread=0.47, parts=10)
    found = simulate_power(World(effect=0.1, spread=0.47), unit=Unit.PART, n=n, rng=rng, runs=150)
    assert found.seen_p == pytest.approx(0.8, abs=0.1)


def test_off_policy_intervals_cover_the_truth() -> None:
    covered = 0
    for seed in range(100):
        rng = Random(seed)
        rows = []
        for number in range(200):
            hard = rng.random() < 0.5
            ask_p = 0.2 if hard else 0.5
            asked = rng.random() < ask_p
            right_p = (0.4 if hard else 0.8) + 0.1 * asked
            rows.append(
                Logged(
                    reward=float(rng.random() < right_p),
                    logged_p=ask_p if asked else 1 - ask_p,
                    target_p=0.7 if asked else 0.3,
                    learner=number // 4,
                    predicted=0.6,
                    predicted_value=0.6,
                )
            )
        found = off_policy(rows)
        assert found is not None
        truth = 0.6 + 0.1 * 0.7
        covered += found.doubly_robust.low <= truth <= found.doubly_robust.high
    assert covered >= 89


def words(low: float, high: float, *, least: float = 0.05) -> str:
    middle = (low + high) / 2
    found = effect(
        middle,
        se=(high - low) / 2 / 1.959964,
        dof=float("inf"),
        units=(100, 100),
        control_mean=0.6,
        spread=0.2,
        method="",
    )
    return conclusion(
        found, arm="Questions", control="Usual", least_that_matters=least, is_share=True
    )


def test_what_may_be_said_is_what_the_interval_says() -> None:
    assert "higher than under Usual, by 2.0 points to 9.0 points" in words(0.02, 0.09)
    assert "lower than under Usual, by 1.0 points to 9.0 points" in words(-0.09, -0.01)
    assert words(-0.04, 0.09).startswith("This cannot tell whether Questions does better or worse")
    assert "not a finding of no difference" in words(-0.04, 0.09)
    assert "less than was said to matter" in words(-0.01, 0.02)
    assert "less than what was said to matter" in words(0.01, 0.03)


def test_amounts_carry_their_sign() -> None:
    assert amount(-0.02, is_share=True) == "−2.0 points"

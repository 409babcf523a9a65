"""A learner's own level: learnt from answers, shrunk when they are few, forgotten in time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attention_model.calibration import (
    DAY_S,
    Level,
    LevelPrior,
    fit_platt,
    levels_along,
    levels_now,
    moderated,
    sigmoid,
)

PRIOR = LevelPrior(slow_sd=1.0, fast_sd=0.5)


def test_answers_pull_the_level_their_way_and_make_it_surer() -> None:
    level = Level(PRIOR)
    before = level.now(0.0)
    for minute in range(6):
        level.learn(minute * 120.0, logit=-0.8, is_off_task=True)
    mean, variance = level.now(720.0)
    assert before[0] == 0.0
    assert before[1] == pytest.approx(1.25)
    assert mean > 0.8
    assert variance < before[1]


def test_the_first_answer_matches_the_posterior_found_on_a_grid() -> None:
    level = Level(LevelPrior(slow_sd=1.0, fast_sd=1e-6))
    level.learn(0.0, logit=-0.5, is_off_task=True)
    grid = np.linspace(-6, 6, 4001)
    log_posterior = -(grid**2) / 2 + np.log(sigmoid(grid - 0.5))
    mode = grid[np.argmax(log_posterior)]
    assert level.now(0.0)[0] == pytest.approx(mode, abs=0.01)


def test_a_level_fades_and_its_uncertainty_comes_back() -> None:
    level = Level(PRIOR)
    for _ in range(5):
        level.learn(0.0, logit=0.0, is_off_task=True)
    soon, later, much_later = (level.now(days * DAY_S) for days in (0.1, 14, 400))
    assert soon[0] > later[0] > much_later[0]
    assert much_later[0] == pytest.approx(0.0, abs=0.01)
    assert much_later[1] == pytest.approx(1.25, abs=0.01)


def test_many_levels_at_once_are_the_levels_one_by_one() -> None:
    levels = [Level(PRIOR) for _ in range(5)]
    for index, level in enumerate(levels[1:]):
        level.learn(100.0 * index, logit=0.1, is_off_task=index % 2 == 0)
    mean, variance = levels_now(levels, np.full(5, 5_000))
    for index, level in enumerate(levels):
        assert (mean[index], variance[index]) == pytest.approx(level.now(5_000.0))


def test_a_row_never_learns_from_its_own_answer() -> None:
    y = np.array([True, True, False, True])
    person = np.array(["Bo", "Bo", "Cy", "Bo"])
    at_s = np.array([0.0, 100.0, 100.0, 200.0])
    mean, _ = levels_along(np.zeros(4), y, person, at_s, PRIOR)
    turned, _ = levels_along(np.zeros(4), y ^ [False, False, False, True], person, at_s, PRIOR)
    assert np.array_equal(mean, turned)
    assert mean[0] == mean[2] == 0.0
    assert mean[3] > mean[1] > 0


def test_platt_undoes_overconfidence() -> None:
    rng = np.random.default_rng(1)
    logit = rng.normal(0, 1, 4_000)
    y = rng.random(4_000) < sigmoid(logit)
    found = fit_platt(logit * 3 + 1, y)
    assert found.slope == pytest.approx(1 / 3, abs=0.05)
    assert found.shift == pytest.approx(-1 / 3, abs=0.1)


def test_what_is_not_known_draws_towards_even_odds() -> None:
    assert abs(moderated(np.array([2.0]), np.array([4.0]))[0]) < 2.0
    assert not math.isnan(moderated(np.array([0.0]), np.array([0.0]))[0])

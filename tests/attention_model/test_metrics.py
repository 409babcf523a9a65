"""The scores against reference implementations and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_model.metrics import (
    auc,
    auc_within,
    average_precision,
    brier,
    calibration_error,
    gain_interval,
    log_loss,
    score,
)

labelled = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.1, 0.2, 0.35, 0.5, 0.8, 0.9])),
    min_size=4,
    max_size=60,
).filter(lambda rows: len({label for label, _ in rows}) == 2)


@settings(max_examples=40, deadline=None)
@given(labelled)
def test_scores_agree_with_scikit_learn(rows: list[tuple[bool, float]]) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    y = np.array([label for label, _ in rows])
    p = np.array([value for _, value in rows])
    assert auc(y, p) == pytest.approx(reference.roc_auc_score(y, p))
    assert average_precision(y, p) == pytest.approx(reference.average_precision_score(y, p))
    assert brier(y, p) == pytest.approx(reference.brier_score_loss(y, p))
    assert log_loss(y, p) == pytest.approx(reference.log_loss(y, p, labels=[False, True]))


def test_knowing_only_who_drifts_scores_a_half_within_people() -> None:
    person = np.repeat(np.array(["Bo", "Cy"]), 50)
    rng = np.random.default_rng(1)
    y = rng.random(100) < np.where(person == "Bo", 0.9, 0.1)
    p = np.where(person == "Bo", 0.9, 0.1)
    assert auc(y, p) > 0.8
    assert auc_within(y, p, person) == 0.5


def test_a_forecaster_that_means_what_it_says_has_no_calibration_error() -> None:
    p = np.repeat(np.array([0.2, 0.8]), 500)
    y = np.concatenate([np.arange(500) % 5 == 0, np.arange(500) % 5 != 0])
    assert calibration_error(y, p) < 0.01
    assert calibration_error(~y, p) > 0.5


def test_intervals_hold_the_figure_and_are_wider_for_fewer_people() -> None:
    rng = np.random.default_rng(2)
    y = rng.random(400) < 0.4
    p = np.clip(0.4 + 0.2 * (y - 0.5) + rng.normal(0, 0.2, 400), 0.01, 0.99)
    many = score(y, p, np.repeat(np.arange(100).astype(str), 4), rng=np.random.default_rng(3))
    few = score(y, p, np.repeat(np.arange(8).astype(str), 50), rng=np.random.default_rng(3))
    assert many.auc_low < many.auc < many.auc_high
    assert few.auc == many.auc
    gain, low, high = gain_interval(
        y, p, p, np.repeat(np.arange(8).astype(str), 50), rng=np.random.default_rng(4)
    )
    assert (gain, low, high) == (0.0, 0.0, 0.0)

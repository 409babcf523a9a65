"""A sensor that is not there is absent, never zero, and losing it moves nothing by itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from attention_model.baseline import fit_logistic
from attention_model.datasets.simulated import SimulatedClass
from attention_model.features import FEATURES
from attention_model.metrics import auc
from attention_model.perturbed import without_gaze
from attention_model.rows import Rows, rows_of

Floats = NDArray[np.float64]
GAZE = np.array([feature.group == "gaze" for feature in FEATURES])


def honest(x: Floats) -> Floats:
    return x


def zero_for_missing(x: Floats) -> Floats:
    """A planted fault: what was not observed is written as zero."""
    return np.nan_to_num(x, nan=0.0)


@pytest.mark.parametrize(("fill", "is_absent"), [(honest, True), (zero_for_missing, False)])
def test_without_an_eye_tracker_gaze_is_absent(
    fill: Callable[[Floats], Floats], is_absent: bool, gaze_class: SimulatedClass
) -> None:
    blind = fill(rows_of(without_gaze(gaze_class.recordings)).x)
    assert bool(np.isnan(blind[:, GAZE]).all()) is is_absent


def test_a_touch_screen_has_no_pointer_to_be_still(small_class: SimulatedClass) -> None:
    rows = rows_of(small_class.recordings)
    pointer = np.array([feature.group == "pointer" for feature in FEATURES])
    touch = np.array([learner.traits.is_touch for learner in small_class.learners])
    for index, is_touch in enumerate(touch):
        mine = rows.x[rows.recording == index][:, pointer]
        later = mine[1:] if not is_touch else mine
        assert bool(np.isnan(later).all()) is bool(is_touch)


def test_an_absent_feature_adds_nothing_to_the_logit(labelled_rows: Rows) -> None:
    model = fit_logistic(labelled_rows.x, labelled_rows.is_off_task)
    nothing = np.full((1, len(FEATURES)), np.nan)
    absences = model.weights[len(FEATURES) :].sum()
    assert model.logit(nothing)[0] == pytest.approx(model.intercept + absences)


def test_losing_gaze_keeps_what_the_rest_knows(labelled_rows: Rows) -> None:
    model = fit_logistic(labelled_rows.x, labelled_rows.is_off_task)
    blind = labelled_rows.x.copy()
    blind[:, GAZE] = np.nan
    with_gaze = auc(labelled_rows.is_off_task, model.logit(labelled_rows.x))
    without = auc(labelled_rows.is_off_task, model.logit(blind))
    assert with_gaze - without < 0.05
    assert without > 0.56

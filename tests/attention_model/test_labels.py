"""A model that learns from shuffled labels must know nothing; a leak would show at once."""

from __future__ import annotations

import numpy as np
import pytest

from attention_model.baseline import fit_logistic
from attention_model.features import INDEX
from attention_model.ladder import folds_of
from attention_model.metrics import auc
from attention_model.rows import Rows


def held_out_auc(rows: Rows, *, leaks: bool, is_shuffled: bool) -> float:
    """AUC over four folds of people; with a planted fault the label leaks into a feature."""
    y, x = rows.is_off_task, rows.x.copy()
    if is_shuffled:
        y = np.random.default_rng(5).permutation(y)
    if leaks:
        x[:, INDEX["rt_last"]] = y + np.random.default_rng(6).normal(0, 1.0, len(y))
    fold = folds_of(rows.person, folds=4, seed=1)
    out = np.zeros(len(y))
    for one in range(4):
        train = fold != one
        model = fit_logistic(x[train], y[train])
        out[~train] = model.logit(x[~train]) - model.logit(x[train]).mean()
    return auc(y, out)


@pytest.mark.parametrize(("leaks", "knows_something"), [(False, False), (True, True)])
def test_shuffled_labels_cannot_be_learnt(
    leaks: bool, knows_something: bool, labelled_rows: Rows
) -> None:
    value = held_out_auc(labelled_rows, leaks=leaks, is_shuffled=True)
    assert (value > 0.56) is knows_something, value


def test_true_labels_can(labelled_rows: Rows) -> None:
    assert held_out_auc(labelled_rows, leaks=False, is_shuffled=False) > 0.56

"""The rungs that every data set is measured on, from the base rate up; whole people held out.

A rung is a function of (table, rows to learn from) that gives log odds for all rows. Ranks are
compared on log odds minus the mean log odds of the rows it learnt from: a fold without the people
who drift most starts from a lower base, and that difference is no knowledge about anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.baseline import fit_logistic
from attention_model.calibration import fit_platt, sigmoid
from attention_model.metrics import log_loss
from attention_model.table import Table

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rung = Callable[[Table, Mask], Floats]

PRIOR_ANSWERS = 3.0
BEHAVIOUR_RIDGE = 300.0
BEHAVIOUR_RIDGES = (300.0, 3_000.0, 30_000.0)  # chosen inside the training people
TRIAL_RIDGES = (30.0, 300.0, 3_000.0)  # chosen there too
CLOCK_RIDGE = 1.0
INNER_FOLDS = 4


def logit_of(p: Floats) -> Floats:
    """Log odds of probabilities, kept away from nought and one."""
    q = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(q) - np.log1p(-q))


def base_rate(table: Table, train: Mask) -> Floats:
    """The share of off-task answers, for everyone."""
    return np.full(len(table.y), logit_of(np.array([table.y[train].mean()]))[0])


def time_on_task(table: Table, train: Mask) -> Floats:
    """Time since the session began, and its logarithm."""
    x = np.column_stack([table.minutes, np.log1p(np.maximum(table.minutes, 0))])
    return plain_logistic(x, table, train, ridge=1.0)


def item_prior(table: Table, train: Mask) -> Floats:
    """How often people are off task after this kind of exercise."""
    base = table.y[train].mean()
    out = np.empty(len(table.y))
    for kind in np.unique(table.item_kind):
        mine = table.item_kind == kind
        seen = table.y[mine & train]
        out[mine] = (seen.sum() + 20 * base) / (len(seen) + 20)
    return logit_of(out)


def previous_answers(table: Table, train: Mask) -> Floats:
    """The share of off-task answers this person gave before, drawn to the base rate."""
    base = float(table.y[train].mean())
    sums: dict[str, tuple[float, int]] = {}
    out = np.empty(len(table.y))
    for row, who in enumerate(table.person.tolist()):
        total, count = sums.get(who, (0.0, 0))
        out[row] = (total + PRIOR_ANSWERS * base) / (count + PRIOR_ANSWERS)
        sums[who] = (total + float(table.y[row]), count + 1)
    return logit_of(out)


def behaviour(table: Table, train: Mask) -> Floats:
    """Logistic regression on what was observed, without the clock."""
    if not table.has_windows:
        return plain_logistic(table.x, table, train, ridge=BEHAVIOUR_RIDGE / 10)
    if table.has_trials:
        return _best(table, train, _trials(table.trials))
    return _best(table, train, _windows(table.columns(without=("context", "steadiness"))))


def behaviour_time(table: Table, train: Mask) -> Floats:
    """Behaviour and time on task."""
    clock = np.column_stack([table.minutes, np.log1p(np.maximum(table.minutes, 0))])
    if table.has_trials:
        return _best(table, train, _trials(np.column_stack([table.trials, clock])))
    if table.has_windows:
        return _best(table, train, _windows(table.columns(without=("steadiness",))))
    return plain_logistic(
        np.column_stack([table.x, clock]), table, train, ridge=BEHAVIOUR_RIDGE / 10
    )


def behaviour_time_filter(table: Table, train: Mask) -> Floats:
    """Windows, time on task and the causal three-state filter."""
    if not table.has_windows:
        return behaviour_time(table, train)
    return _best(table, train, _windows(table.columns()))


def gradient_boosting(table: Table, train: Mask) -> Floats:
    """Boosted trees on the same columns: a yardstick, never shipped. Needs scikit-learn."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    x = np.column_stack([table.x, table.minutes])
    varies = np.array([len(np.unique(column[~np.isnan(column)])) > 1 for column in x[train].T])
    model = HistGradientBoostingClassifier(
        max_depth=3, max_iter=80, learning_rate=0.05, early_stopping=False, random_state=0
    )
    model.fit(x[train][:, varies], table.y[train])
    return logit_of(np.asarray(model.predict_proba(x[:, varies])[:, 1]))


Fit = Callable[[Table, Mask], Floats]


def _windows(columns: Mask) -> list[Fit]:
    """A fit a ridge, on the window features `columns`."""

    def fit(strength: float) -> Fit:
        def fitted(table: Table, train: Mask) -> Floats:
            clock = np.array([group == "context" for group in table.groups_of])
            absences = np.full(len(table.witnesses), BEHAVIOUR_RIDGE)
            ridge = np.append(np.where(clock, CLOCK_RIDGE, strength), absences)
            return _for_strangers(table.x, table, train, ridge, columns, table.witnesses)

        return fitted

    return [fit(strength) for strength in BEHAVIOUR_RIDGES]


def _trials(x: Floats) -> list[Fit]:
    """A fit a ridge, on columns `x` of the person's earlier answers."""

    def fit(strength: float) -> Fit:
        def fitted(table: Table, train: Mask) -> Floats:
            nobody = np.array([], np.intp)
            return _for_strangers(x, table, train, strength, None, nobody)

        return fitted

    return [fit(strength) for strength in TRIAL_RIDGES]


def _for_strangers(
    x: Floats,
    table: Table,
    train: Mask,
    ridge: float | Floats,
    columns: Mask | None,
    witnesses: NDArray[np.intp],
) -> Floats:
    """A fit that holds people's own levels apart, then slope and base set again for strangers."""
    model = fit_logistic(
        x[train],
        table.y[train],
        ridge=ridge,
        columns=columns,
        witnesses=witnesses,
        person=table.person[train],
    )
    logit = model.logit(x)
    return fit_platt(logit[train], table.y[train]).apply(logit)


def _best(table: Table, train: Mask, candidates: Sequence[Fit]) -> Floats:
    """The candidate that is best for strangers among the training people; no other is asked."""
    inner = folds_of(table.person, folds=INNER_FOLDS, seed=0)
    losses = [
        sum(
            _inner_loss(table, one, train & (inner != fold), train & (inner == fold))
            for fold in range(INNER_FOLDS)
        )
        for one in candidates
    ]
    return candidates[int(np.argmin(losses))](table, train)


def _inner_loss(table: Table, fit: Fit, fit_on: Mask, scored_on: Mask) -> float:
    y = table.y[scored_on]
    return log_loss(y, sigmoid(fit(table, fit_on)[scored_on])) * len(y)


def plain_logistic(x: Floats, table: Table, train: Mask, *, ridge: float) -> Floats:
    """Logistic regression on columns `x` (n, F), fitted on `train`: log odds of all rows."""
    nobody = np.array([], np.intp)
    model = fit_logistic(x[train], table.y[train], ridge=ridge, witnesses=nobody)
    return model.logit(x)


RUNGS: dict[str, Rung] = {
    "base_rate": base_rate,
    "time_on_task": time_on_task,
    "item_prior": item_prior,
    "previous_answers": previous_answers,
    "behaviour": behaviour,
    "behaviour_time": behaviour_time,
    "behaviour_time_filter": behaviour_time_filter,
    "gradient_boosting": gradient_boosting,
}
TRIVIAL = ("base_rate", "time_on_task", "item_prior", "previous_answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Predictions for people the model never saw: log odds for the probability, and for ranks."""

    logit: Floats
    rank: Floats

    @property
    def p(self) -> Floats:
        """Probabilities, (n,)."""
        return sigmoid(self.logit)


def folds_of(person: NDArray[np.str_], *, folds: int, seed: int) -> NDArray[np.intp]:
    """The fold of each row, (n,), whole people in one fold."""
    people, index = np.unique(person, return_inverse=True)
    shuffled = np.random.default_rng(seed).permutation(len(people))
    return np.asarray(shuffled[index] % min(folds, len(people)))


def held_out(table: Table, rung: Rung, *, fold: NDArray[np.intp]) -> HeldOut:
    """`rung` on every row from the folds that row's person is not in."""
    logit, rank = np.zeros(len(table.y)), np.zeros(len(table.y))
    for one in np.unique(fold):
        test = fold == one
        found = rung(table, ~test)
        logit[test] = found[test]
        rank[test] = found[test] - found[~test].mean()
    # Rounded, so that what is equal but for the last bit of a float ties.
    return HeldOut(logit=logit, rank=np.round(rank, 9))

"""What a person's earlier probe answers add to a rung: they tell who drifts, not when."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attention_model.calibration import LevelPrior, fit_level_prior, levels_along, moderated
from attention_model.ladder import PRIOR_ANSWERS, HeldOut, Rung, logit_of, plain_logistic
from attention_model.table import Table

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
PREVIOUS_RIDGE = 10.0


def with_previous(
    table: Table, rung: Rung, *, fold: NDArray[np.intp], probes: int | None = None
) -> HeldOut:
    """`rung` and what each person answered earlier (only the first `probes` answers).

    The mean of two ways to use them: a level that decays, and a regression on shares of earlier
    answers. They err differently, and neither was better inside the training people.
    """
    logit, rank = np.zeros(len(table.y)), np.zeros(len(table.y))
    for one in np.unique(fold):
        test, train = fold == one, fold != one
        found = rung(table, train)
        prior = fit_level_prior(
            found[train], table.y[train], table.person[train], table.at_s[train]
        )
        levelled = with_level(table, found, np.ones(len(table.y), bool), prior=prior, probes=probes)
        shares = earlier_answers(table, base=float(table.y[train].mean()), probes=probes)
        x = np.column_stack([found, shares])
        both = (levelled + plain_logistic(x, table, train, ridge=PREVIOUS_RIDGE)) / 2
        logit[test] = both[test]
        rank[test] = both[test] - both[train].mean()
    return HeldOut(logit=logit, rank=rank)


RECENT_HALF_LIVES = (8.0, 2.0)  # answers
SAME_SESSION_S = 2 * 3600.0


def earlier_answers(table: Table, *, base: float, probes: int | None) -> Floats:
    """Log odds of a person's shares of off-task answers before each row, and how many, (n, 6).

    Shares: over all, lately (two half-lives), in this session; each drawn to `base`. Only answers
    before the row are used, and only those of a person's first `probes` where that is given.
    """
    known: dict[str, list[tuple[float, float]]] = {}
    out = np.empty((len(table.y), 6))
    for row, who in enumerate(table.person.tolist()):
        earlier = known.setdefault(who, [])
        out[row] = _shares(earlier, base, float(table.at_s[row]))
        if probes is None or table.order[row] < probes:
            earlier.append((float(table.y[row]), float(table.at_s[row])))
    return out


def _shares(earlier: Sequence[tuple[float, float]], base: float, at_s: float) -> list[float]:
    y = np.array([one for one, _ in earlier])
    overall = (y.sum() + PRIOR_ANSWERS * base) / (len(y) + PRIOR_ANSWERS)
    age = np.arange(len(y))[::-1]
    weights = [0.5 ** (age / half_life) for half_life in RECENT_HALF_LIVES]
    lately = [(float((y * w).sum()) + base) / (float(w.sum()) + 1) for w in weights]
    session = [one for one, then_s in earlier if at_s - then_s < SAME_SESSION_S]
    now = (sum(session) + 2 * overall) / (len(session) + 2)
    shares = logit_of(np.array([overall, *lately, now])).tolist()
    count = math.log1p(len(y))
    return [*shares, count, shares[0] * count]


def with_level(
    table: Table, logit: Floats, rows: Mask, *, prior: LevelPrior, probes: int | None
) -> Floats:
    """Log odds of `rows` moved by what each person answered before, (rows,)."""
    mean, variance = levels_along(
        logit[rows],
        table.y[rows],
        table.person[rows],
        table.at_s[rows],
        prior,
        learns=None if probes is None else table.order[rows] < probes,
    )
    return moderated(logit[rows] + mean, variance)

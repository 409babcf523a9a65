"""What was learnt in one place, asked in another: `python -m attention_model transfer`.

Each source has never seen an answer of the target's people. It is asked twice: as it is, and after
calibration on the target (two Platt parameters and the spread of people's levels, fitted on folds
without the person; each person's level from their own first answers). Beside them stands what the
target's own people teach, held out. A data set of measurements has no events and cannot be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model import datasets, weights_file
from attention_model.baseline import columns_without, fit_logistic
from attention_model.calibration import fit_level_prior, fit_platt, sigmoid
from attention_model.datasets.simulated import simulated_class
from attention_model.ladder import behaviour_time, folds_of, held_out
from attention_model.metrics import score
from attention_model.previous import with_level
from attention_model.rows import Rows, rows_of
from attention_model.table import Table, table_of
from attention_model.weights_file import Weights

Floats = NDArray[np.float64]
Source = Callable[[Table], Floats]

TARGETS = ("vwm-probes", "finger-tapping")
FIRST_PROBES = 5
SIMULATED_LEARNERS = 600
FOLDS = 10
RIDGE = 3_000.0
SIMULATED_RIDGE = 100.0
FIGURES = ("auc", "auc_low", "auc_high", "auc_within", "auc_within_low", "auc_within_high",
           "brier", "ece")  # fmt: skip


def transfer(
    folder: Path,
    *,
    seed: int,
    targets: Sequence[str] = TARGETS,
    learners: int = SIMULATED_LEARNERS,
    first_probes: int = FIRST_PROBES,
    resamples: int = 300,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Every source on every target below `folder`, JSON-ready; raises DataSetError.

    `learners` teach the simulator's simple model, since the shipped one has seen vwm-probes.
    """
    weights = weights_file.load()
    tables = {
        name: table_of(datasets.load(name, folder / name), network=weights.network)
        for name in targets
    }
    say(f"the simulator's class, {learners} learners")
    sources = _sources(weights, tables, learners)
    return {
        "first_probes": first_probes,
        "weights": weights_file.digest(),
        "targets": {
            name: _target(name, table, sources, first_probes, seed=seed, resamples=resamples)
            for name, table in tables.items()
        },
    }


def _sources(weights: Weights, tables: Mapping[str, Table], learners: int) -> dict[str, Source]:
    network = weights.network
    made = simulated_class(learners, seed=weights.metrics["seed"])
    home = rows_of(made.recordings)
    sources: dict[str, Source] = {
        "simulator, simple model": _of_rows(home),
        "shipped weights": lambda table: weights.logit(table.x, table.told),
    }
    if network is not None:
        sources["simulator, network"] = lambda table: table.told.sum(axis=1)
    return sources | {name: _of_table(table) for name, table in tables.items()}


def _of_rows(rows: Rows) -> Source:
    model = fit_logistic(rows.x, rows.is_off_task, ridge=SIMULATED_RIDGE)
    return lambda table: model.logit(table.x)


def _of_table(table: Table) -> Source:
    """The clock is left out: how far into a session one drifts is the task's, not behaviour's."""
    model = fit_logistic(
        table.x,
        table.y,
        ridge=RIDGE,
        columns=columns_without("context", "steadiness"),
        person=table.person,
    )
    return lambda other: model.logit(other.x)


def _target(
    name: str,
    table: Table,
    sources: Mapping[str, Source],
    first_probes: int,
    *,
    seed: int,
    resamples: int,
) -> dict[str, Any]:
    fold = folds_of(table.person, folds=FOLDS, seed=seed)
    scored = table.order >= first_probes

    def figures(logit: Floats, rank: Floats) -> dict[str, float]:
        found = score(
            table.y[scored],
            sigmoid(logit)[scored],
            table.person[scored],
            rank=rank[scored],
            rng=np.random.default_rng(seed),
            resamples=resamples,
        )
        return {key: round(float(value), 4) for key, value in asdict(found).items()
                if key in FIGURES}  # fmt: skip

    found: dict[str, Any] = {"probes": int(scored.sum()), "sources": {}}
    for source, ask in sources.items():
        if source == name:
            continue
        logit = ask(table)
        own, rank = _calibrated(table, logit, fold, first_probes)
        found["sources"][source] = {
            "has_seen_target": source == "shipped weights" and name == "vwm-probes",
            "as_it_is": figures(logit, logit),
            "calibrated": figures(own, rank),
        }
    here = held_out(table, behaviour_time, fold=fold)
    found["learnt_here"] = figures(here.logit, here.rank)
    return found


def _calibrated(
    table: Table, logit: Floats, fold: NDArray[np.intp], first_probes: int
) -> tuple[Floats, Floats]:
    """Log odds after calibration on other people's answers and the person's first ones; ranks."""
    own, rank = np.zeros(len(logit)), np.zeros(len(logit))
    everybody = np.ones(len(logit), bool)
    for one in np.unique(fold):
        test, train = fold == one, fold != one
        here = fit_platt(logit[train], table.y[train]).apply(logit)
        prior = fit_level_prior(here[train], table.y[train], table.person[train], table.at_s[train])
        levelled = with_level(table, here, everybody, prior=prior, probes=first_probes)
        own[test], rank[test] = levelled[test], levelled[test] - levelled[train].mean()
    return own, np.round(rank, 9)

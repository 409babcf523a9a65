"""The ladder on simulated learners, where the truth is known: how far is each rung from the best?

Every rung learns from the class that the shipped network was trained on, and is scored on another
class that nobody was fitted to. Reported: what share of the way from the logistic model to the
filter with true parameters is gained, what gaze adds and what losing it costs, what the interval
and the abstention are worth, and what happens where attention leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model import conformal, weights_file
from attention_model.baseline import Logistic, columns_without, fit_logistic
from attention_model.calibration import (
    Mix,
    fit_level_prior,
    fit_mix,
    fit_platt,
    levels_along,
    moderated,
    sigmoid,
)
from attention_model.datasets.simulated import SimulatedClass, simulated_class
from attention_model.estimator import distance
from attention_model.features import INDEX
from attention_model.ladder import folds_of
from attention_model.metrics import auc, gain_interval, score
from attention_model.network import Network
from attention_model.perturbed import without_gaze
from attention_model.robustness import Scorers, robustness
from attention_model.rows import Rows, rows_of
from attention_model.simulate import State, World
from attention_model.true_filter import true_logits
from attention_model.windows import Windows

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
FOLDS = 2
RIDGE = 100.0
WORLDS = (World.NULL, World.SEMI_MARKOV, World.DRIFT)
WORLD_SHARE = 6  # of the learners, in each other world
ACTS_FROM_P = 0.5
ROBUSTNESS_LEARNERS = 200  # a curve's differences are within lessons, so fewer do
CEILINGS = ("true_filter", "true_filter_logistic")
LADDER = ("time_on_task", "logistic", "logistic_filter", "network")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What was learnt from the home class: rows, and the rungs fitted on them."""

    rows: Rows
    network: Network
    logistic: Logistic
    logistic_filter: Logistic
    mix: Mix

    def network_logit(self, rows: Rows) -> Floats:
        """The highest rung: the network as a residual on the simple model."""
        return self.mix.apply(self.logistic_filter.logit(rows.x), rows.told.sum(axis=1))


def told_rows(made: SimulatedClass, network: Network, *, has_gaze: bool = True) -> Rows:
    """The rows of a class with what `network` says of each, perhaps without an eye tracker."""
    recordings = made.recordings if has_gaze else without_gaze(made.recordings)
    windows = Windows(network=network, capacity=len(recordings) + 1)
    return rows_of(recordings, windows=windows)


def at_home(rows: Rows, network: Network, *, seed: int) -> Home:
    """Fit every rung on `rows`; the mix on log odds from folds without the row's learner."""
    simple = held_out_logits(rows, columns=None, seed=seed)
    return Home(
        rows=rows,
        network=network,
        logistic=fitted(rows, columns_without("steadiness")),
        logistic_filter=fitted(rows, None),
        mix=fit_mix(simple, rows.told.sum(axis=1), rows.is_off_task),
    )


def fitted(rows: Rows, columns: Mask | None) -> Logistic:
    """The logistic model on rows of simulated learners."""
    return fit_logistic(rows.x, rows.is_off_task, ridge=RIDGE, columns=columns)


def held_out_logits(rows: Rows, *, columns: Mask | None, seed: int) -> Floats:
    """Log odds from folds without the row's learner."""
    fold = folds_of(rows.person, folds=FOLDS, seed=seed)
    out = np.zeros(len(rows))
    for one in range(FOLDS):
        test = fold == one
        out[test] = fitted(rows.where(~test), columns).logit(rows.x[test])
    return out


def simulated_ladder(
    *, learners: int, seed: int, resamples: int = 200, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """All figures of the simulated ladder as one JSON-ready mapping."""
    weights = weights_file.load()
    if weights.network is None:
        raise weights_file.WeightsError(f"the weights hold no network; {weights_file.REMEDY}")
    home_seed, home_learners = weights.metrics["seed"], weights.metrics["simulated_learners"]
    seed += home_seed  # never the class that the network was trained on
    say(f"the home class, {home_learners} learners")
    at_school = simulated_class(home_learners, seed=home_seed)
    home = at_home(told_rows(at_school, weights.network), weights.network, seed=seed)
    blind_home = at_home(
        told_rows(at_school, weights.network, has_gaze=False), weights.network, seed=seed
    )
    say(f"the class to be scored, {learners} learners")
    made = simulated_class(learners, seed=seed)
    rows = told_rows(made, weights.network)
    blind = told_rows(made, weights.network, has_gaze=False)
    rungs = _rungs(home, rows, made)
    rungs["log_only_logistic"] = blind_home.logistic.logit(blind.x)
    rungs["log_only"] = blind_home.network_logit(blind)
    rungs["gaze_removed"] = home.network_logit(blind)
    report: dict[str, Any] = {"learners": learners, "probes": len(rows), "seed": seed}
    report |= {"home_learners": home_learners, "home_seed": home_seed}
    report |= _scored(rows, made, rungs, seed, resamples)
    report["conformal"] = _conformal(home, rows, seed)
    report["interval"] = _interval(home, rows, rungs["network"])
    report["weights"] = weights_file.digest()
    say("robustness")
    report["robustness"] = robustness(_some(made), _scorers(home, weights), seed=seed)
    for world in WORLDS:
        say(f"world {world}")
        report[f"world_{world}"] = _world(world, home, learners // WORLD_SHARE, seed)
    return report


def _some(made: SimulatedClass) -> SimulatedClass:
    return SimulatedClass(
        recordings=made.recordings[:ROBUSTNESS_LEARNERS],
        states=made.states[:ROBUSTNESS_LEARNERS],
        learners=made.learners[:ROBUSTNESS_LEARNERS],
    )


def _scorers(home: Home, weights: weights_file.Weights) -> Scorers:
    platt = fit_platt(home.network_logit(home.rows), home.rows.is_off_task)
    gate = weights.logistic
    return Scorers(
        network=home.network,
        shipped=lambda rows: platt.apply(home.network_logit(rows)),
        simple=lambda rows: home.logistic_filter.logit(rows.x),
        is_strange=lambda rows: distance(gate.design(rows.x)) > weights.strangest,
    )


def _rungs(home: Home, rows: Rows, made: SimulatedClass) -> dict[str, Floats]:
    clock = fitted(home.rows, ~columns_without("session_time", "session_hours"))
    network = home.network_logit(rows)
    truth = true_logits(made)
    return {
        "time_on_task": clock.logit(rows.x),
        "logistic": home.logistic.logit(rows.x),
        "filter_alone": rows.x[:, INDEX["filter_logit"]],
        "logistic_filter": home.logistic_filter.logit(rows.x),
        "gradient_boosting": _boosted(home.rows, rows),
        "network_alone": rows.told.sum(axis=1),
        "network": network,
        "network_previous": _with_level(home, rows, network),
        "true_filter": truth,
        "true_filter_logistic": _truth_with_windows(rows, truth),
    }


def _boosted(home: Rows, rows: Rows) -> Floats:
    """Boosted trees on the window features: a yardstick, never shipped. Needs scikit-learn."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_depth=3, max_iter=150, learning_rate=0.05, early_stopping=False, random_state=0
    )
    varies = np.array([len(np.unique(column[~np.isnan(column)])) > 1 for column in home.x.T])
    model.fit(home.x[:, varies], home.is_off_task)
    p = np.clip(np.asarray(model.predict_proba(rows.x[:, varies])[:, 1]), 1e-4, 1 - 1e-4)
    return np.asarray(np.log(p) - np.log1p(-p))


def _with_level(home: Home, rows: Rows, logit: Floats) -> Floats:
    """With each learner's level from their own earlier answers."""
    at_home_logit = home.network_logit(home.rows)
    prior = fit_level_prior(at_home_logit, home.rows.is_off_task, home.rows.person, home.rows.at_s)
    mean, variance = levels_along(logit, rows.is_off_task, rows.person, rows.at_s, prior)
    return moderated(logit + mean, variance)


def _truth_with_windows(rows: Rows, truth: Floats) -> Floats:
    """The true filter hears six behaviours only; with the windows as well it is a fairer ceiling.

    Fitted in folds on the scored class itself, since the truth of the home class is not kept.
    """
    x = rows.x.copy()
    x[:, INDEX["filter_logit"]] = truth
    fold = folds_of(rows.person, folds=FOLDS, seed=0)
    out = np.zeros(len(rows))
    for one in range(FOLDS):
        test = fold == one
        model = fit_logistic(x[~test], rows.is_off_task[~test], ridge=RIDGE)
        out[test] = model.logit(x[test])
    return out


def _scored(
    rows: Rows, made: SimulatedClass, rungs: dict[str, Floats], seed: int, resamples: int
) -> dict[str, Any]:
    y, person = rows.is_off_task, rows.person
    truth = np.array([s is not State.ON_TASK for states in made.states for s in states])
    gazes = np.array([learner.traits.has_gaze for learner in made.learners])[rows.recording]
    models: dict[str, dict[str, float]] = {}
    for name, logit in rungs.items():
        p = sigmoid(fit_platt(logit, y).apply(logit))
        found = asdict(score(y, p, person, rng=np.random.default_rng(seed), resamples=resamples))
        found["auc_hidden_state"] = auc(truth, logit)
        found["auc_gaze_learners"] = auc(y[gazes], logit[gazes])
        models[name] = {key: round(float(value), 4) for key, value in found.items()}
    pairs = [*zip(LADDER[1:], LADDER[:-1], strict=True), ("network", "gradient_boosting")]
    gains = {}
    for above, below in pairs:
        gain = gain_interval(
            y,
            rungs[above],
            rungs[below],
            person,
            rng=np.random.default_rng(seed),
            resamples=resamples,
        )
        gains[f"{above} over {below}"] = {
            key: round(float(value), 4)
            for key, value in zip(("auc", "low", "high"), gain, strict=True)
        }
    return {
        "positive_p": round(float(y.mean()), 4),
        "models": models,
        "gains": gains,
        "gap_closed_p": {
            ceiling: {rung: _gap(models, rung, ceiling) for rung in ("logistic_filter", "network")}
            for ceiling in CEILINGS
        },
        "gaze_removed_costs_auc": round(
            models["log_only"]["auc"] - models["gaze_removed"]["auc"], 4
        ),
    }


def _gap(models: dict[str, dict[str, float]], rung: str, ceiling: str) -> float:
    low, high = models["logistic"]["auc"], models[ceiling]["auc"]
    return round((models[rung]["auc"] - low) / max(high - low, 1e-6), 3)


def _conformal(home: Home, rows: Rows, seed: int) -> dict[str, Any]:
    """Sets that hold the answer with 90 %, by activity; set on strangers at home."""
    out = np.zeros(len(home.rows))
    fold = folds_of(home.rows.person, folds=FOLDS, seed=seed)
    for one in range(FOLDS):
        test = fold == one
        simple = fitted(home.rows.where(~test), None).logit(home.rows.x[test])
        out[test] = home.mix.apply(simple, home.rows.told[test].sum(axis=1))
    practice = INDEX["is_practice"]
    sets = conformal.calibrated(sigmoid(out), home.rows.is_off_task, home.rows.x[:, practice] > 0.5)
    p = sigmoid(home.network_logit(rows))
    return sets.measured(p, rows.is_off_task, rows.x[:, practice] > 0.5)


def _interval(home: Home, rows: Rows, logit: Floats) -> dict[str, float]:
    """How often the estimator's 90 % interval holds the observed share of its tenth of rows."""
    model = home.logistic_filter
    variance = model.logit_variance(model.design(rows.x)) * home.mix.simple**2
    spread = 1.645 * np.sqrt(variance)
    order = np.argsort(logit, kind="stable")
    held = []
    for tenth in np.array_split(order, 10):
        low, high = sigmoid(logit - spread)[tenth].mean(), sigmoid(logit + spread)[tenth].mean()
        share, n = rows.is_off_task[tenth].mean(), len(tenth)
        noise = 1.645 * float(np.sqrt(share * (1 - share) / n))
        held.append(low - noise <= share <= high + noise)
    return {
        "tenths_held_p": float(np.mean(held)),
        "mean_width_p": round(float((sigmoid(logit + spread) - sigmoid(logit - spread)).mean()), 4),
    }


def _world(world: World, home: Home, learners: int, seed: int) -> dict[str, float]:
    made = simulated_class(learners, seed=seed + 7, world=world)
    rows = told_rows(made, home.network)
    platt = fit_platt(home.network_logit(home.rows), home.rows.is_off_task)
    logit = home.network_logit(rows)
    p = sigmoid(platt.apply(logit))
    no_clock = held_out_logits(rows, columns=columns_without("context"), seed=seed)
    y = rows.is_off_task
    return {
        "probes": len(rows),
        "auc_of_home_model": round(auc(y, p), 4),
        "auc_logistic": round(auc(y, home.logistic.logit(rows.x)), 4),
        "auc_logistic_filter": round(auc(y, home.logistic_filter.logit(rows.x)), 4),
        "auc_without_clock": round(auc(y, no_clock), 4),
        "no_action_p": round(float((p < ACTS_FROM_P).mean()), 4),
    }

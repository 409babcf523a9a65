"""The ladder on simulated learners, where the truth is known: how far is each rung from the best?

The best a causal model can do is the filter that knows every learner's true rates and dwell times.
Reported: what share of the way from the logistic model to it is gained, what gaze adds and what
losing it costs, and what happens in a world in which attention leaves no trace.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model.arena import PRIOR_RATES
from attention_model.baseline import Logistic, columns_without, fit_logistic
from attention_model.bulk import LiveLearner
from attention_model.calibration import fit_platt, sigmoid
from attention_model.channels import Habit
from attention_model.datasets.base import Recording
from attention_model.datasets.simulated import SimulatedClass, simulated_class
from attention_model.features import INDEX
from attention_model.ladder import folds_of
from attention_model.metrics import auc, gain_interval, score
from attention_model.rows import Rows, rows_of
from attention_model.signals.gaze import Gaze
from attention_model.simulate import SimulatedLearner, State, World
from attention_model.state_filter import FilterParameters, transition_matrix
from attention_model.windows import Windows

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
FOLDS = 2
RIDGE = 100.0
CERTAIN = 1e9
WORLDS = (World.SEMI_MARKOV, World.DRIFT)
ACTS_FROM_P = 0.5


def without_gaze(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """The same lessons on a machine without an eye tracker."""
    return tuple(
        replace(one, events=tuple(e for e in one.events if not isinstance(e, Gaze)))
        for one in recordings
    )


def oracle_logits(made: SimulatedClass) -> Floats:
    """Log odds of the causal filter with every learner's true parameters, (n,)."""
    windows = Windows(capacity=len(made.learners) + 1)
    learners = [_pinned(windows, learner) for learner in made.learners]
    rows = rows_of(made.recordings, windows=windows, learners=learners)
    return rows.x[:, INDEX["filter_logit"]]


def _pinned(windows: Windows, learner: SimulatedLearner) -> LiveLearner:
    live, traits = windows.new_learner(), learner.traits
    arena, row = windows.arena, live.row
    # The filter's factors are relative to the population's average, so the average of a learner
    # with these traits is pinned: rate times factor is then the true rate of each state.
    scrolls, pointers = 0.199 * traits.activity, 0.258 * traits.activity
    reading = [scrolls, PRIOR_RATES[0, 1] * traits.activity, pointers]
    practice = [scrolls * 0.3, PRIOR_RATES[1, 1] * traits.activity, pointers]
    arena.known_rates[row] = [reading, practice]
    dwell_s = (traits.on_dwell_s, traits.drift_dwell_s, 12.0)
    arena.transition[row] = transition_matrix(dwell_s, FilterParameters().off_per_s)
    hit_p = 1 / (1 + math.exp(-(math.log(0.82 / 0.18) + traits.hit_logit)))
    habits = np.zeros(len(Habit))
    habits[Habit.LOG_FIXATION] = math.log(0.245 * traits.fixation) + 0.029
    habits[Habit.LOG_DISPERSION] = math.log(0.05)
    habits[Habit.AREA_HIT] = hit_p
    habits[Habit.OFFSCREEN] = 0.046
    arena.habit_sums[row] = habits * CERTAIN
    arena.habit_weights[row] = CERTAIN
    live.known.answers.known_log_ms = traits.time_log_ms + 0.054
    return live


def held_out_logits(
    rows: Rows, *, columns: Mask | None, seed: int, tested_on: Rows | None = None
) -> Floats:
    """Log odds from folds without the row's learner; `tested_on` the same rows seen otherwise."""
    fold = folds_of(rows.person, folds=FOLDS, seed=seed)
    out = np.zeros(len(rows))
    for one in range(FOLDS):
        test = fold == one
        model = _fit(rows.where(~test), columns)
        out[test] = model.logit((tested_on or rows).x[test])
    return out


def _fit(rows: Rows, columns: Mask | None) -> Logistic:
    return fit_logistic(rows.x, rows.is_off_task, ridge=RIDGE, columns=columns)


def simulated_ladder(
    *, learners: int, seed: int, resamples: int = 200, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """All figures of the simulated ladder as one JSON-ready mapping."""
    say(f"simulating {learners} learners")
    made = simulated_class(learners, seed=seed)
    rows = rows_of(made.recordings)
    y, person = rows.is_off_task, rows.person
    truth = np.array([s is not State.ON_TASK for states in made.states for s in states])
    rungs = _rungs(rows, made, seed)
    say("without gaze")
    log_rows = rows_of(without_gaze(made.recordings))
    rungs["log_only"] = held_out_logits(log_rows, columns=None, seed=seed)
    rungs["gaze_removed"] = held_out_logits(rows, columns=None, seed=seed, tested_on=log_rows)
    gazes = np.array([learner.traits.has_gaze for learner in made.learners])[rows.recording]
    report: dict[str, Any] = {"learners": learners, "probes": len(rows), "seed": seed}
    report["positive_p"] = round(float(y.mean()), 4)
    report["models"] = {
        name: _figures(y, logit, person, truth, gazes, seed, resamples)
        for name, logit in rungs.items()
    }
    report["gap_closed_p"] = _gap(report["models"])
    gain = gain_interval(
        y,
        rungs["logistic_filter"],
        rungs["logistic"],
        person,
        rng=np.random.default_rng(seed),
        resamples=resamples,
    )
    report["filter_gain"] = dict(zip(("auc", "low", "high"), np.round(gain, 4), strict=True))
    report["gaze_removed_costs_auc"] = round(
        report["models"]["log_only"]["auc"] - report["models"]["gaze_removed"]["auc"], 4
    )
    model = _fit(rows, None)
    for world in (World.NULL, *WORLDS):
        say(f"world {world}")
        report[f"world_{world}"] = _world(world, model, rows, learners // 3, seed)
    return report


def _rungs(rows: Rows, made: SimulatedClass, seed: int) -> dict[str, Floats]:
    filter_column = rows.x[:, INDEX["filter_logit"]]
    return {
        "time_on_task": held_out_logits(
            rows, columns=~columns_without("session_time", "session_hours"), seed=seed
        ),
        "logistic": held_out_logits(rows, columns=columns_without("steadiness"), seed=seed),
        "filter_alone": filter_column,
        "logistic_filter": held_out_logits(rows, columns=None, seed=seed),
        "true_filter": oracle_logits(made),
    }


def _figures(
    y: Mask, logit: Floats, person: NDArray[np.str_], truth: Mask, gazes: Mask, seed: int, n: int
) -> dict[str, float]:
    p = sigmoid(fit_platt(logit, y).apply(logit))
    found = asdict(score(y, p, person, rng=np.random.default_rng(seed), resamples=n))
    found["auc_hidden_state"] = auc(truth, logit)
    found["auc_gaze_learners"] = auc(y[gazes], logit[gazes])
    return {name: round(float(value), 4) for name, value in found.items()}


def _gap(models: dict[str, dict[str, float]]) -> float:
    low, high = models["logistic"]["auc"], models["true_filter"]["auc"]
    return round((models["logistic_filter"]["auc"] - low) / max(high - low, 1e-6), 3)


def _world(world: World, model: Logistic, home: Rows, learners: int, seed: int) -> dict[str, float]:
    made = simulated_class(learners, seed=seed + 7, world=world)
    rows = rows_of(made.recordings)
    platt = fit_platt(model.logit(home.x), home.is_off_task)
    p = sigmoid(platt.apply(model.logit(rows.x)))
    plain = held_out_logits(rows, columns=columns_without("steadiness"), seed=seed)
    own = held_out_logits(rows, columns=None, seed=seed)
    y = rows.is_off_task
    no_clock = held_out_logits(rows, columns=columns_without("context"), seed=seed)
    return {
        "probes": len(rows),
        "auc_of_home_model": round(auc(y, p), 4),
        "auc_logistic": round(auc(y, plain), 4),
        "auc_logistic_filter": round(auc(y, own), 4),
        "auc_without_clock": round(auc(y, no_clock), 4),
        "no_action_p": round(float((p < ACTS_FROM_P).mean()), 4),
    }

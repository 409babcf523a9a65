"""Fit the shipped weights: `python -m attention_model train`.

What comes from where. The simulator gives the weights of scrolling, pointer, reading, presence and
gaze, since no public data set has them with probes. Real people (vwm-probes) give the weights of
answer timing and accuracy together with the simulator, and the spread of learners' levels. Both
are fitted in one regression with an intercept each; the shipped one is the simulator's. The network
learns from the simulator's hidden states, and its mix with that regression from probe answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model import compressed
from attention_model.baseline import Logistic, fit_logistic
from attention_model.calibration import (
    LevelPrior,
    Mix,
    fit_level_prior,
    fit_mix,
    fit_platt,
    sigmoid,
)
from attention_model.datasets import vwm_probes
from attention_model.datasets.simulated import simulated_class
from attention_model.estimator import distance
from attention_model.ladder import folds_of
from attention_model.metrics import Score, score
from attention_model.movement import has_moved, heard
from attention_model.network_training import Settings, teach
from attention_model.rows import Rows, rows_of
from attention_model.streams import recorded, told_at
from attention_model.weights_file import Weights, save

Floats = NDArray[np.float64]
FOLDS = 10
FORM_LESSONS = 40  # to measure what compression moves; it needs no stranger
ORDINARY_SHARE = 0.99  # rows stranger than 99 of 100 in training get no estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Rows of all sources; `source` 0 is the simulator, 1 the real people."""

    rows: Rows
    source: NDArray[np.intp]


def gather(simulated: Rows, real: Rows | None) -> Corpus:
    """One corpus. Without movements, as in all real rows, the filter would repeat the answer times
    under a name of its own, so it is absent there, as it is when the estimator serves such people.
    """
    simulated = replace(simulated, x=heard(simulated.x))
    if real is None:
        return Corpus(rows=simulated, source=np.zeros(len(simulated), np.intp))
    rows = Rows(
        x=np.concatenate([simulated.x, heard(real.x)]),
        is_off_task=np.concatenate([simulated.is_off_task, real.is_off_task]),
        person=np.concatenate([simulated.person, real.person]),
        recording=np.concatenate([simulated.recording, real.recording + 10**6]),
        at_s=np.concatenate([simulated.at_s, real.at_s]),
        order=np.concatenate([simulated.order, real.order]),
        told=np.concatenate([simulated.told, real.told]),
    )
    source = np.repeat([0, 1], [len(simulated), len(real)])
    return Corpus(rows=rows, source=source)


def fit(corpus: Corpus) -> Logistic:
    """The logistic model on a corpus."""
    rows = corpus.rows
    return fit_logistic(rows.x, rows.is_off_task, source=corpus.source, person=rows.person)


def held_out_logits(corpus: Corpus, *, seed: int) -> Floats:
    """Log odds for every row from a model that saw nobody of its fold, (n,)."""
    fold = folds_of(corpus.rows.person, folds=FOLDS, seed=seed)
    out = np.zeros(len(corpus.rows))
    for held in range(FOLDS):
        test = fold == held
        part = Corpus(rows=corpus.rows.where(~test), source=corpus.source[~test])
        out[test] = fit(part).logit(corpus.rows.x[test])
    return out


def spread_of_levels(corpus: Corpus, logit: Floats) -> LevelPrior:
    """How people differ, from held-out log odds (n,): real people where there are any, since they
    differ more than simulated ones, and a class is real people.
    """
    rows, mine = corpus.rows, corpus.source == corpus.source.max()
    own = fit_platt(logit[mine], rows.is_off_task[mine]).apply(logit[mine])
    return fit_level_prior(own, rows.is_off_task[mine], rows.person[mine], rows.at_s[mine])


def train(
    *,
    real_folder: Path | None,
    out_folder: Path,
    learners: int,
    seed: int,
    say: Callable[[str], None],
    logs: Path | None = None,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """Make and save the shipped weights; returns what was measured, units in names."""
    started = time.monotonic()
    say(f"simulating {learners} learners")
    simulated, streams = recorded(simulated_class(learners, seed=seed))
    say(f"teaching the network, {time.monotonic() - started:.0f} s so far")
    taught = teach(streams, seed=seed, settings=settings, logs=logs, say=say)
    network = compressed.unpacked(compressed.packed(taught.network))
    told = told_at(network, streams, simulated)
    some = np.arange(min(FORM_LESSONS, len(streams.token)))
    measured = compressed.forms(taught.network, streams.of(some).token.astype(np.float32))
    del streams
    real = None
    if real_folder is not None:
        say(f"reading {real_folder}")
        real = rows_of(vwm_probes.load(real_folder).recordings)
    corpus = gather(replace(simulated, told=told), real)
    say(f"fitting on {len(corpus.rows)} probes, {time.monotonic() - started:.0f} s so far")
    simple = held_out_logits(corpus, seed=seed)
    ours = corpus.source == 0
    mix = fit_mix(simple[ours], told.sum(axis=1), simulated.is_off_task)
    by_itself = fit_platt(simple[ours], simulated.is_off_task)
    both = mix.apply(simple, corpus.rows.told.sum(axis=1))
    mixed = np.where(has_moved(corpus.rows.x), both, by_itself.apply(simple))
    model = fit(corpus)
    metrics = _measure(corpus, mixed, seed)
    metrics["seed"], metrics["simulated_learners"] = seed, learners
    metrics["network"] = taught.described() | {
        "parameters": taught.network.parameters(),
        "forms": [asdict(one) for one in measured],
    }
    weights = Weights(
        logistic=model,
        network=network,
        mix=mix,
        alone=Mix(simple=by_itself.slope, network=0.0, shift=by_itself.shift),
        level_prior=spread_of_levels(corpus, mixed),
        strangest=float(np.quantile(distance(model.design(simulated.x)), ORDINARY_SHARE)),
        metrics=metrics,
    )
    metrics["seconds"] = round(time.monotonic() - started)
    save(weights, out_folder)
    return {
        "seconds": round(time.monotonic() - started, 1),
        "simulated_probes": len(simulated),
        "real_probes": 0 if real is None else len(real),
        "auc_simulated": metrics["simulated"]["auc"],
        "auc_within_simulated": metrics["simulated"]["auc_within"],
        "ece_simulated": metrics["simulated"]["ece"],
    }


def _measure(corpus: Corpus, logit: Floats, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    rows = corpus.rows
    found: dict[str, Any] = {}
    for source, name in ((0, "simulated"), (1, "vwm_probes")):
        mine = corpus.source == source
        if not mine.any():
            continue
        y, person = rows.is_off_task[mine], rows.person[mine]
        own = logit[mine] if source == 0 else fit_platt(logit[mine], y).apply(logit[mine])
        found[name] = _rounded(score(y, sigmoid(own), person, rng=rng))
        found[name]["probes"], found[name]["people"] = len(y), len(np.unique(person))
        found[name]["positive_p"] = round(float(y.mean()), 4)
    return found


def _rounded(figures: Score) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in asdict(figures).items()}

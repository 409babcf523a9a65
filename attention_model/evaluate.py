"""`python -m attention_model evaluate`: every rung on a data set, so that a sceptic finds nothing.

Whole people are held out. Each figure comes with an interval from resampling people, pooled
figures with within-person ones, and each model with all trivial baselines.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_model import datasets, weights_file
from attention_model.estimator import distance
from attention_model.ladder import (
    RUNGS,
    HeldOut,
    Rung,
    behaviour_time,
    folds_of,
    held_out,
    time_on_task,
)
from attention_model.metrics import auc, auc_within, brier, gain_interval, score
from attention_model.previous import with_level, with_previous
from attention_model.table import Table, table_of
from attention_model.weights_file import Weights

Floats = NDArray[np.float64]
FOLDS = 10
LEAST_SLICE = 30  # probes; smaller groups say nothing and could point at a person
COVERAGES = (1.0, 0.8, 0.6, 0.4)


def evaluate(
    *,
    folder: Path,
    data_format: str,
    weights: Path | None = None,
    uses_weights: bool = False,
    calibrate_probes: int | None = None,
    plots: Path | None = None,
    seed: int = 1,
    resamples: int = 300,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """The whole report as one JSON-ready mapping; prints a table through `say`.

    `uses_weights` scores shipped weights without training. `calibrate_probes` lets each person's
    first answers set their level; those probes are then not scored.
    """
    data = datasets.load(data_format, folder)
    shipped = weights_file.load(weights) if uses_weights else None
    table = table_of(data, network=shipped.network if shipped else None)
    if shipped is not None:
        predictions = _shipped(table, shipped, calibrate_probes)
    else:
        predictions = _trained(table, seed, calibrate_probes, say)
    scored = np.ones(len(table.y), bool)
    if calibrate_probes is not None:
        scored = table.order >= calibrate_probes
    report = {
        "format": data.name,
        "people": len(np.unique(table.person)),
        "probes": int(scored.sum()),
        "positive_p": round(float(table.y[scored].mean()), 4),
        "confounds": data.confounds,
        "models": _models(table, predictions, scored, seed, resamples),
        "reference_own_mean": _own_mean(table, scored),
    }
    main = list(predictions)[-1]
    report["main_model"] = main
    report["gains"] = _gains(table, predictions, scored, seed, resamples)
    report["risk_at_coverage"] = _risk(table.y[scored], predictions[main].p[scored])
    report["slices"] = _slices(table, predictions[main].p, scored)
    if plots is not None:
        from attention_model.plots import draw

        draw(plots, table.y[scored], {k: v.p[scored] for k, v in predictions.items()}, report)
    _print(report, say)
    return report


def _trained(
    table: Table, seed: int, probes: int | None, say: Callable[[str], None]
) -> dict[str, HeldOut]:
    fold = folds_of(table.person, folds=FOLDS, seed=seed)
    out: dict[str, HeldOut] = {}
    for name, rung in RUNGS.items():
        try:
            out[name] = held_out(table, rung, fold=fold)
        except ModuleNotFoundError as error:
            say(f"{name}: left out, {error.name} is not installed")
    both: tuple[tuple[str, Rung], ...] = (
        ("time_previous", time_on_task),
        ("behaviour_time_previous", behaviour_time),
    )
    for name, rung in both:
        out[name] = with_previous(table, rung, fold=fold, probes=probes)
    return out


def _shipped(table: Table, weights: Weights, probes: int | None) -> dict[str, HeldOut]:
    """What the estimator would have said, without and with each person's earlier answers."""
    if not table.has_windows:
        raise datasets.DataSetError(
            "shipped weights need events; this data set has measurements only, leave out --weights"
        )
    simple = weights.logistic.logit(table.x)
    logit = weights.logit(table.x, table.told)
    everyone = np.ones(len(table.y), bool)
    own = with_level(table, logit, everyone, prior=weights.level_prior, probes=probes)
    return {
        "shipped_simple": HeldOut(logit=simple, rank=simple),
        "shipped": HeldOut(logit=logit, rank=logit),
        "shipped_previous": HeldOut(logit=own, rank=own),
    }


def _models(
    table: Table,
    predictions: dict[str, HeldOut],
    scored: NDArray[np.bool_],
    seed: int,
    resamples: int,
) -> dict[str, dict[str, float | None]]:
    coverage_p = float(_has_evidence(table)[scored].mean())
    y, person = table.y[scored], table.person[scored]
    out = {}
    for name, found in predictions.items():
        rng = np.random.default_rng(seed)
        figures = asdict(
            score(
                y,
                found.p[scored],
                person,
                rank=found.rank[scored],
                rng=rng,
                resamples=resamples,
                coverage_p=coverage_p if name.startswith(("behaviour", "shipped")) else 1.0,
            )
        )
        # Not centred on each fold's base, for a reader who wants probabilities ranked as they are.
        figures["auc_uncentred"] = auc(y, found.p[scored])
        out[name] = {key: _finite(value) for key, value in figures.items()}
    return out


def _has_evidence(table: Table) -> NDArray[np.bool_]:
    """Rows where the live gate would give an estimate: 45 s in, and not unlike everything."""
    enough = table.minutes * 60 >= 45
    seen = ~np.isnan(table.x)
    count = np.maximum(seen.sum(axis=0), 1)
    filled = np.where(seen, table.x, 0.0)
    centred = np.where(seen, filled - filled.sum(axis=0) / count, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / count)
    far = distance(centred / np.where(spread > 1e-3, spread, 1e6))
    return np.asarray(enough & (far <= np.quantile(far, 0.99)))


def _own_mean(table: Table, scored: NDArray[np.bool_]) -> dict[str, float | None]:
    """A leaky reference that knows who drifts and never when: pooled AUC alone proves nothing."""
    y, person = table.y[scored], table.person[scored]
    means = {who: y[person == who].mean() for who in np.unique(person)}
    p = np.array([means[who] for who in person])
    return {"auc": _finite(auc(y, p)), "auc_within": _finite(auc_within(y, p, person))}


def _gains(
    table: Table,
    predictions: dict[str, HeldOut],
    scored: NDArray[np.bool_],
    seed: int,
    resamples: int,
) -> dict[str, dict[str, float]]:
    names = [name for name in predictions if name != "item_prior"]
    y, person = table.y[scored], table.person[scored]
    out = {}
    for below, above in itertools.pairwise(names):
        gain, low, high = gain_interval(
            y,
            predictions[above].rank[scored],
            predictions[below].rank[scored],
            person,
            rng=np.random.default_rng(seed),
            resamples=resamples,
        )
        out[f"{above} over {below}"] = {
            "auc_gain": round(gain, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }
    return out


def _risk(y: NDArray[np.bool_], p: Floats) -> list[dict[str, float]]:
    """Brier score and error rate when only the surest share is answered."""
    surest = np.argsort(-np.abs(p - 0.5), kind="stable")
    out = []
    for coverage in COVERAGES:
        rows = surest[: max(int(len(y) * coverage), 1)]
        wrong = float(np.mean((p[rows] >= 0.5) != y[rows]))
        risk = {"coverage_p": coverage, "error_p": wrong, "brier": brier(y[rows], p[rows])}
        out.append({key: round(value, 4) for key, value in risk.items()})
    return out


def _slices(
    table: Table, p: Floats, scored: NDArray[np.bool_]
) -> dict[str, dict[str, dict[str, float | None]]]:
    out: dict[str, dict[str, dict[str, float | None]]] = {}
    for key, values in table.slices.items():
        for value in np.unique(values[scored]).tolist():
            rows = scored & (values == value)
            if rows.sum() < LEAST_SLICE:
                continue
            out.setdefault(key, {})[value] = {
                "probes": int(rows.sum()),
                "positive_p": _finite(float(table.y[rows].mean())),
                "mean_p": _finite(float(p[rows].mean())),
                "flagged_p": _finite(float((p[rows] >= 0.5).mean())),
                "auc": _finite(auc(table.y[rows], p[rows])),
            }
    return out


def _finite(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def _print(report: dict[str, Any], say: Callable[[str], None]) -> None:
    say(f"{report['format']}: {report['people']} people, {report['probes']} probes, ")
    say(f"off task {report['positive_p']:.0%}. {report['confounds']}")
    say(f"{'model':26} {'AUC (95 % over people)':24} {'within':21} {'AP':6} {'Brier':6} {'ECE':5}")
    for name, one in report["models"].items():
        pooled = f"{_show(one['auc'])} ({_show(one['auc_low'])}-{_show(one['auc_high'])})"
        bounds = f"{_show(one['auc_within_low'])}-{_show(one['auc_within_high'])}"
        within = f"{_show(one['auc_within'])} ({bounds})"
        rest = f"{_show(one['average_precision'])}  {_show(one['brier'])}  {_show(one['ece'])}"
        say(f"{name:26} {pooled:24} {within:21} {rest}")
    own = report["reference_own_mean"]
    say(f"{'(own mean, leaky)':26} {_show(own['auc']):24} {_show(own['auc_within'])}")


def _show(value: float | None) -> str:
    return "  -  " if value is None else f"{value:.3f}"

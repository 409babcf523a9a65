"""The hyper-parameter study of the network: `python -m attention_model search`.

Trials are drawn by Optuna's tree-structured Parzen estimator (Bergstra et al. 2011), the first is
the settings that ship, and a trial that is worse than the median of the others after an epoch ends
there. Each learns from the same lessons and is judged by its loss on the same strangers, who are
of neither the shipped class nor the one the card scores. The study is kept as a report, with every
trial in it, the bad ones too. Needs Optuna (a development requirement).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from attention_model.augment import Augmentation
from attention_model.datasets.simulated import simulated_class
from attention_model.network_training import Settings, teach
from attention_model.streams import Streams, recorded

if TYPE_CHECKING:
    import optuna

EPOCHS = 3
SEARCHED = {
    "width": (16, 32, 48),
    "units": (6, 12, 18),
    "learning_rate": (2e-3, 2e-2),
    "weight_decay": (1e-3, 1e-1),
    "dropout_p": (0.0, 0.3),
    "batch": (8, 16, 32),
    "event_p": (0.0, 0.15),
}


def search(
    *, trials: int, learners: int, seed: int, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """Run the study; all trials, JSON-ready, the best first asked again with the shipped ones."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    started = time.monotonic()
    _, streams = recorded(simulated_class(learners, seed=seed))
    study = optuna.create_study(
        direction="minimize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3),
        study_name="attention-network",
    )
    study.enqueue_trial(shipped_parameters())
    study.optimize(
        lambda trial: _loss_of(trial, streams, seed=seed, say=say),
        n_trials=trials,
        callbacks=[lambda _, trial: say(_line(trial))],
    )
    return {
        "learners": learners,
        "seed": seed,
        "epochs": EPOCHS,
        "seconds": round(time.monotonic() - started, 1),
        "searched": {name: list(values) for name, values in SEARCHED.items()},
        "best": study.best_trial.number,
        "trials": [_kept(trial) for trial in study.trials],
    }


def shipped_parameters() -> dict[str, float]:
    """The settings that ship, by the names of the search."""
    settings = Settings()
    names = [name for name in SEARCHED if name != "event_p"]
    return {name: getattr(settings, name) for name in names} | {
        "event_p": settings.augmentation.event_p
    }


def settings_of(parameters: dict[str, Any], *, epochs: int = EPOCHS) -> Settings:
    """Settings with the parameters of a trial."""
    rest = dict(parameters)
    augmentation = replace(Augmentation(), event_p=rest.pop("event_p"))
    return replace(Settings(), **rest, epochs=epochs, augmentation=augmentation)


def _loss_of(
    trial: optuna.Trial, streams: Streams, *, seed: int, say: Callable[[str], None]
) -> float:
    import optuna

    drawn = {
        "width": trial.suggest_categorical("width", SEARCHED["width"]),
        "units": trial.suggest_categorical("units", SEARCHED["units"]),
        "learning_rate": trial.suggest_float("learning_rate", *SEARCHED["learning_rate"], log=True),
        "weight_decay": trial.suggest_float("weight_decay", *SEARCHED["weight_decay"], log=True),
        "dropout_p": trial.suggest_float("dropout_p", *SEARCHED["dropout_p"]),
        "batch": trial.suggest_categorical("batch", SEARCHED["batch"]),
        "event_p": trial.suggest_float("event_p", *SEARCHED["event_p"]),
    }
    losses: list[float] = []

    def after_epoch(held_out_loss: float) -> None:
        losses.append(held_out_loss)
        trial.report(held_out_loss, len(losses))
        if trial.should_prune():
            raise optuna.TrialPruned

    teach(streams, seed=seed, settings=settings_of(drawn), say=lambda _: None, heard=after_epoch)
    return float(np.min(losses))


def _kept(trial: optuna.trial.FrozenTrial) -> dict[str, Any]:
    return {
        "number": trial.number,
        "state": trial.state.name.lower(),
        "loss": None if trial.value is None else round(trial.value, 5),
        "by_epoch": [round(value, 5) for _, value in sorted(trial.intermediate_values.items())],
        "parameters": {
            name: round(value, 6) if isinstance(value, float) else value
            for name, value in trial.params.items()
        },
    }


def _line(trial: optuna.trial.FrozenTrial) -> str:
    kept = _kept(trial)
    return f"trial {kept['number']}: {kept['state']}, {kept['by_epoch']}, {kept['parameters']}"

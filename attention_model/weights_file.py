"""The weights on disk: three small files, refused when they were made for other features.

`attention.json` holds names, calibration, gates and the metrics of the training run; it is meant
to be read. `attention.npz` holds the arrays
of the simple model, `network.npz` those of the network in compressed form (`compressed`).
"""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from attention_model import compressed
from attention_model.baseline import Logistic
from attention_model.calibration import LevelPrior, Mix
from attention_model.features import NAMES, fingerprint
from attention_model.movement import has_moved, heard
from attention_model.network import Network
from attention_model.tokens import token_fingerprint

Floats = NDArray[np.float64]

FORMAT = 3
SHIPPED = Path(__file__).parent / "weights"
REMEDY = "run `make train` (python -m attention_model train) to make weights for this version"


class WeightsError(RuntimeError):
    """Weights that cannot be used; the message names the file, what is wrong and the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All that the estimator needs; without a network the simple model stands alone.

    `alone` takes the place of `mix` where no movement was observed (`movement`). `strangest` is the
    largest ordinary distance from training. `metrics` is whatever the training run measured;
    nothing reads it but the model card.
    """

    logistic: Logistic
    network: Network | None
    mix: Mix
    alone: Mix
    level_prior: LevelPrior
    strangest: float
    metrics: dict[str, Any]

    def shares(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """What a unit of the simple model's log odds and of the network's is worth, and the shift,
        (B,) each, for learners with features `x` (B, F).
        """
        moved, mix, alone = has_moved(x), self.mix, self.alone
        return (
            np.where(moved, mix.simple, alone.simple),
            np.where(moved, mix.network, alone.network),
            np.where(moved, mix.shift, alone.shift),
        )

    def logit(self, x: Floats, told: Floats) -> Floats:
        """The log odds that are served, (B,), of features (B, F) and network's parts (B, G + 1)."""
        simple, network, shift = self.shares(x)
        spoken = simple * self.logistic.logit(heard(x)) + network * told.sum(axis=1) + shift
        return np.asarray(spoken)


def save(weights: Weights, folder: Path) -> None:
    """Write `attention.json` and `attention.npz` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    described = {
        "format": FORMAT,
        "fingerprint": fingerprint(),
        "features": list(NAMES),
        "tokens": token_fingerprint(),
        "mix": asdict(weights.mix),
        "alone": asdict(weights.alone),
        "level_prior": asdict(weights.level_prior),
        "strangest": weights.strangest,
        "metrics": weights.metrics,
    }
    text = json.dumps(described, indent=1, sort_keys=True, allow_nan=False)
    (folder / "attention.json").write_text(text + "\n")
    network_file = folder / "network.npz"
    network_file.unlink(missing_ok=True)
    if weights.network is not None:
        network_file.write_bytes(compressed.packed(weights.network))
    arrays = {name: np.asarray(value) for name, value in asdict(weights.logistic).items()}
    with (folder / "attention.npz").open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # numpy types the names as booleans


def load(folder: Path | None = None) -> Weights:
    """The weights in `folder`, by default the shipped ones; raises WeightsError."""
    folder = folder or SHIPPED
    described = _described(folder / "attention.json")
    try:
        with (folder / "attention.npz").open("rb") as file:
            arrays = np.load(file, allow_pickle=False)
            logistic = Logistic(
                mean=arrays["mean"],
                scale=arrays["scale"],
                weights=arrays["weights"],
                intercept=float(arrays["intercept"]),
                covariance=arrays["covariance"],
                witnesses=arrays["witnesses"],
            )
        return Weights(
            logistic=logistic,
            network=_network(folder / "network.npz"),
            mix=Mix(**described["mix"]),
            alone=Mix(**described["alone"]),
            level_prior=LevelPrior(**described["level_prior"]),
            strangest=float(described["strangest"]),
            metrics=described["metrics"],
        )
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise WeightsError(f"{folder}: the weights are damaged ({error}); {REMEDY}") from error


def digest(folder: Path | None = None) -> str:
    """Twelve hex digits of the arrays: which weights a measurement was made with."""
    found = hashlib.sha256()
    for name in ("attention.npz", "network.npz"):
        path = (folder or SHIPPED) / name
        with np.load(path, allow_pickle=False) if path.exists() else nullcontext({}) as arrays:
            for key in sorted(arrays):
                found.update(key.encode() + np.ascontiguousarray(arrays[key]).tobytes())
    return found.hexdigest()[:12]


def _network(path: Path) -> Network | None:
    return compressed.unpacked(path.read_bytes()) if path.exists() else None


def _described(path: Path) -> dict[str, Any]:
    try:
        described: dict[str, Any] = json.loads(path.read_text())
    except OSError as error:
        raise WeightsError(f"{path}: no weights there ({error.strerror}); {REMEDY}") from error
    except ValueError as error:
        raise WeightsError(f"{path}: not JSON ({error}); {REMEDY}") from error
    found = f"{described.get('fingerprint')}/{described.get('tokens')}"
    wanted = f"{fingerprint()}/{token_fingerprint()}"
    if described.get("format") != FORMAT or found != wanted:
        raise WeightsError(
            f"{path}: made for features {found}, this version computes {wanted}; {REMEDY}"
        )
    return described

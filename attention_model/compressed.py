"""The network in compressed form: eight-bit weights with a scale a column, or 16-bit floats.

Weights are unpacked to 32 bits when they are loaded, so speed is the same; what is saved is the
file. `forms` says what each form costs, and what pruning would.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from attention_model.network import MEMORY, Network

Single = NDArray[np.float32]
Form = Literal["float32", "float16", "int8"]
FORMS: tuple[Form, ...] = ("float32", "float16", "int8")
SHIPPED_FORM: Form = "int8"
STEPS = 127
PRUNED_P = (0.2, 0.5)
TIMED_LEARNERS = 1_024


def packed(network: Network, *, form: Form = SHIPPED_FORM) -> bytes:
    """The file's bytes. Vectors stay 32-bit in `int8`: they are small and rates need the digits."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, value in asdict(network).items():
        if form == "int8" and value.ndim == 2:
            scale = np.abs(value).max(axis=0) / STEPS
            steps = np.where(scale > 0, scale, 1.0)
            arrays[name] = np.rint(value / steps).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float32)
        else:
            arrays[name] = value.astype(np.float16 if form == "float16" else np.float32)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy types the names as booleans
    return file.getvalue()


def unpacked(data: bytes) -> Network:
    """The network in a file that `packed` made, whatever its form."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return Network(**{item.name: _array(arrays, item.name) for item in fields(Network)})


def pruned(network: Network, *, share_p: float) -> Network:
    """`network` with the smallest `share_p` of each matrix's weights set to nought."""

    def cut(value: Single) -> Single:
        sizes = np.abs(value[value != 0])
        return np.where(np.abs(value) < np.quantile(sizes, share_p), np.float32(0), value)

    matrices = {name: value for name, value in asdict(network).items() if value.ndim == 2}
    return replace(network, **{name: cut(value) for name, value in matrices.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A form's size, the CPU of one second of 1,024 learners, and how far log odds move."""

    form: str
    bytes: int
    step_ms: float
    mean_drift: float
    largest_drift: float


def forms(network: Network, token: Single) -> list[Cost]:
    """Every form, and pruned ones in the form that ships: size, speed and drift.

    `token` (B, T, F) are lessons; drift is from the network as it was learnt.
    """
    before = network.run(token).sum(axis=2)
    found: list[Cost] = []
    candidates: list[tuple[str, bytes]] = [(form, packed(network, form=form)) for form in FORMS]
    candidates += [
        (f"int8, {share_p:.0%} pruned", packed(pruned(network, share_p=share_p)))
        for share_p in PRUNED_P
    ]
    for name, data in candidates:
        again = unpacked(data)
        moved = np.abs(again.run(token).sum(axis=2) - before)
        found.append(
            Cost(
                form=name,
                bytes=len(data),
                step_ms=round(_step_ms(again), 2),
                mean_drift=round(float(moved.mean()), 4),
                largest_drift=round(float(moved.max()), 4),
            )
        )
    return found


def _step_ms(network: Network) -> float:
    rng = np.random.default_rng(1)
    memory = np.zeros((TIMED_LEARNERS, *MEMORY), np.float32)
    token = rng.normal(size=(TIMED_LEARNERS, len(network.mean))).astype(np.float32)
    times = []
    for _ in range(5):
        started = time.process_time()
        network.step(memory, token)
        times.append(1000 * (time.process_time() - started))
    return float(np.median(times))


def _array(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Single:
    value = np.asarray(arrays[name], np.float32)
    if f"{name}.scale" not in arrays:
        return value
    return np.asarray(value * np.asarray(arrays[f"{name}.scale"], np.float32))

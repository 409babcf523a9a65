"""The network in compressed form: eight-bit weights with a scale a column, or 16-bit floats.

Weights are unpacked to 32 bits when they are loaded, so speed is the same; what is saved is the
file. `drift` says what it costs.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from attention_model.network import Network

Single = NDArray[np.float32]
Form = Literal["float32", "float16", "int8"]
FORMS: tuple[Form, ...] = ("float32", "float16", "int8")
SHIPPED_FORM: Form = "int8"
STEPS = 127


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


def _array(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Single:
    value = np.asarray(arrays[name], np.float32)
    if f"{name}.scale" not in arrays:
        return value
    return np.asarray(value * np.asarray(arrays[f"{name}.scale"], np.float32))

"""Least squares whose variance needs no equal spread and no independence within clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

# Eigenvalues below this belong to directions that a cluster alone determines: the pseudo-inverse
# leaves them out (Pustejovsky and Tipton 2018, section 2.2).
_SINGULAR = 1e-10


@dataclass(frozen=True, kw_only=True, slots=True)
class Contrast:
    """A linear combination of coefficients, with its robust standard error and its t's freedom."""

    estimate: float
    se: float
    dof: float


def least_squares(x: Floats, y: Floats) -> Floats:
    """Coefficients (k,) of y (n,) on x (n, k)."""
    return np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], dtype=np.float64)


def robust_contrast(x: Floats, y: Floats, *, of: int, clusters: Labels | None = None) -> Contrast:
    """Coefficient number `of` of y (n,) on x (n, k), with a bias-reduced sandwich.

    Without `clusters` this is HC2 (MacKinnon and White 1985), which for two groups is Welch's
    variance; with them CR2 (Bell and McCaffrey 2002). Degrees of freedom are Bell and McCaffrey's
    Satterthwaite approximation, as in Imbens and Kolesár 2016 and Pustejovsky and Tipton 2018.
    """
    bread = np.asarray(np.linalg.pinv(x.T @ x), dtype=np.float64)  # (k, k)
    beta = least_squares(x, y)
    adjusted = _adjusted(x, bread, of=of, clusters=clusters)  # (n,), u of every row
    places = np.arange(len(y)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    scores = np.bincount(places, weights=adjusted * (y - x @ beta))  # (G,)
    own = np.bincount(places, weights=adjusted**2)  # (G,)
    v = np.column_stack(
        [np.bincount(places, weights=adjusted * column) for column in x.T]
    )  # (G, k)
    shared = np.einsum("gi,ij,gj->g", v, bread, v)  # (G,)
    inner = bread @ (v.T @ v)
    trace = float((own - shared).sum())
    square = float((own**2 - 2 * own * shared).sum() + np.trace(inner @ inner))
    dof = trace**2 / square if square > 0 else float("inf")
    return Contrast(estimate=float(beta[of]), se=float(np.sqrt((scores**2).sum())), dof=dof)


def _adjusted(x: Floats, bread: Floats, *, of: int, clusters: Labels | None) -> Floats:
    """(I - H_gg)^(-1/2) X_g (X'X)^-1 c, the rows of all clusters in their places."""
    plain = x @ bread[:, of]  # (n,)
    if clusters is None:
        free = 1 - np.einsum("ni,ij,nj->n", x, bread, x)
        return np.where(free > _SINGULAR, np.maximum(free, _SINGULAR) ** -0.5, 0.0) * plain
    adjusted = np.empty_like(plain)
    for label in np.unique(clusters):
        rows = np.flatnonzero(clusters == label)
        block = np.eye(len(rows)) - x[rows] @ bread @ x[rows].T
        adjusted[rows] = _inverse_root(block) @ plain[rows]
    return adjusted


def _inverse_root(matrix: Floats) -> Floats:
    """The symmetric inverse square root, of the directions that are not singular."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    roots = np.where(values > _SINGULAR, np.maximum(values, _SINGULAR) ** -0.5, 0.0)
    root: Floats = (vectors * roots) @ vectors.T
    return root

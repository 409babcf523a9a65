"""The pictures of an evaluation as plain SVG: reliability, ROC, and risk against coverage.

Written by hand, so that a picture needs no plotting library where the model runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]
SIZE, MARGIN = 320, 40
INK = ("#22577a", "#c77d1e", "#4f7d3a", "#8a4f7d", "#5c5c5c")


def draw(
    folder: Path, y: Labels, predictions: Mapping[str, Floats], report: Mapping[str, Any]
) -> None:
    """Write `reliability.svg`, `roc.svg` and `risk.svg` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = {name: p for name, p in predictions.items() if name.startswith(("behav", "ship"))}
    reliability = {name: _reliability(y, p) for name, p in shown.items()}
    roc = {name: _roc(y, p) for name, p in shown.items()}
    risk = {
        str(report["main_model"]): [
            (one["coverage_p"], one["error_p"]) for one in report["risk_at_coverage"]
        ]
    }
    _save(folder / "reliability.svg", "estimated", "observed", reliability, has_diagonal=True)
    _save(folder / "roc.svg", "false alarms", "found", roc, has_diagonal=True)
    _save(folder / "risk.svg", "share answered", "share wrong", risk, has_diagonal=False)


def _reliability(y: Labels, p: Floats) -> list[tuple[float, float]]:
    bins = np.array_split(np.argsort(p, kind="stable"), 10)
    return [(float(p[b].mean()), float(y[b].mean())) for b in bins if len(b)]


def _roc(y: Labels, p: Floats) -> list[tuple[float, float]]:
    order = np.argsort(-p, kind="stable")
    found = np.cumsum(y[order]) / max(int(y.sum()), 1)
    alarms = np.cumsum(~y[order]) / max(int((~y).sum()), 1)
    keep = np.linspace(0, len(y) - 1, 60).astype(int)
    return [(0.0, 0.0), *zip(alarms[keep].tolist(), found[keep].tolist(), strict=True)]


def _save(
    path: Path,
    across: str,
    up: str,
    lines: Mapping[str, Sequence[tuple[float, float]]],
    *,
    has_diagonal: bool,
) -> None:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE + 220} {SIZE + 20}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{up} by {across}">',
        f'<rect x="{MARGIN}" y="10" width="{SIZE - MARGIN}" height="{SIZE - MARGIN}" '
        'fill="none" stroke="#999"/>',
        f'<text x="{SIZE // 2}" y="{SIZE + 8}" text-anchor="middle">{across}</text>',
        f'<text x="14" y="{SIZE // 2}" transform="rotate(-90 14 {SIZE // 2})">{up}</text>',
    ]
    if has_diagonal:
        parts.append(_line([(0.0, 0.0), (1.0, 1.0)], "#bbb"))
    for index, (name, points) in enumerate(lines.items()):
        colour = INK[index % len(INK)]
        parts.append(_line(points, colour))
        parts.append(f'<text x="{SIZE + 10}" y="{30 + 18 * index}" fill="{colour}">{name}</text>')
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    side = SIZE - MARGIN
    at = " ".join(f"{MARGIN + x * side:.1f},{10 + (1 - y) * side:.1f}" for x, y in points)
    return f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="2"/>'

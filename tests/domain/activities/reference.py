"""The same measures a second time, with numpy and scipy and nothing of ours.

Written from the papers that `docs/reference/activities.md` cites, not from the code under test.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import ndimage, stats

Row = dict[str, Any]


def d_prime(hits: int, signals: int, false_alarms: int, noises: int) -> float:
    rates = np.array([hits + 0.5, false_alarms + 0.5]) / np.array([signals + 1, noises + 1])
    return float(np.diff(stats.norm.ppf(rates[::-1]))[0])


def a_prime(hits: int, signals: int, false_alarms: int, noises: int) -> float:
    """The area of the mean of the largest and the smallest ROC through the point, by geometry."""
    h, f = hits / signals, false_alarms / noises
    sign = np.sign(h - f)
    gap = (h - f) ** 2 + abs(h - f)
    return float(0.5 + sign * gap / (4 * max(h, f) - 4 * h * f))


def average(values: list[float]) -> float:
    """Not a number where there is nothing to average."""
    return float(np.mean(values)) if values else np.nan


def first_press(row: Row) -> float:
    return row["responses"][0][1] if row["responses"] else np.nan


def is_marked(row: Row) -> bool:
    return bool(row["dropped_frames"] or row["is_blurred"])


def sart(rows: list[Row]) -> dict[str, float]:
    rt = np.array([first_press(row) for row in rows])
    go = np.array([row["kind"] == "go" for row in rows])
    marked = np.array([is_marked(row) for row in rows])
    early = rt < 100
    fine = ~marked & ~early
    pressed = ~np.isnan(rt)
    hit, slip = fine & go & pressed, fine & ~go & pressed
    go_n, no_go_n = int((fine & go).sum()), int((fine & ~go).sum())
    times = rt[hit]
    at = np.flatnonzero(slip)
    windows = [rt[max(0, i - 4) : i][hit[max(0, i - 4) : i]] for i in at]
    after = np.flatnonzero(hit[1:]) + 1
    after_slip = [rt[i] for i in after if slip[i - 1]]
    after_hit = [rt[i] for i in after if hit[i - 1]]
    around = [
        rt[i + 1] - rt[i - 1] for i in at if 0 < i < len(rt) - 1 and hit[i - 1] and hit[i + 1]
    ]
    return {
        "commission_percent": 100 * slip.sum() / no_go_n,
        "omission_percent": 100 * (fine & go & ~pressed).sum() / go_n,
        "rt_mean_ms": times.mean(),
        "rtcv": stats.variation(times, ddof=1),
        "before_slips_ms": average([window.mean() for window in windows if len(window)]),
        "d_prime": d_prime(int(hit.sum()), go_n, int(slip.sum()), no_go_n),
        "a_prime": a_prime(int(hit.sum()), go_n, int(slip.sum()), no_go_n),
        "slowing_after_slips_ms": average(after_slip) - average(after_hit),
        "slowing_around_slips_ms": average(around),
        "anticipation_percent": 100 * (early & ~marked).sum() / (~marked).sum(),
    }


def cpt_times(rows: list[Row]) -> np.ndarray:
    """Each press on one time line, given to a drawing by how much of it was to be seen."""
    length = rows[0]["shown_ms"]
    lines = [(i + rt / length) for i, row in enumerate(rows) for _action, rt in row["responses"]]
    times = np.full(len(rows), np.nan)
    unsure = []
    for moment in lines:
        new, part = int(moment), moment - int(moment)
        if part >= 0.7 or new == 0:
            times[new] = np.nanmin([times[new], part * length])
        elif part < 0.4:
            times[new - 1] = np.nanmin([times[new - 1], (part + 1) * length])
        else:
            unsure.append((new, part))
    for new, part in unsure:
        is_free = np.isnan(times[[new - 1, new]])
        if not is_free.any():
            continue
        chosen = new if is_free[1] else new - 1
        if is_free.all():
            towns = [rows[i]["kind"] == "town" for i in (new - 1, new)]
            chosen = new - 1 + (towns[1] if towns[0] != towns[1] else round(part + 1e-9))
        times[chosen] = (part + (chosen != new)) * length
    return times


def gradual_cpt(rows: list[Row]) -> dict[str, float]:
    rt = cpt_times(rows)
    go = np.array([row["kind"] == "town" for row in rows])
    fine = ~np.array([is_marked(row) for row in rows])
    pressed = ~np.isnan(rt)
    hit, slip, miss = fine & go & pressed, fine & ~go & pressed, fine & go & ~pressed
    go_n, no_go_n = int((fine & go).sum()), int((fine & ~go).sum())
    z = np.abs(stats.zscore(rt[hit], ddof=1))
    trial = np.arange(len(rows))
    course = np.interp(trial, trial[hit], z)
    sigma = 20 / np.sqrt(8 * np.log(2))
    # Cut off at the ends and weighed anew: a smoothed series over a smoothed series of ones.
    over = ndimage.gaussian_filter1d(course, sigma, mode="constant")
    smooth = over / ndimage.gaussian_filter1d(np.ones(len(rows)), sigma, mode="constant")
    calm = smooth <= np.median(smooth)
    slips, known = slip | miss, fine
    return {
        "commission_percent": 100 * slip.sum() / no_go_n,
        "omission_percent": 100 * miss.sum() / go_n,
        "d_prime": d_prime(int(hit.sum()), go_n, int(slip.sum()), no_go_n),
        "a_prime": a_prime(int(hit.sum()), go_n, int(slip.sum()), no_go_n),
        "rt_mean_ms": rt[hit].mean(),
        "rtcv": stats.variation(rt[hit], ddof=1),
        "vtc_mean": smooth.mean(),
        "in_zone_errors_percent": 100 * (slips & calm).sum() / (known & calm).sum(),
        "out_of_zone_errors_percent": 100 * (slips & ~calm).sum() / (known & ~calm).sum(),
    }


def n_back(rows: list[Row]) -> dict[str, float]:
    """Targets and lures found again from the places alone."""
    blocks = [[r for r in rows if r["block"] == b] for b in sorted({r["block"] for r in rows})]
    hits = signals = alarms = noises = lures = lure_presses = 0
    times: list[float] = []
    for block in blocks:
        cells = [row["stimulus"]["cell"] for row in block]
        n = block[0]["stimulus"]["n"]
        for i in range(n, len(block)):
            press = first_press(block[i]) if pressed_match(block[i]) else np.nan
            if is_marked(block[i]) or first_press(block[i]) < 100:
                continue
            is_pressed = not np.isnan(press)
            if cells[i] == cells[i - n]:
                signals, hits = signals + 1, hits + is_pressed
                times += [press] * is_pressed
                continue
            noises, alarms = noises + 1, alarms + is_pressed
            near = [cells[i - n + 1]] * (n > 1) + [cells[i - n - 1]] * (i > n)
            if cells[i] in near:
                lures, lure_presses = lures + 1, lure_presses + is_pressed
    levels = [block[0]["stimulus"]["n"] for block in blocks]
    return {
        "level_mean": np.mean(levels),
        "level_highest": np.max(levels),
        "hit_percent": 100 * hits / signals,
        "false_alarm_percent": 100 * alarms / noises,
        "lure_percent": 100 * lure_presses / lures,
        "d_prime": d_prime(hits, signals, alarms, noises),
        "rt_mean_ms": np.mean(times),
    }


def pressed_match(row: Row) -> bool:
    return bool(row["responses"]) and row["responses"][0][0] == "match"


def dual_task(rows: list[Row]) -> dict[str, float]:
    found: dict[bool, dict[str, list[float]]] = {
        is_both: {"hit": [], "target": [], "other": [], "alarm": []} for is_both in (False, True)
    }
    for row in rows:
        if row["kind"] == "cue" or is_marked(row):
            continue
        part = found[row["kind"] == "both"]
        wanted = {
            "number": row["stimulus"].get("number", 1) % 2 == 0,
            "shape": row["stimulus"].get("shape") in ("circle", "oval"),
        }
        for stream in [s for s in ("number", "shape") if s in row["stimulus"]]:
            rt = min((t for action, t in row["responses"] if action == stream), default=np.nan)
            if rt < 100:
                continue
            part["target" if wanted[stream] else "other"].append(rt)
            if not np.isnan(rt):
                part["hit" if wanted[stream] else "alarm"].append(rt)
    one, two = (_part(found[is_both]) for is_both in (False, True))
    return {
        "rt_cost_ms": two["rt"] - one["rt"],
        "rt_single_ms": one["rt"],
        "rt_both_ms": two["rt"],
        "accuracy_single_percent": one["accuracy"],
        "accuracy_both_percent": two["accuracy"],
        "accuracy_cost_points": one["accuracy"] - two["accuracy"],
        "d_prime_single": one["d"],
        "d_prime_both": two["d"],
    }


def _part(part: dict[str, list[float]]) -> dict[str, float]:
    hits, targets = len(part["hit"]), len(part["target"])
    alarms, others = len(part["alarm"]), len(part["other"])
    return {
        "rt": float(np.mean(part["hit"])),
        "accuracy": 100 * (hits + others - alarms) / (targets + others),
        "d": d_prime(hits, targets, alarms, others),
    }


def breath_counting(rows: list[Row]) -> dict[str, float]:
    """Rounds by splitting the presses, written as letters, after each ninth and each reset."""
    right = miscounts = resets = 0
    [row] = rows
    letters = "".join(
        {"breath": "b", "ninth": "N", "reset": "R", "left": "L"}[a] for a, _t in row["responses"]
    )
    for part in letters.replace("N", "N|").replace("R", "R|").split("|")[:-1]:
        if "L" in part:
            continue
        right += part == "bbbbbbbbN"
        miscounts += part.endswith("N") and part != "bbbbbbbbN"
        resets += part.endswith("R")
    total = right + miscounts + resets
    breaths = letters.count("b") + letters.count("N")
    return {
        "accuracy_percent": 100 * right / total,
        "rounds": total,
        "miscounts": miscounts,
        "resets": resets,
        "breaths_per_minute": breaths / (row["shown_ms"] / 60_000),
    }


REFERENCES = {
    "sart": sart,
    "gradual_cpt": gradual_cpt,
    "n_back": n_back,
    "dual_task": dual_task,
    "breath_counting": breath_counting,
}

"""From the sums of the last 10, 30 and 90 seconds to the columns that the models read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attention_model.answers import ANSWER_COLUMNS
from attention_model.arena import Arena, Rows
from attention_model.channels import WINDOWS_S, Channel
from attention_model.features import FEATURES, INDEX, NAMES
from attention_model.scalars import (
    BLOCK_RESIDUAL,
    HAS_POINTER,
    HAS_SCROLL,
    LAST_ANSWER_S,
    LAST_INPUT_S,
    LAST_PROBE_S,
    RETURNED_S,
    SEGMENT_USUAL_S,
    SESSION_START_S,
)
from attention_model.state_filter import log_odds

Floats = NDArray[np.float64]

LOW = np.array([feature.low for feature in FEATURES])
HIGH = np.array([feature.high for feature in FEATURES])
ANSWERS_FADE_S = 120.0  # older answers say nothing about this minute
GAZE_COVERAGE_P = 0.3  # less valid gaze than this in a window counts as none

Columns = dict[str, Floats]


def feature_matrix(arena: Arena, rows: Rows) -> Floats:
    """Features of the learners in `rows`, (B, F); nan where something was not observed."""
    sums = arena.sums[rows]  # (B, 3, C)
    scalar = arena.scalar[rows]  # (B, S)
    now = arena.clock_s[rows].astype(np.float64)
    columns: Columns = {}
    _answers(arena, rows, sums, now - scalar[:, LAST_ANSWER_S], columns)
    _reading(arena.segment_active_s[rows], scalar, columns)
    _movement(sums, scalar, columns)
    _counts(sums, columns)
    _time(scalar, now, columns)
    _gaze(sums, columns)
    columns["filter_logit"] = log_odds(arena.belief[rows])
    columns["is_practice"] = arena.context[rows].astype(np.float64)
    out = np.empty((len(rows), len(NAMES)))
    for name, index in INDEX.items():
        out[:, index] = columns[name]
    return np.clip(out, LOW, HIGH)


def _answers(arena: Arena, rows: Rows, sums: Floats, age_s: Floats, columns: Columns) -> None:
    recent = age_s < ANSWERS_FADE_S
    latest = np.where(recent[:, None], arena.answer_now[rows], np.nan)
    for index, name in enumerate(ANSWER_COLUMNS):
        columns[name] = latest[:, index]
    window = sums[:, 2]
    count = window[:, Channel.ANSWERS]
    some = np.where(count > 0.5, count, np.nan)
    columns["rt_90"] = window[:, Channel.TIME_RESIDUAL] / some
    columns["rt_abs_90"] = window[:, Channel.TIME_ABS_RESIDUAL] / some
    columns["rapid_90"] = np.where(count > 0.5, window[:, Channel.RAPID], np.nan)
    columns["success_90"] = window[:, Channel.SUCCESS_RESIDUAL] / some
    columns["easy_miss_90"] = np.where(count > 0.5, window[:, Channel.EASY_MISSES], np.nan)


def _reading(active_s: Floats, scalar: Floats, columns: Columns) -> None:
    # Five seconds are added on both sides so that the first moments of a segment say little.
    over = np.log((active_s + 5) / (scalar[:, SEGMENT_USUAL_S] + 5))
    columns["read_over"] = over
    columns["read_overrun"] = np.maximum(over, 0.0)
    columns["block_residual"] = scalar[:, BLOCK_RESIDUAL]


def _movement(sums: Floats, scalar: Floats, columns: Columns) -> None:
    has_scroll = scalar[:, HAS_SCROLL] > 0
    has_pointer = scalar[:, HAS_POINTER] > 0
    for index, window_s in enumerate(WINDOWS_S):
        window = sums[:, index]
        scroll = _against(window, Channel.SCROLLS, Channel.EXPECTED_SCROLLS)
        columns[f"scroll_{window_s}"] = np.where(has_scroll, scroll, np.nan)
        pointer = _against(window, Channel.POINTERS, Channel.EXPECTED_POINTERS)
        columns[f"pointer_{window_s}"] = np.where(has_pointer, pointer, np.nan)
        back = _against(window, Channel.REVERSALS, Channel.EXPECTED_REVERSALS)
        if window_s > 10:
            columns[f"reversals_{window_s}"] = np.where(has_scroll, back, np.nan)


def _against(window: Floats, seen: Channel, expected: Channel) -> Floats:
    """A Poisson z: (seen - expected) / sqrt(expected + 1/2), so that few expected says little."""
    usual = np.maximum(window[:, expected], 0.0)
    return np.asarray((window[:, seen] - usual) / np.sqrt(usual + 0.5))


def _counts(sums: Floats, columns: Columns) -> None:
    short, long = sums[:, 1], sums[:, 2]
    columns["unanswered_90"] = long[:, Channel.UNANSWERED]
    columns["jumps_90"] = long[:, Channel.JUMPS]
    columns["clicks_30"] = short[:, Channel.CLICKS]
    columns["dead_clicks_90"] = long[:, Channel.DEAD_CLICKS]
    columns["hidden_30"] = short[:, Channel.HIDDEN_S] / 30
    columns["hidden_90"] = long[:, Channel.HIDDEN_S] / 90
    columns["hides_90"] = long[:, Channel.HIDES]
    columns["blurs_90"] = long[:, Channel.BLURS]
    columns["idle_90"] = long[:, Channel.IDLE_S] / 90
    columns["hints_90"] = long[:, Channel.HINTS]
    columns["fast_hints_90"] = long[:, Channel.FAST_HINTS]
    columns["drifts_90"] = long[:, Channel.DRIFTS]


def _time(scalar: Floats, now: Floats, columns: Columns) -> None:
    session_s = np.maximum(now - scalar[:, SESSION_START_S], 0.0)
    columns["session_time"] = np.log1p(session_s / 60)
    columns["session_hours"] = session_s / 3600
    since_probe_s = now - np.fmax(scalar[:, LAST_PROBE_S], scalar[:, SESSION_START_S])
    columns["since_probe"] = np.log1p(np.maximum(since_probe_s, 0.0))
    columns["idle_now"] = np.log1p(np.maximum(now - scalar[:, LAST_INPUT_S], 0.0))
    back_s = now - scalar[:, RETURNED_S]
    columns["returned"] = np.nan_to_num(np.exp(-np.maximum(back_s, 0.0) / 30), nan=0.0)


def _gaze(sums: Floats, columns: Columns) -> None:
    for index, window_s in enumerate(WINDOWS_S):
        window = sums[:, index]
        covered = window[:, Channel.GAZE_VALID_S] >= GAZE_COVERAGE_P * window_s
        fixations = np.where(covered, window[:, Channel.FIXATIONS], np.nan)
        some = np.maximum(fixations, 1.0)
        scale = np.sqrt(some) / 0.28  # spread of one second's log fixation time (evaluation paper)
        columns[f"fixation_{window_s}"] = window[:, Channel.FIXATION_RESIDUAL] / some * scale
        expected = window[:, Channel.EXPECTED_HITS]
        spread = np.sqrt(np.maximum(expected * 0.18, 0.1))
        hits = (window[:, Channel.AREA_HITS] - expected) / spread
        columns[f"area_hits_{window_s}"] = np.where(covered, hits, np.nan)
        usual = window[:, Channel.EXPECTED_OFFSCREEN_S]
        off = (window[:, Channel.OFFSCREEN_S] - usual) / np.sqrt(usual + 0.2)
        columns[f"offscreen_{window_s}"] = np.where(covered, off, np.nan)
        if window_s == 30:
            spread_out = window[:, Channel.DISPERSION_RESIDUAL] / some * np.sqrt(some) / 0.4
            columns["dispersion_30"] = spread_out

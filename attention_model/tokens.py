"""What the network reads of one closed second: a token, its columns ordered by behaviour.

A token is what the arena knows when the second closes, so it is causal like everything there. A
sensor that is absent has its own flag, and its columns then hold what "as usual" holds.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from attention_model.channels import Channel
from attention_model.features import Group
from attention_model.scalars import (
    HAS_POINTER,
    HAS_SCROLL,
    LAST_INPUT_S,
    LAST_PROBE_S,
    RETURNED_S,
    SEGMENT_USUAL_S,
    SESSION_START_S,
)

if TYPE_CHECKING:
    from attention_model.arena import Arena, Rows

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating[Any]]

TOKENS: tuple[tuple[Group, tuple[str, ...]], ...] = (
    ("presence", ("hidden", "hides", "blurs", "returned")),
    ("scrolling", ("scrolls", "reversals", "jumps", "usual_scrolls", "usual_back", "has_scroll")),
    ("pointer", ("moves", "pauses", "usual_moves", "has_pointer")),
    ("gaze", ("has_gaze", "fixated", "fixation", "dispersion", "hit", "usual_hit", "off")),
    ("answer_timing", ("answered", "time", "abs_time", "rapid")),
    ("accuracy", ("success", "easy_miss", "unanswered")),
    ("reading_pace", ("over", "overrun", "not_reading")),
    ("clicks", ("clicks", "dead_clicks")),
    ("idle", ("is_idle", "log_idle")),
    ("self_report", ("drifted",)),
    ("context", ("is_practice", "session_time", "since_probe")),
)
TOKEN_GROUPS: tuple[Group, ...] = tuple(group for group, _ in TOKENS)
TOKEN_NAMES: tuple[str, ...] = tuple(f"{g}.{name}" for g, names in TOKENS for name in names)
WIDTH = len(TOKEN_NAMES)
GROUP_OF = np.repeat(np.arange(len(TOKENS)), [len(names) for _, names in TOKENS])
MOST = 3.0  # counts of one second above it say no more
GAZE_FROM_S = 0.2  # of valid gaze in the second


def columns_of(group: Group) -> NDArray[np.bool_]:
    """A mask (WIDTH,) of the columns of `group`."""
    return np.asarray(TOKEN_GROUPS.index(group) == GROUP_OF)


def token_fingerprint() -> str:
    """Twelve hex digits that change when a column's name, group or place changes."""
    return hashlib.sha256("\n".join(TOKEN_NAMES).encode()).hexdigest()[:12]


def tokens(arena: Arena, rows: Rows, x: Floats) -> NDArray[np.float32]:
    """Tokens (B, WIDTH) of the second `x` (B, C) that `rows` are closing."""
    scalar, now = arena.scalar[rows], arena.clock_s[rows] + 1.0
    out = np.zeros((len(rows), WIDTH), np.float32)
    place = iter(range(WIDTH))

    def put(*values: Numbers | NDArray[np.bool_]) -> None:
        for value in values:
            out[:, next(place)] = value

    back_s = now - scalar[:, RETURNED_S]
    returned = np.nan_to_num(np.exp(-np.maximum(back_s, 0.0) / 30), nan=0.0)
    put(x[:, Channel.HIDDEN_S], x[:, Channel.HIDES], x[:, Channel.BLURS], returned)
    put(*_few(x, Channel.SCROLLS, Channel.REVERSALS, Channel.JUMPS))
    put(x[:, Channel.EXPECTED_SCROLLS] * 3, x[:, Channel.EXPECTED_REVERSALS] * 10)
    put(scalar[:, HAS_SCROLL])
    put(*_few(x, Channel.POINTERS, Channel.PAUSES), x[:, Channel.EXPECTED_POINTERS] * 3)
    put(scalar[:, HAS_POINTER])
    put(*_gaze(x))
    answers = np.maximum(x[:, Channel.ANSWERS], 1.0)
    time = x[:, Channel.TIME_RESIDUAL] / answers
    put(x[:, Channel.ANSWERS], time, np.abs(time), x[:, Channel.RAPID])
    put(x[:, Channel.SUCCESS_RESIDUAL] / answers)
    put(x[:, Channel.EASY_MISSES], x[:, Channel.UNANSWERED])
    usual_s = scalar[:, SEGMENT_USUAL_S]
    over = np.log((arena.segment_active_s[rows] + 5) / (usual_s + 5))
    reads = ~np.isnan(over)
    over = np.where(reads, np.clip(np.nan_to_num(over), -3, 3), 0.0)
    put(over, np.maximum(over, 0.0), ~reads)
    put(*_few(x, Channel.CLICKS, Channel.DEAD_CLICKS))
    idle_s = np.maximum(np.nan_to_num(now - scalar[:, LAST_INPUT_S]), 0.0)
    put(x[:, Channel.IDLE_S], np.log1p(idle_s) / 2)
    put(*_few(x, Channel.DRIFTS))
    start_s = scalar[:, SESSION_START_S]
    since_s = now - np.fmax(scalar[:, LAST_PROBE_S], start_s)
    put(arena.context[rows] * 1.0, _log(now - 1 - start_s, 60.0) / 3, _log(since_s, 1.0) / 5)
    return out


def _few(x: Floats, *channels: Channel) -> list[Floats]:
    return [np.minimum(x[:, channel], MOST) for channel in channels]


def _log(elapsed_s: Numbers, unit_s: float) -> Floats:
    return np.asarray(np.log1p(np.maximum(np.nan_to_num(elapsed_s), 0.0) / unit_s))


def _gaze(x: Floats) -> list[Numbers]:
    has = (x[:, Channel.GAZE_VALID_S] > GAZE_FROM_S) * 1.0
    count = np.maximum(x[:, Channel.FIXATIONS], 1.0)
    fixated = has * (x[:, Channel.FIXATIONS] > 0)
    usual = x[:, Channel.EXPECTED_HITS]
    return [
        has,
        fixated,
        has * x[:, Channel.FIXATION_RESIDUAL] / count / 0.28,
        has * x[:, Channel.DISPERSION_RESIDUAL] / count / 0.4,
        fixated * (x[:, Channel.AREA_HITS] / count - usual),
        has * usual,
        has * (np.minimum(x[:, Channel.OFFSCREEN_S], 1.0) - x[:, Channel.EXPECTED_OFFSCREEN_S]),
    ]

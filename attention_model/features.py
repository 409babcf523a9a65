"""Every feature of a learner's last 90 seconds: name, unit, range, source, group, words.

The order of `FEATURES` is the order of the columns; `fingerprint()` names that list, and weights
refuse to be used with another. A feature that was not observed is nan: absent, never zero.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Group = Literal[
    "answer_timing",
    "accuracy",
    "reading_pace",
    "scrolling",
    "pointer",
    "clicks",
    "presence",
    "idle",
    "help",
    "self_report",
    "gaze",
    "context",
    "steadiness",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One column.

    `low` and `high` bound the value that the model sees; `source` names the signals it is computed
    from and where the idea comes from; `words_key` names the sentence shown to the learner, empty
    where a feature is never shown as a reason.
    """

    name: str
    unit: str
    low: float
    high: float
    signals: tuple[str, ...]
    source: str
    group: Group
    words_key: str = ""


def _z(name: str, signals: tuple[str, ...], source: str, group: Group, words: str) -> Feature:
    return Feature(
        name=name,
        unit="z, against the learner's own",
        low=-4.0,
        high=4.0,
        signals=signals,
        source=source,
        group=group,
        words_key=words,
    )


def _p(name: str, signals: tuple[str, ...], source: str, group: Group, words: str) -> Feature:
    return Feature(
        name=name,
        unit="fraction",
        low=0.0,
        high=1.0,
        signals=signals,
        source=source,
        group=group,
        words_key=words,
    )


def _n(
    name: str, high: float, signals: tuple[str, ...], source: str, group: Group, words: str
) -> Feature:
    return Feature(
        name=name,
        unit="count",
        low=0.0,
        high=high,
        signals=signals,
        source=source,
        group=group,
        words_key=words,
    )


def _log(
    name: str,
    low: float,
    high: float,
    unit: str,
    signals: tuple[str, ...],
    source: str,
    group: Group,
    words: str,
) -> Feature:
    return Feature(
        name=name,
        unit=unit,
        low=low,
        high=high,
        signals=signals,
        source=source,
        group=group,
        words_key=words,
    )


_ANSWER = ("answer",)
_TIMING: Group = "answer_timing"

FEATURES: tuple[Feature, ...] = (
    _z("rt_last", _ANSWER, "log-normal residual; Bixler & D'Mello 2016", _TIMING, "answer_pace"),
    _z("rt_ma3", _ANSWER, "deBettencourt et al. 2018, 2019", _TIMING, "answer_pace"),
    _z("rt_abs_ma3", _ANSWER, "Henriquez et al. 2016", _TIMING, "answer_uneven"),
    _z("rt_ma8", _ANSWER, "deBettencourt et al. 2018", _TIMING, "answer_pace"),
    _z("rt_sd8", _ANSWER, "Bastian & Sackur 2013", _TIMING, "answer_uneven"),
    _z("rt_abs_ma20", _ANSWER, "Bastian & Sackur 2013", _TIMING, "answer_uneven"),
    _z("rt_max8", _ANSWER, "Henriquez et al. 2016", _TIMING, "answer_uneven"),
    _z("success_ma3", _ANSWER, "outcome minus expectation", "accuracy", "answer_success"),
    _z("success_ma8", _ANSWER, "outcome minus expectation", "accuracy", "answer_success"),
    _z("post_error_slowing", _ANSWER, "Dutilh et al. 2012", _TIMING, "answer_pace"),
    _z("first_act", _ANSWER, "time to the first input", _TIMING, "answer_first_act"),
    _n(
        "unanswered_90",
        5,
        ("item_view", "answer"),
        "exercises left without an answer",
        "accuracy",
        "unanswered",
    ),
    _z("rt_90", _ANSWER, "mean residual in 90 s", _TIMING, "answer_pace"),
    _z("rt_abs_90", _ANSWER, "mean absolute residual in 90 s", _TIMING, "answer_uneven"),
    _n("rapid_90", 5, _ANSWER, "Wise & Ma 2012", _TIMING, "answer_rapid"),
    _z("success_90", _ANSWER, "outcome minus expectation in 90 s", "accuracy", "answer_success"),
    _n("easy_miss_90", 5, _ANSWER, "error where success was expected", "accuracy", "easy_miss"),
    _log(
        "read_over",
        -3.0,
        3.0,
        "log of time over usual",
        ("segment_view", "dwell"),
        "Mills & D'Mello 2015",
        "reading_pace",
        "reading_pace",
    ),
    _log(
        "read_overrun",
        0.0,
        3.0,
        "log of time over usual, once over it",
        ("segment_view", "dwell"),
        "Bixler & D'Mello 2016",
        "reading_pace",
        "reading_pace",
    ),
    _log(
        "block_residual",
        -2.0,
        2.0,
        "log of time over usual, last segment",
        ("segment_view", "segment_leave"),
        "Bixler & D'Mello 2016",
        "reading_pace",
        "reading_pace",
    ),
    _z("scroll_10", ("scroll",), "scroll reports against usual", "scrolling", "scrolling"),
    _z("scroll_30", ("scroll",), "scroll reports against usual", "scrolling", "scrolling"),
    _z("scroll_90", ("scroll",), "scroll reports against usual", "scrolling", "scrolling"),
    _z("reversals_30", ("scroll",), "direction reversals", "scrolling", "scroll_back"),
    _z("reversals_90", ("scroll",), "direction reversals", "scrolling", "scroll_back"),
    _n("jumps_90", 10, ("scroll",), "scrolls of over 1.5 viewports", "scrolling", "scroll_jumps"),
    _z("pointer_10", ("pointer",), "AttentiveCursor", "pointer", "pointer"),
    _z("pointer_30", ("pointer",), "AttentiveCursor", "pointer", "pointer"),
    _z("pointer_90", ("pointer",), "AttentiveCursor", "pointer", "pointer"),
    _n("clicks_30", 10, ("click",), "clicks", "clicks", "clicks"),
    _n("dead_clicks_90", 10, ("click",), "clicks on nothing", "clicks", "clicks"),
    _p("hidden_30", ("visibility", "blur"), "time hidden", "presence", "hidden"),
    _p("hidden_90", ("visibility", "blur"), "time hidden", "presence", "hidden"),
    _n("hides_90", 5, ("visibility",), "times hidden", "presence", "hidden"),
    _n("blurs_90", 5, ("blur",), "times another window was in front", "presence", "blurred"),
    _p("returned", ("visibility", "blur"), "just back, fading over 30 s", "presence", "hidden"),
    _log(
        "idle_now",
        0.0,
        5.0,
        "log1p s since the last input",
        ("scroll", "pointer", "click", "answer", "idle"),
        "Kovanovic et al. 2015",
        "idle",
        "idle",
    ),
    _p("idle_90", ("idle",), "Kovanovic et al. 2015", "idle", "idle"),
    _n("hints_90", 6, ("hint",), "hints opened", "help", "hints"),
    _n("fast_hints_90", 4, ("hint",), "Baker's gaming lineage", "help", "fast_hints"),
    _n("drifts_90", 2, ("drifted",), "Varao-Sousa & Kingstone 2018", "self_report", "drifted"),
    _log("session_time", 0.0, 5.0, "log1p min", (), "Risko et al. 2012", "context", ""),
    _log("session_hours", 0.0, 2.0, "h", (), "Krimsky et al. 2017", "context", ""),
    _log("since_probe", 0.0, 6.0, "log1p s", ("probe_answer",), "Seli et al. 2013", "context", ""),
    _p("is_practice", ("item_view", "segment_view"), "Faber et al. 2020", "context", ""),
    _z("fixation_10", ("gaze",), "Crossed Eyes 2021", "gaze", "gaze_fixations"),
    _z("fixation_30", ("gaze",), "Crossed Eyes 2021", "gaze", "gaze_fixations"),
    _z("fixation_90", ("gaze",), "Crossed Eyes 2021", "gaze", "gaze_fixations"),
    _z("area_hits_10", ("gaze",), "Bixler & D'Mello 2016", "gaze", "gaze_area"),
    _z("area_hits_30", ("gaze",), "Bixler & D'Mello 2016", "gaze", "gaze_area"),
    _z("area_hits_90", ("gaze",), "Bixler & D'Mello 2016", "gaze", "gaze_area"),
    _z("offscreen_10", ("gaze",), "Zermiani et al. 2022", "gaze", "gaze_off"),
    _z("offscreen_30", ("gaze",), "Zermiani et al. 2022", "gaze", "gaze_off"),
    _z("offscreen_90", ("gaze",), "Zermiani et al. 2022", "gaze", "gaze_off"),
    _z("dispersion_30", ("gaze",), "Crossed Eyes 2021", "gaze", "gaze_fixations"),
    _log(
        "filter_logit",
        -4.0,
        4.0,
        "log odds",
        ("scroll", "pointer", "answer", "visibility", "gaze"),
        "three-state filter of these behaviours over time",
        "steadiness",
        "steadiness",
    ),
)

NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)
INDEX: dict[str, int] = {name: index for index, name in enumerate(NAMES)}
GROUPS: tuple[Group, ...] = tuple(dict.fromkeys(feature.group for feature in FEATURES))


def fingerprint(features: tuple[Feature, ...] = FEATURES) -> str:
    """Twelve hex digits that change when a feature's name, unit, range or place changes."""
    text = "\n".join(f"{f.name}|{f.unit}|{f.low:g}|{f.high:g}" for f in features)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

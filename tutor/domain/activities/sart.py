"""The Sustained Attention to Response Task: press at every digit but the 3.

Robertson, Manly, Andrade, Baddeley & Yiend 1997, Neuropsychologia 35, 747-758: 225 trials, every
digit 25 times in five sizes, 250 ms of digit and 900 ms of mask.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.activities import go_no_go as go
from tutor.domain.activities import statistics as stats
from tutor.domain.activities.base import (
    ANTICIPATION_MS,
    Action,
    Activity,
    Form,
    Measure,
    Parameters,
    Planned,
    Score,
    Sentence,
    Trial,
    Words,
    answered,
    numbered,
)
from tutor.domain.activities.words import gettext_noop as _

DIGITS = range(1, 10)
SIZES = range(1, 6)
PRACTICE_TRIALS = 18


class Sart(Activity):
    name: ClassVar[str] = "sart"
    words: ClassVar[Words] = Words(
        title=_("Press, but not at three"),
        what=_("Digits come at an even pace. Press at each of them, and let every 3 pass."),
        steps=(
            _("A digit shows for a moment, then a ring covers it. One comes about every second."),
            _("Press at every digit except 3, as soon as you see it and without hurry."),
            _("Pressing at a 3 happens to everybody. Just go on with the next digit."),
        ),
    )
    evidence: ClassVar[str] = _(
        "Researchers use this task to measure how steadily people respond from moment to moment. "
        "It is a measure, not a training: doing it often is only known to change the task itself."
    )
    defaults: ClassVar[Parameters] = {"repeats": 3, "no_go": 3, "digit_ms": 250, "mask_ms": 900}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="short", words=_("Short, 135 digits"), minutes=2.6),
        Form(name="full", words=_("Full, 225 digits"), minutes=4.3, changes={"repeats": 5}),
        Form(
            name="slower",
            words=_("Slower, 135 digits at two thirds of the pace"),
            minutes=3.9,
            changes={"digit_ms": 375, "mask_ms": 1350},
        ),
    )
    actions: ClassVar[tuple[Action, ...]] = (Action(name="press", words=_("Press"), key="Space"),)
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(name="commission_percent", words=_("Presses at a 3"), unit="%", is_headline=True),
        Measure(
            name="omission_percent",
            words=_("Other digits without a press"),
            unit="%",
            decimals=1,
            is_headline=True,
        ),
        Measure(
            name="rt_mean_ms", words=_("Time to press, on average"), unit="ms", is_headline=True
        ),
        Measure(
            name="rtcv",
            words=_("Unevenness of those times (spread / mean)"),
            unit="",
            decimals=2,
            is_headline=True,
        ),
        Measure(name="before_slips_ms", words=_("Time in the four before a slip"), unit="ms"),
        Measure(name="d_prime", words=_("Telling 3 from the others, d′"), unit="", decimals=2),
        Measure(name="a_prime", words=_("Telling 3 from the others, A′"), unit="", decimals=2),
        Measure(
            name="slowing_after_slips_ms",
            words=_("Slower after a slip than after a hit"),
            unit="ms",
        ),
        Measure(
            name="slowing_around_slips_ms", words=_("Slower after a slip than before it"), unit="ms"
        ),
        Measure(
            name="anticipation_percent", words=_("Presses before an answer is possible"), unit="%"
        ),
    )
    is_timed: ClassVar[bool] = True
    is_visual: ClassVar[bool] = True

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        digits = [(digit, size) for digit in DIGITS for size in SIZES] * parameters["repeats"]
        rng.shuffle(digits)
        return _planned(digits, parameters)

    @override
    def practice(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        digits = [(digit, rng.choice(SIZES)) for digit in DIGITS] * (PRACTICE_TRIALS // 9)
        rng.shuffle(digits)
        return _planned(digits, parameters)

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        steps = [_step(trial) for trial in trials]
        n = go.counts(steps)
        times = go.hit_times(steps)
        anticipations = sum(_is_anticipation(trial) for trial in trials if not trial.is_marked)
        left_out = sum(trial.is_marked for trial in trials)
        return Score(
            values={
                "commission_percent": stats.percent(n.commissions, n.no_go),
                "omission_percent": stats.percent(n.omissions, n.go),
                "rt_mean_ms": stats.mean(times),
                "rtcv": stats.variation_p(times),
                "before_slips_ms": go.before_slips_ms(steps),
                **go.sensitivity(steps),
                "slowing_after_slips_ms": go.slowing_after_slips_ms(steps),
                "slowing_around_slips_ms": go.slowing_around_slips_ms(steps),
                "anticipation_percent": stats.percent(anticipations, len(trials) - left_out),
            },
            counted=n.go + n.no_go,
            left_out=len(trials) - n.go - n.no_go,
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        slip_p, miss_p = 0.75 - 0.7 * skill, 0.3 - 0.29 * skill
        trials, onset_ms = [], 0.0
        for planned in plan:
            is_pressed = rng.random() < (slip_p if planned.kind == "no_go" else 1 - miss_p)
            rt_ms = round(max(160.0, rng.gauss(380, 110 - 60 * skill)), 1)
            responses = [("press", rt_ms)] if is_pressed else []
            trials.append(answered(planned, responses, onset_ms=onset_ms))
            onset_ms += planned.duration_ms or 0.0
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        commission = score.values["commission_percent"]
        if commission is None:
            return Sentence(text=_("Too few trials were left to say anything."))
        return Sentence(
            text=_("You let %(share)d %% of the threes pass, at %(ms)d ms a press."),
            values={
                "share": round(100 - commission),
                "ms": round(score.values["rt_mean_ms"] or 0),
            },
        )


def _planned(digits: Sequence[tuple[int, int]], parameters: Parameters) -> tuple[Planned, ...]:
    digit_ms, mask_ms = parameters["digit_ms"], parameters["mask_ms"]
    return numbered(
        (
            "no_go" if digit == parameters["no_go"] else "go",
            {"digit": digit, "size": size, "digit_ms": digit_ms},
            digit_ms + mask_ms,
        )
        for digit, size in digits
    )


def _is_anticipation(trial: Trial) -> bool:
    return trial.first is not None and trial.first.rt_ms < ANTICIPATION_MS


def _step(trial: Trial) -> go.Step:
    """The first press counts; one that comes too soon to be an answer takes the trial out."""
    if trial.is_marked or _is_anticipation(trial):
        return go.Step(outcome=go.Outcome.LEFT_OUT)
    rt_ms = trial.first.rt_ms if trial.first else None
    outcome = go.outcome_of(is_go=trial.kind == "go", has_pressed=rt_ms is not None)
    return go.Step(outcome=outcome, rt_ms=rt_ms)

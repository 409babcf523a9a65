"""Counting one's own breaths from one to nine, again and again.

Levinson, Stoll, Kindy, Merry & Davidson 2014, Front Psychol 5, 1202: a key at each breath from one
to eight, another at the ninth, a third where the count was lost. Losing it unnoticed (a miscount)
and noticing it (a reset) are kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.activities import statistics as stats
from tutor.domain.activities.base import (
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

BREATH, NINTH, RESET = "breath", "ninth", "reset"
#: Put in by the page where it was left: that round counts neither way.
LEFT = "left"


class BreathCounting(Activity):
    name: ClassVar[str] = "breath_counting"
    words: ClassVar[Words] = Words(
        title=_("Counting breaths"),
        what=_("Breathe as you do, and count silently from one to nine, over and over."),
        steps=(
            _("Press the breath key once with every breath from one to eight."),
            _("At the ninth press the other key, then begin again at one."),
            _("If you lose count, press “lost count” and begin again at one. That is part of it."),
        ),
    )
    evidence: ClassVar[str] = _(
        "A tested way to see how often a mind wanders from something simple. One small group of "
        "studies found less wandering after four weeks of it; that has to be shown again elsewhere."
    )
    defaults: ClassVar[Parameters] = {"minutes": 5, "cycle": 9}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="five", words=_("Usual"), minutes=5.0),
        Form(name="ten", words=_("Longer"), minutes=10.0, changes={"minutes": 10}),
        Form(
            name="three",
            words=_("Short, to get to know it"),
            minutes=3.0,
            changes={"minutes": 3},
        ),
    )
    actions: ClassVar[tuple[Action, ...]] = (
        Action(name=BREATH, words=_("Breath 1 to 8"), key="Space"),
        Action(name=NINTH, words=_("Ninth breath"), key="Enter"),
        Action(name=RESET, words=_("Lost count"), key="Backspace"),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            name="accuracy_percent", words=_("Rounds counted to nine"), unit="%", is_headline=True
        ),
        Measure(name="rounds", words=_("Rounds"), unit="", is_headline=True),
        Measure(name="miscounts", words=_("Count lost unnoticed"), unit="", is_headline=True),
        Measure(name="resets", words=_("Count lost and noticed"), unit="", is_headline=True),
        Measure(name="breaths_per_minute", words=_("Breaths a minute"), unit="", decimals=1),
    )

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        stimulus = {"cycle": parameters["cycle"]}
        return numbered([("breathing", stimulus, parameters["minutes"] * 60_000)])

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        right = miscounts = resets = presses = 0
        for trial in trials:
            for outcome in rounds(trial):
                right += outcome == "right"
                miscounts += outcome == "miscount"
                resets += outcome == "reset"
            presses += sum(r.action in (BREATH, NINTH) for r in trial.responses)
        total = right + miscounts + resets
        minutes = sum(trial.shown_ms for trial in trials) / 60_000
        return Score(
            values={
                "accuracy_percent": stats.percent(right, total),
                "rounds": float(total),
                "miscounts": float(miscounts),
                "resets": float(resets),
                "breaths_per_minute": presses / minutes if minutes else None,
            },
            counted=len(trials),
            left_out=0,
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        trials = []
        for planned in plan:
            cycle, length_ms = planned.stimulus["cycle"], planned.duration_ms or 0.0
            responses: list[tuple[str, float]] = []
            at_ms, count, lost_p = 0.0, 0, 0.12 - 0.115 * skill
            while (at_ms := at_ms + max(1500.0, rng.gauss(4200, 500))) < length_ms:
                count += 1
                if rng.random() < lost_p:
                    count += rng.choice((-1, 1))
                action = NINTH if count >= cycle else BREATH
                if action == BREATH and rng.random() < lost_p / 3:
                    action = RESET
                count = count if action == BREATH else 0
                responses.append((action, round(at_ms, 1)))
            trials.append(answered(planned, responses))
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        values = score.values
        if not values["rounds"]:
            return Sentence(text=_("No round was ended, so there is nothing to count."))
        return Sentence(
            text=_("Rounds ended: %(rounds)d. Of these, %(share)d %% had nine breaths."),
            values={
                "rounds": round(values["rounds"]),
                "share": round(values["accuracy_percent"] or 0),
            },
        )


def rounds(trial: Trial) -> list[str]:
    """What became of each round: right, miscount, reset or left. An unfinished last one is none."""
    outcomes, count, is_left = [], 0, False
    for response in trial.responses:
        if response.action == BREATH:
            count += 1
        elif response.action == LEFT:
            is_left = True
        elif response.action in (NINTH, RESET):
            if is_left:
                outcomes.append("left")
            elif response.action == RESET:
                outcomes.append("reset")
            else:
                outcomes.append("right" if count == trial.stimulus["cycle"] - 1 else "miscount")
            count, is_left = 0, False
    return outcomes

"""Breathing slowly along a picture or a word: a break, and only that it was taken is kept.

Slow breathing of about five to six breaths a minute, a little longer out than in.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from attention_model.compat import override
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

DONE = "done"


class PacedBreathing(Activity):
    name: ClassVar[str] = "paced_breathing"
    words: ClassVar[Words] = Words(
        title=_("Slow breathing"),
        what=_("Breathe in and out slowly along a picture that grows and sinks."),
        steps=(
            _("Sit as is comfortable. The picture and a word say when to breathe in and out."),
            _("Breathe gently; if it feels like too much, breathe as you like and just watch."),
            _("Stop whenever you want."),
        ),
    )
    evidence: ClassVar[str] = _(
        "Many people find slow breathing calming. Nothing is claimed here about attention."
    )
    defaults: ClassVar[Parameters] = {"breaths": 11, "a_minute": 5.5, "in_p": 0.4, "is_paced": True}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="two", words=_("Short"), minutes=2.0),
        Form(name="three", words=_("Longer"), minutes=2.9, changes={"breaths": 16}),
        Form(
            name="own_pace",
            words=_("At your own pace: a press after each of eleven breaths"),
            minutes=2.0,
            changes={"is_paced": False},
        ),
    )
    actions: ClassVar[tuple[Action, ...]] = (
        Action(name=DONE, words=_("Next breath"), key="Space", only_in=("own_pace",)),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(name="breaths", words=_("Breaths"), unit="", is_headline=True),
        Measure(name="minutes", words=_("Minutes"), unit="", decimals=1, is_headline=True),
    )

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        length_ms = 60_000 / parameters["a_minute"]
        in_ms = round(length_ms * parameters["in_p"])
        stimulus = {"in_ms": in_ms, "out_ms": round(length_ms - in_ms)}
        duration_ms = round(length_ms) if parameters["is_paced"] else None
        return numbered([("breath", stimulus, duration_ms)] * parameters["breaths"])

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        done = [t for t in trials if any(r.action == DONE for r in t.responses)]
        return Score(
            values={
                "breaths": float(len(done)),
                "minutes": sum(trial.shown_ms for trial in done) / 60_000,
            },
            counted=len(done),
            left_out=len(trials) - len(done),
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        stays = max(1, round(len(plan) * (0.3 + 0.7 * skill)))
        trials, onset_ms = [], 0.0
        for planned in plan[:stays]:
            length_ms = planned.duration_ms or rng.uniform(8_000, 13_000)
            responses = [(DONE, round(length_ms, 1))]
            trials.append(answered(planned, responses, onset_ms=onset_ms, shown_ms=length_ms))
            onset_ms += length_ms
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        breaths = round(score.values["breaths"] or 0)
        return Sentence(
            text=_("You took %(breaths)d slow breaths. That was a break."),
            values={"breaths": breaths},
        )

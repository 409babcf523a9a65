"""The gradual-onset continuous performance task: towns melt into mountains, and back.

Esterman, Noonan, Rosenberg & DeGutis 2013, Cereb Cortex 23, 2712-2723. A picture blends into the
next one over 800 ms; press at towns (90 %), let mountains (10 %) pass. The pictures are our own,
drawn by the page. The assignment of presses and the time course follow the paper's description.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.activities import go_no_go as go
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
from tutor.domain.activities.presses import Slot, assigned_ms
from tutor.domain.activities.words import gettext_noop as _
from tutor.domain.activities.zone import by_zone

PICTURES = 10
TOWN, MOUNTAIN = "town", "mountain"
PRACTICE_TRIALS = 20


class GradualCpt(Activity):
    name: ClassVar[str] = "gradual_cpt"
    words: ClassVar[Words] = Words(
        title=_("Towns and mountains"),
        what=_("Drawings melt slowly into each other. Press at every town, let mountains pass."),
        steps=(
            _("Each drawing takes a little less than a second to turn into the next."),
            _("Press once at each town, when you can tell that it is one. Let mountains pass."),
            _("There is no right speed. If you miss some, join in again at the next."),
        ),
    )
    evidence: ClassVar[str] = _(
        "Used in research to follow attention from second to second: people tend to be steadier in "
        "some minutes than in others. It measures; it is not known to train anything else."
    )
    defaults: ClassVar[Parameters] = {"trials": 150, "blend_ms": 800, "mountain_p": 0.1}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="short", words=_("Short, 150 drawings"), minutes=2.0),
        Form(name="full", words=_("Full, 600 drawings"), minutes=8.0, changes={"trials": 600}),
        Form(
            name="slower",
            words=_("Slower, 150 drawings at two thirds of the pace"),
            minutes=3.0,
            changes={"blend_ms": 1200},
        ),
    )
    actions: ClassVar[tuple[Action, ...]] = (Action(name="press", words=_("Town"), key="Space"),)
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            name="commission_percent", words=_("Presses at a mountain"), unit="%", is_headline=True
        ),
        Measure(
            name="omission_percent",
            words=_("Towns without a press"),
            unit="%",
            decimals=1,
            is_headline=True,
        ),
        Measure(
            name="d_prime",
            words=_("Telling towns from mountains, d′"),
            unit="",
            decimals=2,
            is_headline=True,
        ),
        Measure(name="a_prime", words=_("Telling towns from mountains, A′"), unit="", decimals=2),
        Measure(name="rt_mean_ms", words=_("Time to press, on average"), unit="ms"),
        Measure(
            name="rtcv",
            words=_("Unevenness of those times (spread / mean)"),
            unit="",
            decimals=2,
            is_headline=True,
        ),
        Measure(
            name="vtc_mean", words=_("Distance from your own mean time, z"), unit="", decimals=2
        ),
        Measure(
            name="in_zone_errors_percent",
            words=_("Slips in the steadier half"),
            unit="%",
            decimals=1,
        ),
        Measure(
            name="out_of_zone_errors_percent",
            words=_("Slips in the other half"),
            unit="%",
            decimals=1,
        ),
    )
    is_timed: ClassVar[bool] = True
    is_visual: ClassVar[bool] = True

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        return _planned(parameters["trials"], parameters, rng=rng)

    @override
    def practice(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        return _planned(PRACTICE_TRIALS, parameters, rng=rng)

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        steps = _steps(trials)
        n = go.counts(steps)
        times = go.hit_times(steps)
        return Score(
            values={
                "commission_percent": stats.percent(n.commissions, n.no_go),
                "omission_percent": stats.percent(n.omissions, n.go),
                **go.sensitivity(steps),
                "rt_mean_ms": stats.mean(times),
                "rtcv": stats.variation_p(times),
                **by_zone(steps),
            },
            counted=n.go + n.no_go,
            left_out=len(trials) - n.go - n.no_go,
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        slip_p, miss_p = 0.8 - 0.7 * skill, 0.35 - 0.34 * skill
        pressed: dict[int, list[tuple[str, float]]] = {}
        for at, planned in enumerate(plan):
            length_ms = planned.duration_ms or 0.0
            if rng.random() < (slip_p if planned.kind == MOUNTAIN else 1 - miss_p):
                rt_ms = length_ms * min(1.38, max(0.72, rng.gauss(1.0, 0.22 - 0.12 * skill)))
                late = rt_ms >= length_ms
                slot = at + 1 if late and at + 1 < len(plan) else at
                rt_ms = rt_ms - length_ms if slot > at else min(rt_ms, length_ms - 1.0)
                pressed.setdefault(slot, []).append(("press", round(rt_ms, 1)))
        trials, onset_ms = [], 0.0
        for at, planned in enumerate(plan):
            responses = sorted(pressed.get(at, []), key=lambda one: one[1])
            trials.append(answered(planned, responses, onset_ms=onset_ms))
            onset_ms += planned.duration_ms or 0.0
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        commission, omission = score.values["commission_percent"], score.values["omission_percent"]
        if commission is None or omission is None:
            return Sentence(text=_("Too few trials were left to say anything."))
        return Sentence(
            text=_(
                "Pressed at %(towns)d %% of the towns; %(mountains)d %% of the mountains passed."
            ),
            values={"towns": round(100 - omission), "mountains": round(100 - commission)},
        )


def _planned(count: int, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
    """A tenth are mountains, whatever the count; no drawing follows itself."""
    mountains = max(1, round(count * parameters["mountain_p"]))
    families = [MOUNTAIN] * mountains + [TOWN] * (count - mountains)
    rng.shuffle(families)
    shown: list[tuple[str, dict[str, str | int], float]] = []
    before: tuple[str, int] | None = None
    for family in families:
        others = [one for one in range(PICTURES) if (family, one) != before]
        before = (family, rng.choice(others))
        shown.append((family, {"family": family, "picture": before[1]}, parameters["blend_ms"]))
    return numbered(shown)


def _steps(trials: Sequence[Trial]) -> list[go.Step]:
    """Outcomes after every press was given to the drawing it most likely answers."""
    slots = [
        Slot(
            length_ms=trial.shown_ms,
            presses_ms=tuple(response.rt_ms for response in trial.responses),
            is_go=trial.kind == TOWN,
            is_marked=trial.is_marked,
            follows=at > 0 and trials[at - 1].block == trial.block,
        )
        for at, trial in enumerate(trials)
    ]
    times = assigned_ms(slots)
    steps = []
    for slot, rt_ms in zip(slots, times, strict=True):
        if slot.is_marked:
            steps.append(go.Step(outcome=go.Outcome.LEFT_OUT))
        else:
            outcome = go.outcome_of(is_go=slot.is_go, has_pressed=rt_ms is not None)
            steps.append(go.Step(outcome=outcome, rt_ms=rt_ms))
    return steps

"""Two things at once: numbers on one side, shapes on the other, alone and together.

The cost of doing both is the difference between the two (Pashler 1994, Psychol Bull 116, 220-244).
Single parts stand before and after the double one, so that practice does not look like cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, ClassVar

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

EVEN, ODD = (2, 4, 6, 8), (1, 3, 5, 7)
ROUND, ANGULAR = ("circle", "oval"), ("square", "triangle")
NUMBER, SHAPE, BOTH, CUE = "number", "shape", "both", "cue"
STREAMS = (NUMBER, SHAPE)
CUE_MS = 3000


class DualTask(Activity):
    name: ClassVar[str] = "dual_task"
    words: ClassVar[Words] = Words(
        title=_("Two at once"),
        what=_("Numbers on one side, shapes on the other: first each alone, then both together."),
        steps=(
            _("Numbers: press the number key when the number is even."),
            _("Shapes: press the shape key when the shape is round."),
            _("In the middle part both come together, and each may or may not need its key."),
        ),
    )
    evidence: ClassVar[str] = _(
        "Almost everybody is slower with two things at once, and this shows by how much today. "
        "Practice lowers the cost for these two; it is not known to carry over to other pairs."
    )
    defaults: ClassVar[Parameters] = {
        "single": 10,
        "both": 30,
        "target_p": 0.5,
        "shown_ms": 1600,
        "blank_ms": 600,
    }
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="standard", words=_("70 steps"), minutes=2.9),
        Form(
            name="slower",
            words=_("70 steps at two thirds of the pace"),
            minutes=4.1,
            changes={"shown_ms": 2400, "blank_ms": 900},
        ),
    )
    actions: ClassVar[tuple[Action, ...]] = (
        Action(name="number", words=_("Even number"), key="KeyF"),
        Action(name="shape", words=_("Round shape"), key="KeyJ"),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            name="rt_cost_ms",
            words=_("Slower with both than with one"),
            unit="ms",
            is_headline=True,
        ),
        Measure(
            name="rt_single_ms", words=_("Time to press, one alone"), unit="ms", is_headline=True
        ),
        Measure(
            name="rt_both_ms", words=_("Time to press, both together"), unit="ms", is_headline=True
        ),
        Measure(name="accuracy_single_percent", words=_("As asked, one alone"), unit="%"),
        Measure(
            name="accuracy_both_percent",
            words=_("As asked, both together"),
            unit="%",
            is_headline=True,
        ),
        Measure(name="accuracy_cost_points", words=_("Fewer as asked with both"), unit="%"),
        Measure(
            name="d_prime_single", words=_("Telling apart, one alone, d′"), unit="", decimals=2
        ),
        Measure(
            name="d_prime_both", words=_("Telling apart, both together, d′"), unit="", decimals=2
        ),
    )
    is_timed: ClassVar[bool] = True
    is_visual: ClassVar[bool] = True

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        single, both = parameters["single"], parameters["both"]
        parts = [(NUMBER, single), (SHAPE, single), (BOTH, both), (SHAPE, single), (NUMBER, single)]
        return _planned(parts, parameters, rng=rng)

    @override
    def practice(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        return _planned([(NUMBER, 3), (SHAPE, 3), (BOTH, 4)], parameters, rng=rng)

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        judged = [trial for trial in trials if trial.kind != CUE]
        counted = [trial for trial in judged if not trial.is_marked]
        single = [s for trial in counted if trial.kind != BOTH for s in _steps(trial)]
        both = [s for trial in counted if trial.kind == BOTH for s in _steps(trial)]
        rt_single, rt_both = (stats.mean(go.hit_times(steps)) for steps in (single, both))
        right_single, right_both = _as_asked_percent(single), _as_asked_percent(both)
        return Score(
            values={
                "rt_cost_ms": _difference(rt_both, rt_single),
                "rt_single_ms": rt_single,
                "rt_both_ms": rt_both,
                "accuracy_single_percent": right_single,
                "accuracy_both_percent": right_both,
                "accuracy_cost_points": _difference(right_single, right_both),
                "d_prime_single": go.sensitivity(single)["d_prime"],
                "d_prime_both": go.sensitivity(both)["d_prime"],
            },
            counted=len(counted),
            left_out=len(judged) - len(counted),
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        trials, onset_ms = [], 0.0
        for planned in plan:
            responses = []
            slower_ms = 180 - 100 * skill if planned.kind == BOTH else 0.0
            for stream in _streams(planned.kind):
                is_right = rng.random() < 0.5 + 0.49 * skill
                if is_right == _is_target(stream, planned.stimulus):
                    rt_ms = max(200.0, rng.gauss(560 + slower_ms, 120 - 50 * skill))
                    responses.append((stream, round(rt_ms, 1)))
            responses.sort(key=lambda one: one[1])
            trials.append(answered(planned, responses, onset_ms=onset_ms))
            onset_ms += planned.duration_ms or 0.0
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        cost, right = score.values["rt_cost_ms"], score.values["accuracy_both_percent"]
        if cost is None or right is None:
            return Sentence(text=_("Too few trials were left to say anything."))
        return Sentence(
            text=_("With both, %(share)d %% went as asked; a press took %(ms)d ms longer."),
            values={"share": round(right), "ms": round(cost)},
        )


def _planned(
    parts: Sequence[tuple[str, int]], parameters: Parameters, *, rng: Random
) -> tuple[Planned, ...]:
    length_ms = parameters["shown_ms"] + parameters["blank_ms"]
    steps: list[tuple[str, dict[str, Any], float]] = []
    for kind, count in parts:
        steps.append((CUE, {"watch": kind}, CUE_MS))
        columns = {s: _values(s, count, parameters, rng=rng) for s in _streams(kind)}
        for at in range(count):
            stimulus = {stream: values[at] for stream, values in columns.items()}
            steps.append((kind, {**stimulus, "shown_ms": parameters["shown_ms"]}, length_ms))
    return numbered(steps)


def _values(stream: str, count: int, parameters: Parameters, *, rng: Random) -> list[int | str]:
    """So many values of a stream, as many of them targets as asked, in any order."""
    targets: Sequence[int | str] = EVEN if stream == NUMBER else ROUND
    others: Sequence[int | str] = ODD if stream == NUMBER else ANGULAR
    wanted = round(count * parameters["target_p"])
    values = [rng.choice(targets if at < wanted else others) for at in range(count)]
    rng.shuffle(values)
    return values


def _streams(kind: str) -> tuple[str, ...]:
    if kind == CUE:
        return ()
    return STREAMS if kind == BOTH else (kind,)


def _is_target(stream: str, stimulus: Parameters) -> bool:
    return stimulus[stream] in (EVEN if stream == NUMBER else ROUND)


def _steps(trial: Trial) -> list[go.Step]:
    """One step a stream; the first press of each key counts."""
    steps = []
    for stream in _streams(trial.kind):
        rt_ms = next((r.rt_ms for r in trial.responses if r.action == stream), None)
        if rt_ms is not None and rt_ms < ANTICIPATION_MS:
            continue
        is_go = _is_target(stream, trial.stimulus)
        outcome = go.outcome_of(is_go=is_go, has_pressed=rt_ms is not None)
        steps.append(go.Step(outcome=outcome, rt_ms=rt_ms))
    return steps


def _as_asked_percent(steps: Sequence[go.Step]) -> float | None:
    n = go.counts(steps)
    return stats.percent(n.hits + n.withheld, n.go + n.no_go)


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other

"""A Schulte table: numbers in a square, found in order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from statistics import median
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.activities import statistics as stats
from tutor.domain.activities.base import (
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


class Schulte(Activity):
    name: ClassVar[str] = "schulte"
    words: ClassVar[Words] = Words(
        title=_("Numbers in order"),
        what=_("A square full of numbers: find them one after the other, from 1 up."),
        steps=(
            _("Touch or click 1, then 2, then 3, and so on. Arrow keys and Enter work too."),
            _("A number out of order does nothing; look for the one that comes next."),
            _("There is no limit of time."),
        ),
    )
    evidence: ClassVar[str] = _(
        "A search game. We know of no controlled study showing that it improves anything else."
    )
    defaults: ClassVar[Parameters] = {"size": 5, "grids": 2}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="standard", words=_("Two squares of 25"), minutes=2.0),
        Form(name="small", words=_("Two squares of 16"), minutes=1.2, changes={"size": 4}),
        Form(name="tiny", words=_("Two squares of 9"), minutes=0.6, changes={"size": 3}),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            name="per_number_ms", words=_("Time a number, median"), unit="ms", is_headline=True
        ),
        Measure(name="total_s", words=_("Time a square"), unit="s", decimals=1, is_headline=True),
        Measure(name="out_of_order", words=_("Numbers out of order"), unit="", is_headline=True),
        Measure(name="slope_ms", words=_("Longer with each number by"), unit="ms", decimals=1),
    )
    is_visual: ClassVar[bool] = True

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        size = parameters["size"]
        grids = []
        for _grid in range(parameters["grids"]):
            numbers = list(range(1, size * size + 1))
            rng.shuffle(numbers)
            grids.append(("grid", {"size": size, "numbers": numbers}, None))
        return numbered(grids)

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        # The learner sets the pace, so that a dropped frame spoils nothing; being away does.
        seen = [trial for trial in trials if not trial.is_blurred]
        found = [_found_ms(trial) for trial in seen]
        whole = [one for trial, one in zip(seen, found, strict=True) if len(one) == _count(trial)]
        gaps = [_gaps_ms(one) for one in found]
        every = [gap for one in gaps for gap in one]
        order = [float(at) for one in gaps for at in range(1, len(one) + 1)]
        taps = sum(len(trial.responses) for trial in seen)
        return Score(
            values={
                "per_number_ms": median(every) if every else None,
                "total_s": stats.mean([one[-1] / 1000 for one in whole]),
                "out_of_order": float(taps - sum(map(len, found))),
                "slope_ms": stats.slope(order, every),
            },
            counted=len(seen),
            left_out=len(trials) - len(seen),
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        trials, onset_ms = [], 0.0
        for planned in plan:
            at_ms, responses = 0.0, []
            numbers = planned.stimulus["numbers"]
            for number in range(1, len(numbers) + 1):
                while rng.random() < 0.25 * (1 - skill):
                    at_ms += rng.uniform(300, 900)
                    wrong = rng.choice([one for one in numbers if one != number])
                    responses.append((str(wrong), round(at_ms, 1)))
                at_ms += rng.uniform(500, 2600 - 1200 * skill)
                responses.append((str(number), round(at_ms, 1)))
            trials.append(answered(planned, responses, onset_ms=onset_ms, shown_ms=at_ms))
            onset_ms += at_ms
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        per_number_ms = score.values["per_number_ms"]
        if per_number_ms is None:
            return Sentence(text=_("Nothing was found while the page was in front."))
        return Sentence(
            text=_("You took about %(seconds).1f seconds a number."),
            values={"seconds": per_number_ms / 1000},
        )


def _count(trial: Trial) -> int:
    return len(trial.stimulus["numbers"])


def _found_ms(trial: Trial) -> list[float]:
    """When each number was found, in order; taps out of order are passed over."""
    found: list[float] = []
    for response in trial.responses:
        if len(found) < _count(trial) and response.action == str(len(found) + 1):
            found.append(response.rt_ms)
    return found


def _gaps_ms(found_ms: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise([0.0, *found_ms])]

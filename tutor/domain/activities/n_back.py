"""Spatial n-back: does the square stand where it stood n steps ago?

Kirchner 1958, J Exp Psychol 55, 352-358; blocks of 20 + n steps with 30 % matches, a level that
follows the last block, and lures: matches one step too early or too late.
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

CELLS = 9
LOWEST, HIGHEST = 1, 4
UP_FROM_P, DOWN_BELOW_P = 0.85, 0.70
#: A draw may leave no place for a lure; then the order is drawn anew, at most so often.
DRAWS = 200
TARGET, LURE, OTHER, LEAD = "target", "lure", "other", "lead"


class NBack(Activity):
    name: ClassVar[str] = "n_back"
    words: ClassVar[Words] = Words(
        title=_("Back where it was"),
        what=_("A square moves between nine places. Say when it is back where it stood before."),
        steps=(
            _("At “1 back”, press when the square stands where it stood one step ago."),
            _("At “2 back” compare with two steps ago, and so on. Otherwise do nothing."),
            _("After each part the level follows how it went, up or down. Both are fine."),
        ),
    )
    evidence: ClassVar[str] = _(
        "Practice at this makes people better at this. Dozens of careful studies found no "
        "convincing gain in school subjects, reasoning or everyday attention."
    )
    defaults: ClassVar[Parameters] = {
        "level": 1,
        "blocks": 4,
        "steps": 20,
        "target_p": 0.3,
        "lure_p": 0.15,
        "shown_ms": 500,
        "blank_ms": 2000,
        "is_paced": True,
    }
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="standard", words=_("Four parts at an even pace"), minutes=4.0),
        Form(
            name="own_pace",
            words=_("At your own pace: each step waits for you"),
            minutes=4.0,
            changes={"is_paced": False, "blocks": 3},
        ),
    )
    actions: ClassVar[tuple[Action, ...]] = (
        Action(name="match", words=_("Same place"), key="KeyJ"),
        Action(name="different", words=_("Another place"), key="KeyF", only_in=("own_pace",)),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            name="level_mean",
            words=_("Steps back, on average"),
            unit="",
            decimals=2,
            is_headline=True,
        ),
        Measure(name="level_highest", words=_("Steps back, at most"), unit="", is_headline=True),
        Measure(name="hit_percent", words=_("Matches found"), unit="%", is_headline=True),
        Measure(
            name="false_alarm_percent",
            words=_("Presses without a match"),
            unit="%",
            is_headline=True,
        ),
        Measure(name="lure_percent", words=_("Presses one step too early or late"), unit="%"),
        Measure(name="d_prime", words=_("Telling matches from others, d′"), unit="", decimals=2),
        Measure(name="rt_mean_ms", words=_("Time to press, on average"), unit="ms"),
    )
    is_timed: ClassVar[bool] = True
    is_visual: ClassVar[bool] = True

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        level, steps = parameters["level"], parameters["steps"]
        counts = (round(steps * parameters["target_p"]), round(steps * parameters["lure_p"]))
        return _planned(_sequence(level, steps, counts, rng=rng), parameters)

    @override
    def practice(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        return _planned(_sequence(parameters["level"], 8, (3, 0), rng=rng), parameters)

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        judged = [trial for trial in trials if trial.kind != LEAD]
        counted = [trial for trial in judged if not _is_left_out(trial)]
        n = go.counts([_step(trial) for trial in counted])
        lures = [trial for trial in counted if trial.kind == LURE]
        levels = [block[0].stimulus["n"] for block in _blocks(trials)]
        times = go.hit_times([_step(trial) for trial in counted])
        return Score(
            values={
                "level_mean": stats.mean(levels),
                "level_highest": float(max(levels)) if levels else None,
                "hit_percent": stats.percent(n.hits, n.go),
                "false_alarm_percent": stats.percent(n.commissions, n.no_go),
                "lure_percent": stats.percent(sum(map(_has_pressed, lures)), len(lures)),
                "d_prime": go.sensitivity([_step(trial) for trial in counted])["d_prime"],
                "rt_mean_ms": stats.mean(times),
            },
            counted=len(counted),
            left_out=len(judged) - len(counted),
        )

    @override
    def next_parameters(
        self, parameters: Parameters, *, block: int, trials: Sequence[Trial]
    ) -> dict[str, Any] | None:
        if block + 1 >= parameters["blocks"]:
            return None
        return {**parameters, "level": next_level(parameters["level"], trials)}

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        level = plan[0].stimulus["n"]
        hit_p = 0.5 + 0.48 * skill / (1 + 0.15 * (level - 1))
        alarm_p = {TARGET: hit_p, LURE: 0.45 - 0.4 * skill, OTHER: 0.3 - 0.29 * skill, LEAD: 0.0}
        trials, onset_ms = [], 0.0
        for planned in plan:
            is_pressed = rng.random() < alarm_p[planned.kind]
            rt_ms = round(max(200.0, rng.gauss(620, 160)), 1)
            action = "match" if is_pressed else "different"
            is_silent = not is_pressed and planned.duration_ms is not None
            responses = [] if is_silent else [(action, rt_ms)]
            length_ms = planned.duration_ms or rt_ms
            trials.append(answered(planned, responses, onset_ms=onset_ms, shown_ms=length_ms))
            onset_ms += length_ms
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        hits, highest = score.values["hit_percent"], score.values["level_highest"]
        if hits is None or highest is None:
            return Sentence(text=_("Too few trials were left to say anything."))
        return Sentence(
            text=_("You went up to %(level)d back and found %(share)d %% of the matches."),
            values={"level": round(highest), "share": round(hits)},
        )


def next_level(level: int, trials: Sequence[Trial]) -> int:
    """Up from .85, down below .70, else the same.

    Judged is the mean of hits and of matches rightly not claimed: with plain accuracy, never
    pressing would be worth .70.
    """
    judged = [t for t in trials if t.kind != LEAD and not _is_left_out(t)]
    n = go.counts([_step(trial) for trial in judged])
    if not n.go or not n.no_go:
        return level
    accuracy_p = (n.hits / n.go + n.withheld / n.no_go) / 2
    change = 1 if accuracy_p >= UP_FROM_P else -1 if accuracy_p < DOWN_BELOW_P else 0
    return min(HIGHEST, max(LOWEST, level + change))


def _planned(steps: Sequence[tuple[str, int]], parameters: Parameters) -> tuple[Planned, ...]:
    shown_ms = parameters["shown_ms"] if parameters["is_paced"] else None
    length_ms = shown_ms + parameters["blank_ms"] if parameters["is_paced"] else None
    return numbered(
        (kind, {"cell": cell, "n": parameters["level"], "shown_ms": shown_ms}, length_ms)
        for kind, cell in steps
    )


def _sequence(
    level: int, steps: int, counts: tuple[int, int], *, rng: Random
) -> list[tuple[str, int]]:
    """`level` leading steps and `steps` judged ones, with so many (targets, lures)."""
    targets, lures = counts
    kinds = [TARGET] * targets + [LURE] * lures + [OTHER] * (steps - targets - lures)
    for _draw in range(DRAWS):
        rng.shuffle(kinds)
        cells = _cells(level, kinds, rng=rng)
        if cells is not None:
            return list(zip([LEAD] * level + kinds, cells, strict=True))
    raise ValueError(f"{targets} matches and {lures} lures do not fit {steps} steps, {level} back.")


def _cells(level: int, kinds: Sequence[str], *, rng: Random) -> list[int] | None:
    """Places that make each step what its kind says; None where a lure finds no place."""
    cells = [rng.randrange(CELLS) for _lead in range(level)]
    for kind in kinds:
        match = cells[-level]
        offsets = [level - 1, level + 1]
        near = {cells[-o] for o in offsets if 0 < o <= len(cells)} - {match}
        if kind == TARGET:
            cells.append(match)
        elif kind == OTHER:
            cells.append(rng.choice([c for c in range(CELLS) if c != match and c not in near]))
        elif near:
            cells.append(rng.choice(sorted(near)))
        else:
            return None
    return cells


def _blocks(trials: Sequence[Trial]) -> list[list[Trial]]:
    numbers = sorted({trial.block for trial in trials})
    return [[trial for trial in trials if trial.block == number] for number in numbers]


def _has_pressed(trial: Trial) -> bool:
    return trial.first is not None and trial.first.action == "match"


def _is_left_out(trial: Trial) -> bool:
    # At one's own pace a dropped frame spoils nothing, being away does.
    is_spoilt = trial.is_blurred if trial.stimulus["shown_ms"] is None else trial.is_marked
    return is_spoilt or (trial.first is not None and trial.first.rt_ms < ANTICIPATION_MS)


def _step(trial: Trial) -> go.Step:
    has_pressed = _has_pressed(trial)
    outcome = go.outcome_of(is_go=trial.kind == TARGET, has_pressed=has_pressed)
    rt_ms = trial.first.rt_ms if has_pressed and trial.first else None
    return go.Step(outcome=outcome, rt_ms=rt_ms)

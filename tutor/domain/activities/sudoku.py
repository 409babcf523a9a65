"""Sudoku from 4 x 4 to 9 x 9: always one solution, always without guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
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
from tutor.domain.activities.sudoku_grid import SHAPES, Grade, Grid, puzzle, solutions
from tutor.domain.activities.words import gettext_noop as _

#: A move: the cell in reading order from 0, and the number, 0 to clear it.
MOVE = re.compile(r"([0-9]{1,2})=([0-9])")


class Sudoku(Activity):
    name: ClassVar[str] = "sudoku"
    words: ClassVar[Words] = Words(
        title=_("Sudoku"),
        what=_("Fill the grid so that each row, column and box has every number once."),
        steps=(
            _("Choose an empty cell and type a number, or choose it below the grid."),
            _("Delete or 0 clears a cell. Arrow keys move."),
            _("Every puzzle can be reasoned out without guessing. Take all the time you like."),
        ),
    )
    evidence: ClassVar[str] = _(
        "A puzzle for a break. People who do many get better at them; that is all we know."
    )
    defaults: ClassVar[Parameters] = {"size": 4, "grade": 1, "clues": 6}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="four", words=_("4 × 4"), minutes=2.0),
        Form(
            name="six", words=_("6 × 6"), minutes=5.0, changes={"size": 6, "grade": 2, "clues": 12}
        ),
        Form(
            name="nine_gentle",
            words=_("9 × 9, gentle"),
            minutes=12.0,
            changes={"size": 9, "grade": 1, "clues": 34},
        ),
        Form(
            name="nine_steady",
            words=_("9 × 9, steady"),
            minutes=18.0,
            changes={"size": 9, "grade": 2, "clues": 28},
        ),
        Form(
            name="nine_deep",
            words=_("9 × 9, deep"),
            minutes=25.0,
            changes={"size": 9, "grade": 3, "clues": 24},
        ),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(
            name="filled_percent", words=_("Cells as in the solution"), unit="%", is_headline=True
        ),
        Measure(name="minutes", words=_("Minutes"), unit="", decimals=1, is_headline=True),
        Measure(
            name="changed", words=_("Numbers put in and changed later"), unit="", is_headline=True
        ),
    )

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        shape, grade = SHAPES[parameters["size"]], Grade(parameters["grade"])
        givens = puzzle(shape, grade=grade, clues=parameters["clues"], rng=rng)
        stimulus = {
            "size": shape.size,
            "box_rows": shape.rows,
            "box_columns": shape.columns,
            "givens": list(givens),
        }
        return numbered([("puzzle", stimulus, None)])

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        blanks = right = changed = 0
        for trial in trials:
            givens: Grid = tuple(trial.stimulus["givens"])
            filled, changes = _replayed(trial, givens)
            solution = next(solutions(SHAPES[trial.stimulus["size"]], givens))
            empty = [cell for cell, given in enumerate(givens) if not given]
            blanks += len(empty)
            right += sum(filled[cell] == solution[cell] for cell in empty)
            changed += changes
        return Score(
            values={
                "filled_percent": stats.percent(right, blanks),
                "minutes": sum(trial.shown_ms for trial in trials) / 60_000,
                "changed": float(changed),
            },
            counted=len(trials),
            left_out=0,
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        trials = []
        for planned in plan:
            givens: Grid = tuple(planned.stimulus["givens"])
            solution = next(solutions(SHAPES[planned.stimulus["size"]], givens))
            cells = [cell for cell, given in enumerate(givens) if not given]
            rng.shuffle(cells)
            at_ms, responses = 0.0, []
            for cell in cells:
                if rng.random() < 0.4 * (1 - skill):
                    at_ms += rng.uniform(1_000, 6_000)
                    wrong = solution[cell] % planned.stimulus["size"] + 1
                    responses.append((f"{cell}={wrong}", round(at_ms, 1)))
                if rng.random() < 0.5 + 0.5 * skill:
                    at_ms += rng.uniform(1_000, 9_000)
                    responses.append((f"{cell}={solution[cell]}", round(at_ms, 1)))
            trials.append(answered(planned, responses, shown_ms=at_ms))
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        values = score.values
        if values["filled_percent"] == 100:
            return Sentence(
                text=_("Solved, in %(minutes).1f minutes."),
                values={"minutes": values["minutes"] or 0},
            )
        return Sentence(
            text=_("%(share)d %% of the empty cells have their number."),
            values={"share": int(values["filled_percent"] or 0)},
        )


def _replayed(trial: Trial, givens: Grid) -> tuple[list[int], int]:
    """The grid after all moves, and how many numbers were changed after they were put in."""
    grid, changed = list(givens), 0
    for response in trial.responses:
        move = MOVE.fullmatch(response.action)
        if move is None:
            continue
        cell, value = int(move[1]), int(move[2])
        if cell >= len(grid) or givens[cell] or value > trial.stimulus["size"]:
            continue
        changed += bool(grid[cell]) and grid[cell] != value
        grid[cell] = value
    return grid, changed

"""Puzzles have one solution and are of the grade they say, by a search that reasons nothing."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from tutor.domain.activities import activity
from tutor.domain.activities.base import Form, Planned, answered
from tutor.domain.activities.sudoku_grid import (
    SHAPES,
    Grade,
    full_grid,
    grade_of,
    is_consistent,
    solutions,
    units,
)

FORMS = activity("sudoku").forms


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_puzzle_has_exactly_one_solution(form: Form, seed: int) -> None:
    kind = activity("sudoku")
    parameters = kind.parameters(form.name)
    [planned] = kind.plan(parameters, rng=Random(seed))
    shape, givens = SHAPES[parameters["size"]], tuple(planned.stimulus["givens"])
    found = list(islice(solutions(shape, givens), 2))
    assert len(found) == 1
    for unit in units(shape):
        assert {found[0][cell] for cell in unit} == set(range(1, shape.size + 1))
    assert sum(map(bool, givens)) >= parameters["clues"]


def test_a_gentle_puzzle_needs_no_more_than_looking_at_one_cell() -> None:
    kind = activity("sudoku")
    [planned] = kind.plan(kind.parameters("nine_gentle"), rng=Random(4))
    givens = tuple(planned.stimulus["givens"])
    assert grade_of(SHAPES[9], givens, limit=Grade.GENTLE) is Grade.GENTLE


def test_known_puzzles_have_their_known_grade() -> None:
    """Published grids: by single cells, by single places (17 numbers), and beyond our reasoning."""
    easy = "530070000600195000098000060800060003400803001700020006060000280000419005000080079"
    places = "000000010400000000020000000000050407008000300001090000300400200050100000000806000"
    beyond = "800000000003600000070090200050007000000045700000100030001000068008500010090000400"
    shape = SHAPES[9]
    assert grade_of(shape, tuple(map(int, easy))) is Grade.GENTLE
    assert grade_of(shape, tuple(map(int, places))) is Grade.STEADY
    assert grade_of(shape, tuple(map(int, beyond))) is None
    [solution] = solutions(shape, tuple(map(int, easy)))
    assert solution[:9] == (5, 3, 4, 6, 7, 8, 9, 1, 2)


def test_a_contradiction_has_no_solution() -> None:
    twice = (1, 1, *[0] * 14)
    assert not is_consistent(SHAPES[4], twice)
    assert list(solutions(SHAPES[4], twice)) == []
    assert grade_of(SHAPES[4], twice) is None


@pytest.mark.parametrize("size", SHAPES)
def test_full_grids_differ_and_are_whole(size: int) -> None:
    grids = {full_grid(SHAPES[size], rng=Random(seed)) for seed in range(20)}
    assert len(grids) > 15
    assert all(is_consistent(SHAPES[size], grid) for grid in grids)


def test_moves_are_replayed_and_changes_counted() -> None:
    givens = [0, 2, 3, 4, 3, 4, 1, 2, 2, 1, 4, 3, 4, 3, 2, 0]
    planned = Planned(position=1, kind="puzzle", stimulus={"size": 4, "givens": givens})
    moves = [("0=3", 1e3), ("0=1", 2e3), ("15=1", 3e3), ("15=0", 4e3), ("1=1", 5e3), ("0=9", 6e3)]
    values = activity("sudoku").score([answered(planned, moves, shown_ms=30_000.0)]).values
    assert values == {"filled_percent": 50, "minutes": 0.5, "changed": 2}

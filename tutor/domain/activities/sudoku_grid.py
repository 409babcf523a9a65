"""Sudoku: the grid, a solver that reasons as people do, and a generator graded by that reasoning.

A puzzle that can be reasoned out has exactly one solution, so that what the reasoner solves is
proved unique without a search; nobody ever has to guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import combinations
from random import Random

Grid = tuple[int, ...]


class Grade(IntEnum):
    """The hardest step a puzzle asks for."""

    GENTLE = 1  # a cell with one number left (naked single)
    STEADY = 2  # a number with one cell left in its row, column or box (hidden single)
    DEEP = 3  # locked candidates and naked pairs


@dataclass(frozen=True, slots=True)
class Shape:
    """A grid of `size` numbers a row, in boxes of `rows` x `columns`; cells in reading order."""

    rows: int
    columns: int

    @property
    def size(self) -> int:
        return self.rows * self.columns

    @property
    def cells(self) -> int:
        return self.size * self.size


SHAPES = {4: Shape(2, 2), 6: Shape(2, 3), 9: Shape(3, 3)}


@cache
def units(shape: Shape) -> tuple[tuple[int, ...], ...]:
    """The cells of every row, column and box."""
    n = shape.size
    rows = [tuple(range(r * n, r * n + n)) for r in range(n)]
    columns = [tuple(range(c, n * n, n)) for c in range(n)]
    boxes = [
        tuple((top + r) * n + left + c for r in range(shape.rows) for c in range(shape.columns))
        for top in range(0, n, shape.rows)
        for left in range(0, n, shape.columns)
    ]
    return (*rows, *columns, *boxes)


@cache
def unit_sets(shape: Shape) -> tuple[frozenset[int], ...]:
    return tuple(map(frozenset, units(shape)))


@cache
def peers(shape: Shape) -> tuple[frozenset[int], ...]:
    """The other cells that may not hold the same number."""
    return tuple(
        frozenset(c for unit in units(shape) if cell in unit for c in unit if c != cell)
        for cell in range(shape.cells)
    )


class Contradiction(Exception):
    """Some cell has no number left."""


class Reasoner:
    """Candidates of every cell as a bit set, narrowed by rules up to a grade."""

    def __init__(self, shape: Shape, grid: Grid) -> None:
        self.shape = shape
        self.values = [0] * shape.cells
        self.candidates = [(1 << shape.size) - 1] * shape.cells
        for cell, value in enumerate(grid):
            if value:
                self.place(cell, value)

    def place(self, cell: int, value: int) -> None:
        bit = 1 << (value - 1)
        if not self.candidates[cell] & bit:
            raise Contradiction(cell)
        self.values[cell] = value
        self.candidates[cell] = bit
        for peer in peers(self.shape)[cell]:
            self.remove(peer, bit)

    def remove(self, cell: int, bits: int) -> bool:
        """Whether anything was there to remove."""
        if not self.candidates[cell] & bits:
            return False
        self.candidates[cell] &= ~bits
        if not self.candidates[cell]:
            raise Contradiction(cell)
        return True

    def hardest_step(self, *, limit: Grade) -> Grade | None:
        """Solves by the easiest step each time; None where rules up to `limit` do not do."""
        hardest = Grade.GENTLE
        rules = (self._naked_single, self._hidden_single, self._narrowed)
        while 0 in self.values:
            for grade in Grade:
                if grade > limit:
                    return None
                if rules[grade - 1]():
                    hardest = max(hardest, grade)
                    break
            else:
                return None
        return hardest

    def _naked_single(self) -> bool:
        for cell, bits in enumerate(self.candidates):
            if not self.values[cell] and bits.bit_count() == 1:
                self.place(cell, bits.bit_length())
                return True
        return False

    def _hidden_single(self) -> bool:
        for unit in units(self.shape):
            for value in range(1, self.shape.size + 1):
                bit = 1 << (value - 1)
                places = [cell for cell in unit if self.candidates[cell] & bit]
                if len(places) == 1 and not self.values[places[0]]:
                    self.place(places[0], value)
                    return True
        return False

    def _narrowed(self) -> bool:
        return self._locked() or self._naked_pair()

    def _locked(self) -> bool:
        """A number whose places in one unit all lie in another leaves the rest of that other."""
        for unit in units(self.shape):
            for value in range(1, self.shape.size + 1):
                bit = 1 << (value - 1)
                places = {c for c in unit if self.candidates[c] & bit and not self.values[c]}
                if len(places) < 2:
                    continue
                for other in unit_sets(self.shape):
                    if places < other and self._clear(other - places, bit, but=unit):
                        return True
        return False

    def _naked_pair(self) -> bool:
        """Two cells with the same two numbers keep them from the rest of their unit."""
        for unit in units(self.shape):
            twos = [cell for cell in unit if self.candidates[cell].bit_count() == 2]
            for one, two in combinations(twos, 2):
                bits = self.candidates[one]
                if bits != self.candidates[two]:
                    continue
                if self._clear(set(unit) - {one, two}, bits):
                    return True
        return False

    def _clear(self, cells: Iterable[int], bits: int, *, but: tuple[int, ...] = ()) -> bool:
        """Removes the numbers from all of `cells`; whether any was there."""
        return sum(self.remove(cell, bits) for cell in cells if cell not in but) > 0


def grade_of(shape: Shape, grid: Grid, *, limit: Grade = Grade.DEEP) -> Grade | None:
    """The hardest step the puzzle needs; None where reasoning up to `limit` does not solve it."""
    try:
        return Reasoner(shape, grid).hardest_step(limit=limit)
    except Contradiction:
        return None


def solutions(shape: Shape, grid: Grid) -> Iterator[Grid]:
    """Every solution, by search: fewest candidates first."""
    values = list(grid)
    full = (1 << shape.size) - 1

    def free(cell: int) -> int:
        used = 0
        for peer in peers(shape)[cell]:
            if values[peer]:
                used |= 1 << (values[peer] - 1)
        return full & ~used

    def search() -> Iterator[Grid]:
        empty = [(free(cell), cell) for cell, value in enumerate(values) if not value]
        if not empty:
            yield tuple(values)
            return
        bits, cell = min(empty, key=lambda one: one[0].bit_count())
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            values[cell] = lowest.bit_length()
            yield from search()
        values[cell] = 0

    if is_consistent(shape, grid):
        yield from search()


def is_consistent(shape: Shape, grid: Grid) -> bool:
    """No number stands twice in a row, a column or a box."""
    for unit in units(shape):
        given = [grid[cell] for cell in unit if grid[cell]]
        if len(given) != len(set(given)):
            return False
    return True


def full_grid(shape: Shape, *, rng: Random) -> Grid:
    """A solved grid: the plain pattern with numbers, rows, columns and bands shuffled."""
    n = shape.size
    rows = _shuffled_lines(n, shape.rows, rng=rng)
    columns = _shuffled_lines(n, shape.columns, rng=rng)
    numbers = list(range(1, n + 1))
    rng.shuffle(numbers)

    def pattern(row: int, column: int) -> int:
        return (shape.columns * (row % shape.rows) + row // shape.rows + column) % n

    return tuple(numbers[pattern(row, column)] for row in rows for column in columns)


def _shuffled_lines(n: int, band: int, *, rng: Random) -> list[int]:
    """Lines in any order within their bands, and bands in any order."""
    bands = [list(range(start, start + band)) for start in range(0, n, band)]
    rng.shuffle(bands)
    for one in bands:
        rng.shuffle(one)
    return [line for one in bands for line in one]


def puzzle(shape: Shape, *, grade: Grade, clues: int, rng: Random, tries: int = 8) -> Grid:
    """A puzzle with one solution, of the grade or, after so many tries, the nearest below it.

    Numbers are taken out in opposite pairs as long as reasoning of the grade still solves it and
    more than `clues` are left.
    """
    best: tuple[int, Grid] | None = None
    for _try in range(tries):
        candidate = _dug(full_grid(shape, rng=rng), shape, grade=grade, clues=clues, rng=rng)
        found = grade_of(shape, candidate, limit=grade)
        if found is not None and (best is None or found > best[0]):
            best = (found, candidate)
        if found is grade:
            break
    if best is None:
        raise ValueError(f"No puzzle of {shape.size} with {clues} numbers could be made.")
    return best[1]


def _dug(grid: Grid, shape: Shape, *, grade: Grade, clues: int, rng: Random) -> Grid:
    values = list(grid)
    cells = list(range((shape.cells + 1) // 2))
    rng.shuffle(cells)
    for cell in cells:
        pair = {cell, shape.cells - 1 - cell}
        if sum(map(bool, values)) - len(pair) < clues:
            break
        kept = {one: values[one] for one in pair}
        for one in pair:
            values[one] = 0
        if grade_of(shape, tuple(values), limit=grade) is None:
            for one, value in kept.items():
                values[one] = value
    return tuple(values)

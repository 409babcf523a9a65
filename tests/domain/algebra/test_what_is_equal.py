"""Two hundred pairs: what the grader calls equal, unequal and undefined."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.domain.algebra.pairs import PAIRS
from tutor.domain.algebra.equivalence import Verdict, equivalent
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.tree import Node


def compare(first: str, second: str, *, seed: int = 1) -> Verdict:
    return equivalent(parse(first), parse(second), rng=Random(seed))


@pytest.mark.parametrize(("first", "second", "kind"), PAIRS)
def test_a_pair_is_what_its_author_says(first: str, second: str, kind: str) -> None:
    assert compare(first, second).kind == kind


@pytest.mark.parametrize(("first", "second", "kind"), [p for p in PAIRS if p[2] != "undefined"])
def test_the_order_of_a_pair_does_not_matter(first: str, second: str, kind: str) -> None:
    assert compare(second, first).kind == kind


@pytest.mark.parametrize("seed", range(5))
def test_the_dice_do_not_matter(seed: int) -> None:
    verdicts = [compare(first, second, seed=seed).kind for first, second, _ in PAIRS]
    assert verdicts == [kind for _, _, kind in PAIRS]


def test_nothing_in_the_corpus_needs_a_symbolic_engine() -> None:
    asked: list[tuple[Node, Node]] = []

    def symbolic(first: Node, second: Node) -> bool | None:
        asked.append((first, second))
        return None

    for first, second, _ in PAIRS:
        equivalent(parse(first), parse(second), rng=Random(1), symbolic=symbolic)
    assert asked == []


def test_exact_arithmetic_decides_most_of_the_corpus() -> None:
    ways = Counter(compare(first, second).how for first, second, _ in PAIRS)
    assert ways["sampled"] <= 0.15 * len(PAIRS)
    assert ways["none"] == 0


def test_the_engine_is_asked_when_nothing_else_can_tell() -> None:
    # Too large to multiply out, and ln of a negative number has no value to compare.
    first = parse("ln(-(a+b+c+d+e)^40)")
    second = parse("ln(-(a+b+c+d+e)^38 (a+b+c+d+e)^2)")
    assert equivalent(first, second, rng=Random(1), symbolic=lambda a, b: True).how == "symbolic"
    assert equivalent(first, second, rng=Random(1)).kind == "undecided"


@pytest.mark.parametrize(
    ("given", "expected", "remark"),
    [
        ("x=2", "x=2, x=-1", "some_missing"),
        ("x=2, x=-1, x=7", "x=2, x=-1", "some_extra"),
        ("2, 3", "(2,3)", "no_brackets"),
        ("2x+3", "y=2x+3", "no_variable"),
        ("2≤x≤5", "2<x≤5", "endpoint"),
        ("€5", "$5", "unit"),
    ],
)
def test_a_small_lack_is_named(given: str, expected: str, remark: str) -> None:
    assert compare(given, expected).remark == remark


def test_a_long_list_is_compared_no_further() -> None:
    many = ", ".join(str(n) for n in range(60))
    assert compare(many, "1, 2").kind == "undecided"

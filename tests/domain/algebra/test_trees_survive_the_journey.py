"""Printed and read again, or sent to another process and back, a tree means the same."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.domain.algebra.codec import from_json, to_json
from tutor.domain.algebra.equivalence import equivalent
from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.printer import show
from tutor.domain.algebra.tree import (
    Absolute,
    Add,
    Divide,
    Multiply,
    Negate,
    Node,
    Number,
    Power,
    Root,
    Variable,
)
from tutor.domain.algebra.variants import rewritten, slipped

_CALM = settings(deadline=None)  # a shared machine may pause for longer than any bound

_LEAVES = st.one_of(
    st.integers(0, 12).map(lambda n: Number(Fraction(n))),
    st.sampled_from("xyz").map(Variable),
)


def _grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(Add),
        several.map(Multiply),
        parts.map(Negate),
        parts.map(Absolute),
        parts.map(Root),
        st.builds(Divide, parts, parts),
        st.builds(Power, parts, st.integers(1, 3).map(lambda n: Number(Fraction(n)))),
    )


EXPRESSIONS: st.SearchStrategy[Node] = st.recursive(_LEAVES, _grown, max_leaves=8)


@_CALM
@given(EXPRESSIONS)
def test_what_is_shown_reads_back_to_the_same_value(tree: Node) -> None:
    again = parse(show(tree))
    assert equivalent(again, tree, rng=Random(1)).kind in ("equal", "undefined", "undecided")


@_CALM
@given(EXPRESSIONS)
def test_what_is_shown_stays_as_it_is(tree: Node) -> None:
    once = show(parse(show(tree)))
    assert show(parse(once)) == once


@_CALM
@given(EXPRESSIONS)
def test_a_tree_comes_back_from_json(tree: Node) -> None:
    assert from_json(to_json(tree)) == tree


@_CALM
@given(EXPRESSIONS, st.integers(0, 99))
def test_another_order_is_still_equal(tree: Node, seed: int) -> None:
    other = rewritten(tree, rng=Random(seed))
    assert equivalent(other, tree, rng=Random(1)).kind != "unequal"


@_CALM
@given(EXPRESSIONS)
def test_equal_and_unequal_do_not_depend_on_who_is_given(tree: Node) -> None:
    other = slipped(tree, rng=Random(3)) or tree
    kinds = {
        equivalent(tree, other, rng=Random(1)).kind,
        equivalent(other, tree, rng=Random(1)).kind,
    }
    assert not {"equal", "unequal"} <= kinds


@_CALM
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except AlgebraError:
        return
    assert show(tree)


@pytest.mark.parametrize("text", ["x=2", "1, 2", "±3", "no solution"])
def test_only_expressions_travel(text: str) -> None:
    with pytest.raises(ValueError, match="no single value"):
        to_json(parse(text))


@pytest.mark.parametrize("data", [[], ["eval", "1"], ["number", "1"], ["variable", 3], ["add", 1]])
def test_nothing_else_comes_out_of_json(data: list[object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_json(data)

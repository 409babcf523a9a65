"""A small policy study: lived through by every policy, bounded, and the same for the same seed."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tutor.research.simulated.report import CLAIM, NO_CLAIM, claim
from tutor.research.simulated.study import Cell, Row, people_interval


def study() -> str:
    out = StringIO()
    call_command(
        "simulate_policies", learners=2, seed=3, worlds=["null"], models=["bkt"], stdout=out
    )
    return out.getvalue()


def test_a_small_study_keeps_to_the_caps_and_claims_nothing() -> None:
    text = study()
    said = json.loads(text.strip().splitlines()[-1])
    assert said["most_in_25_min_p99"] <= 6
    assert 0 <= said["null_cost_p"] < 0.1
    assert "`adaptive` is not validated by this simulation." in text
    for name in ("fixed", "proactive", "yoked", "adaptive"):
        assert text.count(f"| {name} |") == 1
    assert "| null | bkt | fixed |" in text


@pytest.mark.parametrize(
    ("low", "high", "cost_p", "said"),
    [
        (0.001, 0.004, 0.02, CLAIM),
        (-0.001, 0.004, 0.02, NO_CLAIM),
        (-0.004, -0.001, 0.02, NO_CLAIM),
        (0.001, 0.004, 0.031, NO_CLAIM),
    ],
)
def test_validation_is_claimed_only_where_every_bar_is_met(
    low: float, high: float, cost_p: float, said: str
) -> None:
    found = [cell(world, low, high, cost_p) for world in ("markov", "null") for _ in range(3)]
    assert claim(found) == said
    assert claim(found[:3]) == NO_CLAIM


def cell(world: str, low: float, high: float, cost_p: float) -> Cell:
    row = Row(
        world=world,
        model="bkt",
        policy="adaptive",
        review_p=0.6,
        cost_p=cost_p,
        interruptions=2.5,
        most_p99=3,
    )
    return Cell(world=world, model="bkt", rows=(row,), gain_p=0.0, low=low, high=high)


def test_the_interval_is_over_people_and_holds_their_mean() -> None:
    low, high = people_interval([0.1, 0.2, 0.3, 0.4], seed=1)
    assert low < 0.25 < high
    assert people_interval([0.2] * 9, seed=1) == pytest.approx((0.2, 0.2))

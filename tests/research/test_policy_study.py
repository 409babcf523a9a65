"""A small policy study: lived through by every policy, bounded, and the same for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command

from attention_model.signals import Signal
from attention_model.simulate import SimulatedLearner
from tutor.focus.presence import Watch
from tutor.research.simulated.knowledge import Tracing
from tutor.research.simulated.lesson import ITEMS, PARTS, Lesson
from tutor.research.simulated.report import CLAIM, NO_CLAIM, claim
from tutor.research.simulated.study import ROWS, Cell, Gain, Row, people_interval


def study(keep: Path) -> str:
    out = StringIO()
    call_command(
        "simulate_policies",
        learners=2,
        seed=3,
        worlds=["null"],
        models=["bkt"],
        keep=keep,
        stdout=out,
    )
    return out.getvalue()


def test_a_small_study_keeps_to_the_caps_and_claims_nothing(tmp_path: Path) -> None:
    text = study(tmp_path)
    assert study(tmp_path) == text  # from what was kept
    assert len(list(tmp_path.glob("*.json"))) == 1
    said = json.loads(text.strip().splitlines()[-1])
    assert said["most_in_25_min_p99"] <= 6
    assert 0 <= said["null_cost_p"] <= said["null_cost_high_p"] < 0.1
    assert "`adaptive` is not validated by this simulation." in text
    table = text.partition("## What the changes were")[0]
    for name in ("fixed", "proactive", "yoked", "adaptive"):
        assert table.count(f"| {name} |") == 1
    assert "| null | bkt | proactive | `planned_check_question` |" in text
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
    rows = tuple(
        Row(
            world=world,
            model="bkt",
            policy=policy,
            review_p=0.6,
            cost_p=cost_p,
            interruptions=2.5,
            most_p99=3,
        )
        for policy in ROWS
    )
    gain = Gain(mean_p=0.0, low=low, high=high)
    return Cell(world=world, model="bkt", rows=rows, gain=gain, over_yoked=gain, unpressed=gain)


def test_the_interval_is_over_people_and_holds_their_mean() -> None:
    low, high = people_interval([0.1, 0.2, 0.3, 0.4], seed=1)
    assert low < 0.25 < high
    assert people_interval([0.2] * 9, seed=1) == pytest.approx((0.2, 0.2))


def test_a_simulated_answer_is_noticed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    took = Watch.take

    def take(watch: Watch, events: Iterable[Signal]) -> None:
        kept = list(events)
        counted.extend(type(one).__name__ for one in kept)
        took(watch, kept)

    monkeypatch.setattr(Watch, "take", take)
    knowledge = Tracing(PARTS, ability=0.0, rng=Random(1))
    learner = SimulatedLearner(seed=5, has_gaze=False)
    lesson = Lesson(learner=learner, knowledge=knowledge, policy="fixed", seed=5)
    handed_over = [type(one).__name__ for events in lesson.live_through() for one in events]
    assert counted.count("Answer") == PARTS // 2 * ITEMS
    assert counted.count("Dwell") - handed_over.count("Dwell") <= 1

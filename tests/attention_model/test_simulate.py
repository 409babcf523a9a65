"""Simulated learners: the same seed is the same learner, and a null world leaves no trace."""

from __future__ import annotations

import numpy as np
import pytest

from attention_model.datasets.simulated import simulated_class
from attention_model.signals import decode, encode
from attention_model.simulate import SimulatedLearner, State, World, study


def test_the_same_seed_is_the_same_lesson() -> None:
    lessons = [study(SimulatedLearner(seed=5), seed=6, minutes=3).events for _ in range(2)]
    assert lessons[0] == lessons[1]


def test_a_learner_stepped_in_pieces_lives_the_same_minutes() -> None:
    whole, pieces = SimulatedLearner(seed=5), SimulatedLearner(seed=5)
    for learner in (whole, pieces):
        learner.open_segment(1, kind="reading", words=200, expected_ms=50_000)
    together = whole.advance(60_000)
    apart = [event for at_ms in range(500, 60_001, 500) for event in pieces.advance(at_ms)]
    assert apart == together


def test_every_simulated_signal_is_one_the_protocol_accepts() -> None:
    for event in study(SimulatedLearner(seed=8, has_gaze=True), seed=9, minutes=5).events:
        fields = encode(event)
        assert decode(str(fields.pop("kind")), fields) == event


@pytest.mark.parametrize("world", list(World))
def test_signals_are_in_order_of_time(world: World) -> None:
    events = study(SimulatedLearner(seed=8, world=world), seed=9, minutes=5).events
    moments = [event.at_ms for event in events]
    assert moments == sorted(moments)


def test_learners_drift_about_a_third_of_the_time() -> None:
    made = simulated_class(60, seed=2, minutes=15)
    states = [state for states in made.states for state in states]
    assert 0.22 < np.mean([state is not State.ON_TASK for state in states]) < 0.45


def test_drifting_slows_the_hand_in_the_default_world_and_not_in_the_null_world() -> None:
    def moves_by_state(world: World) -> dict[bool, float]:
        moved: dict[bool, int] = {True: 0, False: 0}
        lived: dict[bool, int] = {True: 0, False: 0}
        for seed in range(40):
            learner = SimulatedLearner(seed=seed, world=world, is_touch=False, has_gaze=False)
            learner.open_segment(1, kind="reading", words=900, expected_ms=220_000)
            for second in range(200):
                events = learner.advance(1_000 * (second + 1))
                is_on = learner.state_at(1_000 * second) is State.ON_TASK
                lived[is_on] += 1
                moved[is_on] += sum(event.NAME in {"scroll", "pointer"} for event in events)
        return {is_on: moved[is_on] / lived[is_on] for is_on in (True, False)}

    real, null = moves_by_state(World.MARKOV), moves_by_state(World.NULL)
    assert real[False] < 0.8 * real[True]
    assert null[False] == pytest.approx(null[True], rel=0.1)


def test_an_answer_takes_time_and_says_whether_it_is_right() -> None:
    learner = SimulatedLearner(seed=1)
    answers = [learner.answer(item, expected_p=0.8) for item in range(200)]
    assert all(500 <= answer.latency_ms <= 120_000 for answer in answers)
    assert 0.6 < np.mean([answer.is_right for answer in answers]) < 0.95
    assert answers[0].signal(5_000).latency_ms == answers[0].latency_ms

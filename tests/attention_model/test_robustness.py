"""Signals lost, wrong or made up: labels are never touched, and curves say what is left."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from attention_model import weights_file
from attention_model.conformal import calibrated
from attention_model.datasets.simulated import SimulatedClass
from attention_model.perturbed import PERTURBATIONS, still_hand
from attention_model.robustness import SHARES_P, Scorers, robustness
from attention_model.signals import Signal
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.signals.scroll import Scroll


def answers(events: Sequence[Signal]) -> list[Signal]:
    return [event for event in events if isinstance(event, ProbeAnswer)]


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_a_perturbation_keeps_every_probe_and_the_order(
    name: str, small_class: SimulatedClass
) -> None:
    for recording in small_class.recordings:
        events = PERTURBATIONS[name](recording.events, 0.5, Random(1))
        assert answers(events) == answers(recording.events)
        assert [e.at_ms for e in events] == sorted(e.at_ms for e in events)


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_nothing_is_changed_in_a_share_of_nought(name: str, small_class: SimulatedClass) -> None:
    events = small_class.recordings[0].events
    assert PERTURBATIONS[name](events, 0.0, Random(1)) == list(events)


def test_a_still_hand_leaves_no_movement(small_class: SimulatedClass) -> None:
    for recording in small_class.recordings:
        left = still_hand(recording.events, 1.0, Random(1))
        assert not any(isinstance(event, Pointer | Scroll) for event in left)


def test_a_curve_has_a_point_for_each_share_beside_the_lessons_as_they_were(
    small_class: SimulatedClass,
) -> None:
    weights = weights_file.load()
    assert weights.network is not None
    scorers = Scorers(
        network=weights.network,
        shipped=lambda rows: rows.told.sum(axis=1),
        simple=lambda rows: weights.logistic.logit(rows.x),
        is_strange=lambda rows: np.zeros(len(rows), bool),
    )
    found = robustness(small_class, scorers, seed=1)
    assert set(found["curves"]) == set(PERTURBATIONS)
    for curve in found["curves"].values():
        assert [point["share_p"] for point in curve] == list(SHARES_P)
    restless = found["curves"]["restless_hand"][-1]
    assert restless["auc"] != found["as_it_was"]["auc"]


def test_conformal_sets_hold_the_answer_as_often_as_promised_even_of_a_poor_model() -> None:
    rng = np.random.default_rng(2)
    p = rng.uniform(0.2, 0.8, 8_000)
    y = rng.uniform(size=8_000) < p**2  # the model is far too sure of being off task
    kind = rng.uniform(size=8_000) < 0.4
    learnt, asked = slice(0, 4_000), slice(4_000, None)
    found = calibrated(p[learnt], y[learnt], kind[learnt]).measured(p[asked], y[asked], kind[asked])
    assert found["coverage_p"] == pytest.approx(0.9, abs=0.02)
    assert found["coverage_practice_p"] == pytest.approx(0.9, abs=0.03)
    assert 0 < found["decided_p"] < 1


def test_a_planted_fault_of_conformal_limits_is_seen() -> None:
    """Limits from the rows of the other kind of activity no longer hold what they promise."""
    rng = np.random.default_rng(3)
    kind = np.arange(6_000) % 2 == 0
    p = rng.uniform(0.0, np.where(kind, 1.0, 0.1))
    y = rng.uniform(size=6_000) < p
    swapped = calibrated(p, y, ~kind).measured(p, y, kind)
    assert swapped["coverage_practice_p"] < 0.8
    assert calibrated(p, y, kind).measured(p, y, kind)["coverage_practice_p"] >= 0.9

"""What the tutor gets: p and its interval when there is evidence, else a sentence why not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from attention_model import weights_file
from attention_model.calibration import sigmoid
from attention_model.datasets.simulated import SimulatedClass
from attention_model.estimator import (
    FEW_EVENTS,
    HIDDEN_NOW,
    NOT_ACTIVE,
    Estimate,
    Estimator,
)
from attention_model.explain import NAMED_GROUPS, contributions
from attention_model.explain_session import TokenStream
from attention_model.features import FEATURES, GROUPS, INDEX, Group
from attention_model.network import COLUMNS
from attention_model.signals import Signal
from attention_model.signals.answer import Answer
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer, Reply
from attention_model.signals.scroll import Scroll
from attention_model.signals.visibility import Visibility
from attention_model.state_filter import EVIDENCE_GROUPS
from attention_model.tokens import TOKEN_GROUPS, columns_of
from attention_model.weights_file import WeightsError

DAY_MS = 1_700_000_000_000


def reading(seconds: int, *, every_s: int = 3) -> list[Signal]:
    """Bo reads and scrolls a little."""
    return [
        Scroll(at_ms=DAY_MS + 1_000 * second, distance_vh=0.2, reversals=0, jumps=0, span_ms=1_000)
        for second in range(0, seconds, every_s)
    ]


def after(estimator: Estimator, events: list[Signal], seconds: int) -> Estimate:
    state = estimator.new_state()
    return estimator.update([(state, events, DAY_MS + 1_000 * seconds)])[0]


def test_bo_has_no_estimate_before_45_active_seconds(estimator: Estimator) -> None:
    early = after(estimator, reading(30, every_s=1), 30)
    assert (early.p_off_task, early.low, early.high, early.evidence) == (
        None, None, None, "not_enough",
    )  # fmt: skip
    assert early.why_not == NOT_ACTIVE
    assert early.reasons == ()


def test_bo_has_no_estimate_from_fewer_than_8_observations(estimator: Estimator) -> None:
    assert after(estimator, reading(80, every_s=13), 80).why_not == FEW_EVENTS


def test_bo_has_no_estimate_while_the_tab_is_hidden(estimator: Estimator) -> None:
    away: list[Signal] = [
        *reading(80),
        Visibility(at_ms=DAY_MS + 80_000, is_visible=False, hidden_ms=0),
    ]
    estimate = after(estimator, away, 120)
    assert estimate.why_not == HIDDEN_NOW
    assert not estimate.engagement.is_visible
    assert estimate.engagement.last_hidden_ms == 40_000


def test_with_evidence_the_estimate_lies_in_its_interval(estimator: Estimator) -> None:
    estimate = after(estimator, reading(100), 100)
    assert estimate.evidence == "enough"
    assert estimate.low is not None
    assert estimate.p_off_task is not None
    assert estimate.high is not None
    assert 0 < estimate.low < estimate.p_off_task < estimate.high < 1
    assert estimate.fingerprint == estimator.fingerprint


def test_a_rebuild_from_stored_events_gives_the_live_estimate(
    estimator: Estimator, small_class: SimulatedClass
) -> None:
    events = small_class.recordings[0].events
    live, rebuilt = estimator.new_state(), estimator.new_state()
    position, estimate = 0, None
    for now_ms in range(500, 400_000, 500):
        upto = position
        while upto < len(events) and events[upto].at_ms < now_ms:
            upto += 1
        [estimate] = estimator.update([(live, events[position:upto], now_ms)])
        position = upto
    [again] = estimator.update([(rebuilt, events[:position], 399_500)])
    assert estimate is not None
    assert again.p_off_task == pytest.approx(estimate.p_off_task, abs=0.02)
    assert again.p_without_level == pytest.approx(estimate.p_without_level)


def test_the_order_of_a_batch_does_not_matter(
    estimator: Estimator, small_class: SimulatedClass
) -> None:
    lessons = [recording.events[:300] for recording in small_class.recordings]
    one, two = ([estimator.new_state() for _ in lessons] for _ in range(2))
    forward = estimator.update([(s, e, 200_000) for s, e in zip(one, lessons, strict=True)])
    turned = estimator.update(
        [(s, e, 200_000) for s, e in zip(two[::-1], lessons[::-1], strict=True)]
    )
    for a, b in zip(forward, turned[::-1], strict=True):
        assert a.p_off_task == pytest.approx(b.p_off_task)
        assert a.why_not == b.why_not


def test_probe_answers_move_the_learners_level_and_not_the_state(estimator: Estimator) -> None:
    def answered(reply: Reply) -> Estimate:
        asked = ProbeAnswer(at_ms=DAY_MS + 101_000, probe=1, answer=reply, latency_ms=2_000)
        return after(estimator, [*reading(100), asked], 110)

    off, on, skipped = answered("elsewhere"), answered("on_task"), answered("skipped")
    assert off.p_off_task is not None
    assert on.p_off_task is not None
    assert skipped.p_off_task is not None
    assert off.p_off_task > skipped.p_off_task > on.p_off_task
    assert off.p_without_level == pytest.approx(on.p_without_level)
    assert answered("stuck").p_off_task == on.p_off_task


def answering(seconds: int) -> list[Signal]:
    """Somebody at a keyboard: answers and nothing that moves."""
    return [
        Answer(at_ms=DAY_MS + 1_000 * second, item=second, exercise_type="numeric", attempt=1,
               latency_ms=4_000, first_act_ms=1_000, outcome="right", expected_p=0.7)
        for second in range(2, seconds, 5)
    ]  # fmt: skip


def test_where_nothing_moves_neither_network_nor_filter_speaks(estimator: Estimator) -> None:
    still = after(estimator, answering(100), 100)
    x = still.parts.x
    assert still.p_without_level is not None
    assert np.isnan(x[0, INDEX["filter_logit"]])
    alone = estimator.weights.alone
    logit = alone.simple * estimator.weights.logistic.logit(x)[0] + alone.shift
    assert sigmoid(np.array(logit)) == pytest.approx(still.p_without_level)
    moving = after(estimator, [*reading(100), *answering(100)], 100)
    assert not np.isnan(moving.parts.x[0, INDEX["filter_logit"]])


@pytest.mark.parametrize("has_movements", [True, False], ids=["movements", "none"])
def test_the_named_contributions_add_up_to_the_estimate(
    estimator: Estimator, small_class: SimulatedClass, has_movements: bool
) -> None:
    for recording in small_class.recordings:
        state = estimator.new_state()
        events = [
            event for event in recording.events
            if has_movements or not isinstance(event, Scroll | Pointer)
        ]  # fmt: skip
        [estimate] = estimator.update([(state, events, 400_000)])
        [share], _, [shift] = estimator.weights.shares(estimate.parts.x)
        base = share * estimator.weights.logistic.intercept + shift
        logit = estimate.parts.by_group.sum() + base
        told = estimator.windows.told([state.live])
        assert estimator.weights.logit(estimate.parts.x, told)[0] == pytest.approx(logit)
        assert 1 / (1 + np.exp(-logit)) == pytest.approx(estimate.p_without_level)
        for reason in estimate.reasons:
            assert reason.group in NAMED_GROUPS
            assert reason.words_key
            assert reason.value == reason.value


@dataclass(frozen=True)
class Deletion:
    """An estimate, and what the filter (by its groups) and the network (T, F) heard until then."""

    estimator: Estimator
    estimate: Estimate
    told: NDArray[np.float32]
    token: NDArray[np.float32]

    def logit_without(self, groups: Collection[str]) -> float:
        """The log odds computed again with every feature of `groups` absent and unheard.

        The network reads the whole lesson again, with all columns of those behaviours absent.
        """
        x = self.estimate.parts.x[0].copy()
        x[[feature.group in groups for feature in FEATURES]] = np.nan
        heard = [self.told[i] for i, name in enumerate(EVIDENCE_GROUPS) if name in groups]
        x[INDEX["filter_logit"]] -= sum(heard)
        weights = self.estimator.weights
        [share], [network], [shift] = weights.shares(self.estimate.parts.x)
        simple = float(weights.logistic.logit(x[None])[0])
        return float(share * simple + network * self._network_without(groups) + shift)

    def _network_without(self, groups: Collection[str]) -> float:
        network = self.estimator.weights.network
        if network is None:
            return 0.0
        token = self.token.copy()
        for group in set(groups) & set(TOKEN_GROUPS):
            token[:, columns_of(cast("Group", group))] = 0.0
        return float(network.weights_over(token).sum())

    def moved_by(self, groups: Collection[str]) -> float:
        return abs(self.logit_without(groups) - self.logit_without(()))


@pytest.fixture(scope="module")
def deletions(small_class: SimulatedClass) -> list[Deletion]:
    """Every 20 s of every lesson: the estimates that name six behaviours or more."""
    found, estimator = [], Estimator.load()
    for recording in small_class.recordings:
        state, stream, position = estimator.new_state(), TokenStream(), 0
        for now_ms in range(20_000, 480_000, 20_000):
            upto = position
            while upto < len(recording.events) and recording.events[upto].at_ms < now_ms:
                upto += 1
            new, position = recording.events[position:upto], upto
            [estimate] = estimator.update([(state, new, now_ms)])
            stream.advance(new, until_s=now_ms / 1000)
            if len(estimate.reasons) >= 6:
                told = estimator.windows.arena.attribution[state.live.row].copy()
                found.append(Deletion(estimator, estimate, told, stream.token))
    return found


@pytest.mark.parametrize(("by_size", "carries_the_estimate"), [(False, True), (True, False)])
def test_deleting_the_first_three_reasons_moves_the_estimate_most(
    by_size: bool, carries_the_estimate: bool, deletions: Sequence[Deletion]
) -> None:
    """More than a random three do. With the planted fault `by_size` the reasons are ordered by
    size, whatever their direction.
    """
    rng, wins = Random(1), []
    for one in deletions:
        reasons = list(one.estimate.reasons)
        if by_size:
            reasons.sort(key=lambda reason: -abs(reason.contribution))
        named = [reason.group for reason in reasons]
        first, drawn = set(named[:3]), set(rng.sample(named, 3))
        if first != drawn:
            wins.append(one.moved_by(first) > one.moved_by(drawn))
    assert len(wins) > 100
    share = float(np.mean(wins))
    assert (share >= 0.8) is carries_the_estimate, share


def test_every_behaviour_the_filter_listens_to_is_a_feature_group() -> None:
    assert set(EVIDENCE_GROUPS) <= set(GROUPS)
    assert {feature.words_key == "" for feature in FEATURES if feature.group == "context"} == {True}


def test_what_the_filter_heard_is_told_apart_without_changing_the_sum() -> None:
    terms = np.zeros((1, len(FEATURES) + 5))
    terms[0, INDEX["filter_logit"]] = 0.7
    told = np.zeros((1, COLUMNS))
    told[0, TOKEN_GROUPS.index("pointer")], told[0, -1] = 0.3, -0.1
    attribution, filter_weight = np.array([[0.1, 0.5, 0.0, 0.0, -0.2, 0.0]]), np.array([2.0])
    by_group = contributions(terms, attribution, filter_weight, told)
    assert by_group.sum() == pytest.approx(0.9)
    assert by_group[0, GROUPS.index("pointer")] == pytest.approx(0.3)
    assert by_group[0, GROUPS.index("scrolling")] == pytest.approx(1.0)


def test_a_strange_row_gets_no_estimate(estimator: Estimator) -> None:
    wild: list[Signal] = [
        Pointer(at_ms=DAY_MS + 100 * step, moves=9, distance_vh=9.0, pauses=9, span_ms=1_000)
        for step in range(950)
    ]
    jumpy: list[Signal] = [
        Scroll(at_ms=DAY_MS + 100 * step, distance_vh=9.0, reversals=9, jumps=90, span_ms=1_000)
        for step in range(950)
    ]
    both = sorted([*wild, *jumpy], key=lambda event: event.at_ms)
    assert after(estimator, both, 95).evidence == "not_enough"


def test_a_state_is_at_most_16_kilobytes(estimator: Estimator) -> None:
    assert estimator.windows.arena.state_bytes() <= 12_000


def test_weights_made_for_other_features_are_refused_with_the_command(tmp_path: Path) -> None:
    shutil.copytree(weights_file.SHIPPED, tmp_path / "w")
    path = tmp_path / "w" / "attention.json"
    described = json.loads(path.read_text())
    described["fingerprint"] = "0123456789ab"
    path.write_text(json.dumps(described))
    with pytest.raises(WeightsError, match=r"0123456789ab.*run `make train`"):
        Estimator.load(tmp_path / "w")


@pytest.mark.parametrize("damage", ["no folder", "not json", "no arrays", "half an array"])
def test_damaged_weights_are_one_clear_sentence(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    if damage != "no folder":
        shutil.copytree(weights_file.SHIPPED, folder)
    if damage == "not json":
        (folder / "attention.json").write_text("{")
    if damage == "no arrays":
        (folder / "attention.npz").unlink()
    if damage == "half an array":
        (folder / "attention.npz").write_bytes((folder / "attention.npz").read_bytes()[:200])
    with pytest.raises(WeightsError, match="run `make train`"):
        Estimator.load(folder)


def test_saved_weights_load_as_they_were(tmp_path: Path) -> None:
    shipped = weights_file.load()
    weights_file.save(shipped, tmp_path)
    again = weights_file.load(tmp_path)
    assert np.array_equal(again.logistic.weights, shipped.logistic.weights)
    assert again.level_prior == shipped.level_prior

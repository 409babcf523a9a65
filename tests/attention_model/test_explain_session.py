"""What Rae sees of a session: exact weights by event and behaviour, and a second opinion."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from attention_model import weights_file
from attention_model.datasets.simulated import SimulatedClass
from attention_model.explain_session import session_attention, token_stream
from attention_model.gradients import gradient
from attention_model.network_torch import AttentionNetwork
from attention_model.tokens import TOKEN_GROUPS, WIDTH
from attention_model.weights_file import Weights, WeightsError


@pytest.fixture(scope="module")
def weights() -> Weights:
    torch.manual_seed(7)
    model = AttentionNetwork(torch.zeros(WIDTH), torch.ones(WIDTH)).eval()
    return replace(weights_file.load(), network=model.exported())


def test_behaviours_and_the_rest_sum_to_the_estimate(
    weights: Weights, small_class: SimulatedClass
) -> None:
    events = small_class.recordings[0].events
    told = session_attention(events, at_ms=240_000, weights=weights)
    assert set(told.by_group) == set(TOKEN_GROUPS)
    assert sum(told.by_group.values()) + told.rest == pytest.approx(told.logit, abs=1e-3)
    by_moment = sum(moment.by_group["scrolling"] for moment in told.moments)
    assert by_moment == pytest.approx(told.by_group["scrolling"], abs=1e-3)


def test_nothing_after_the_moment_is_looked_at(
    weights: Weights, small_class: SimulatedClass
) -> None:
    events = small_class.recordings[1].events
    early = [event for event in events if event.at_ms <= 200_000]
    assert session_attention(events, at_ms=200_000, weights=weights) == session_attention(
        early, at_ms=200_000, weights=weights
    )


def test_every_scroll_has_its_share(weights: Weights, small_class: SimulatedClass) -> None:
    events = small_class.recordings[0].events
    told = session_attention(events, at_ms=240_000, weights=weights)
    seen = [one for one in events if one.at_ms < 240_000 and one.NAME == "scroll"]
    shares = [one for one in told.events if one.kind == "scroll" and one.at_ms < 240_000]
    assert [one.at_ms for one in shares] == [one.at_ms for one in seen]
    assert any(one.weight for one in shares)


def test_gradients_add_up_to_the_change_from_a_session_without_signals(
    weights: Weights, small_class: SimulatedClass
) -> None:
    told = session_attention(small_class.recordings[0].events, at_ms=120_000, weights=weights)
    assert weights.network is not None
    nothing = weights.network.run(np.zeros((1, len(told.moments), WIDTH), np.float32))
    change = told.logit - float(nothing[0, -1].sum())
    assert sum(told.gradients.values()) == pytest.approx(change, abs=0.05 + 0.05 * abs(change))
    assert 0.0 <= told.sign_agreement_p <= 1.0


def test_without_a_network_the_command_is_named(
    weights: Weights, small_class: SimulatedClass
) -> None:
    with pytest.raises(WeightsError, match="make train"):
        session_attention(small_class.recordings[0].events, weights=replace(weights, network=None))


def test_an_empty_session_is_said_to_be_empty(weights: Weights) -> None:
    with pytest.raises(ValueError, match="no events"):
        session_attention([], weights=weights)


def test_gradients_are_those_of_torch(weights: Weights, small_class: SimulatedClass) -> None:
    _, token = token_stream(small_class.recordings[0].events, until_s=120)
    assert weights.network is not None
    model = AttentionNetwork.loaded(weights.network).eval()
    seen = torch.from_numpy(token).requires_grad_()
    model(seen[None])[0, -1].backward()
    assert seen.grad is not None
    assert np.allclose(gradient(weights.network, token), seen.grad.numpy(), atol=1e-4, rtol=1e-3)


def test_the_picture_of_a_session_needs_no_torch() -> None:
    asked = "import sys, attention_model.explain_session; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0

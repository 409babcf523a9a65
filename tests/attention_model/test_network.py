"""The network that serves is the one that learnt: the same sums, a second at a time."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from attention_model import compressed
from attention_model.augment import Augmentation, augmented, without
from attention_model.datasets.simulated import SimulatedClass
from attention_model.network import GROUPS, MEMORY, Network
from attention_model.network_torch import AttentionNetwork
from attention_model.network_training import Settings, teach
from attention_model.rows import rows_of
from attention_model.streams import Streams, recorded, told_at
from attention_model.tokens import GROUP_OF, TOKEN_GROUPS, TOKEN_NAMES, WIDTH, columns_of
from attention_model.windows import Windows

Single = NDArray[np.float32]


@pytest.fixture(scope="module")
def model() -> AttentionNetwork:
    torch.manual_seed(3)
    mean = torch.rand(WIDTH) * 0.3
    return AttentionNetwork(mean, torch.ones(WIDTH) * 0.7).eval()


@pytest.fixture(scope="module")
def lessons() -> Single:
    rng = np.random.default_rng(4)
    return rng.normal(size=(3, 130, WIDTH)).astype(np.float32)


@pytest.fixture(scope="module")
def streams(small_class: SimulatedClass) -> Streams:
    return recorded(small_class)[1]


def whole(model: AttentionNetwork, lessons: Single) -> Single:
    with torch.no_grad():
        out: Single = model(torch.from_numpy(lessons)).numpy()
    return out


def test_a_second_at_a_time_gives_the_sums_of_whole_lessons(
    model: AttentionNetwork, lessons: Single
) -> None:
    assert np.allclose(model.exported().run(lessons).sum(axis=2), whole(model, lessons), atol=1e-4)


def test_what_was_exported_can_be_loaded_to_learn_on(
    model: AttentionNetwork, lessons: Single
) -> None:
    again = AttentionNetwork.loaded(model.exported()).eval()
    assert np.allclose(whole(again, lessons), whole(model, lessons), atol=1e-4)


def test_no_later_second_changes_an_earlier_one(model: AttentionNetwork, lessons: Single) -> None:
    changed = lessons.copy()
    changed[:, 77:] += 5.0
    assert np.array_equal(whole(model, changed)[:, :50], whole(model, lessons)[:, :50])
    assert np.allclose(whole(model, changed)[:, :77], whole(model, lessons)[:, :77], atol=1e-5)
    assert not np.allclose(whole(model, changed)[:, 77:], whole(model, lessons)[:, 77:])


def honest(network: Network) -> Network:
    return network


def speaks_of_what_it_did_not_see(network: Network) -> Network:
    """A planted fault: what absence usually gives is not taken out of each behaviour's values."""
    return replace(network, value_out_bias=network.value_out_bias + 0.1)


@pytest.mark.parametrize(
    ("fault", "is_silent"), [(honest, True), (speaks_of_what_it_did_not_see, False)]
)
def test_a_behaviour_that_was_never_observed_adds_nothing(
    fault: Callable[[Network], Network],
    is_silent: bool,
    model: AttentionNetwork,
    lessons: Single,
) -> None:
    blind = lessons.copy()
    blind[:, :, columns_of("gaze")] = 0.0
    told = fault(model.exported()).run(blind)
    assert bool(np.abs(told[:, :, TOKEN_GROUPS.index("gaze")]).max() < 1e-5) is is_silent
    assert np.abs(told[:, :, TOKEN_GROUPS.index("pointer")]).max() > 1e-2


def test_the_weights_over_seconds_sum_to_the_last_step(
    model: AttentionNetwork, lessons: Single
) -> None:
    network = model.exported()
    given = network.weights_over(lessons[0])
    assert given.shape == (130, GROUPS + 1)
    assert np.allclose(given.sum(axis=0), network.run(lessons[:1])[0, -1], atol=1e-4)


def test_the_live_network_says_what_the_recorded_stream_says(
    model: AttentionNetwork, small_class: SimulatedClass
) -> None:
    network = model.exported()
    live = rows_of(small_class.recordings, windows=Windows(network=network))
    rows, streams = recorded(small_class)
    # The stream is kept in 16 bits.
    assert np.allclose(told_at(network, streams, rows), live.told, atol=0.05)


@pytest.mark.parametrize(("form", "drift"), [("float32", 0.0), ("float16", 0.01), ("int8", 0.2)])
def test_compressed_weights_say_nearly_the_same(
    model: AttentionNetwork, lessons: Single, form: compressed.Form, drift: float
) -> None:
    network = model.exported()
    data = compressed.packed(network, form=form)
    again = compressed.unpacked(data)
    moved = np.abs(again.run(lessons).sum(axis=2) - network.run(lessons).sum(axis=2)).max()
    assert moved <= drift
    assert len(data) <= len(compressed.packed(network, form="float32"))


def test_memory_is_constant_and_small() -> None:
    assert int(np.prod(MEMORY)) * 4 <= 4_096


def test_every_column_of_a_token_belongs_to_one_behaviour() -> None:
    assert len(TOKEN_NAMES) == len(set(TOKEN_NAMES)) == WIDTH == len(GROUP_OF)


def test_augmentation_loses_sensors_whole_and_leaves_the_rest(lessons: Single) -> None:
    token = torch.from_numpy(lessons)
    blind = without(token, "gaze", where=torch.tensor([True, False, True]))
    gaze = columns_of("gaze")
    assert not blind[0][:, gaze].any()
    assert torch.equal(blind[1], token[1])
    assert torch.equal(blind[0][:, ~gaze], token[0][:, ~gaze])
    calm = Augmentation(
        gaze_lost_p=0.0, gaze_gap_p=0.0, pointer_lost_p=0.0, event_p=0.0, hit_drift=0.0
    )
    assert torch.equal(augmented(token, calm, dice=torch.Generator().manual_seed(1)), token)


def test_teaching_ends_better_than_it_began_on_strangers(streams: Streams) -> None:
    settings = Settings(width=8, units=2, batch=2, epochs=3, pretraining_epochs=1)
    taught = teach(streams, seed=1, settings=settings, say=lambda _: None)
    losses = [one["held_out_loss"] for one in taught.history if "held_out_loss" in one]
    assert min(losses[1:]) < losses[0]
    assert isinstance(taught.network, Network)


def test_the_training_leaves_logs_for_tensorboard(streams: Streams, tmp_path: Path) -> None:
    settings = Settings(width=4, units=1, batch=4, epochs=2, pretraining_epochs=1)
    with warnings.catch_warnings():
        # TensorBoard's own protocol files are older than the library that reads them.
        warnings.simplefilter("ignore", DeprecationWarning)
        teach(streams, seed=5, settings=settings, say=lambda _: None, logs=tmp_path)
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

        kept = EventAccumulator(str(tmp_path)).Reload()
    assert len(kept.Scalars("training/held_out_loss")) == 2
    assert len(kept.Scalars("pretraining/loss")) == 1


def test_pruning_takes_the_smallest_weights_and_says_how_far_it_drifts(
    model: AttentionNetwork, lessons: Single
) -> None:
    network = model.exported()
    fewer = compressed.pruned(network, share_p=0.5)
    kept = np.count_nonzero(fewer.query) / np.count_nonzero(network.query)
    assert kept == pytest.approx(0.5, abs=0.01)
    found = {one.form: one for one in compressed.forms(network, lessons)}
    assert found["float32"].largest_drift == 0.0
    assert found["int8"].bytes < found["float32"].bytes
    assert found["int8"].mean_drift < found["int8, 50% pruned"].mean_drift


def test_teaching_twice_with_one_seed_gives_the_same_weights(streams: Streams) -> None:
    settings = Settings(width=4, units=1, batch=4, epochs=1, pretraining_epochs=0)
    first, second = (
        teach(streams, seed=5, settings=settings, say=lambda _: None).network for _ in range(2)
    )
    assert np.array_equal(first.embed, second.embed)
    assert not np.array_equal(first.embed, replace(first, embed=first.embed + 1).embed)

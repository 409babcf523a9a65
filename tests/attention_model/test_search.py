"""The hyper-parameter study is kept whole, and what it found can be taught again."""

from __future__ import annotations

from attention_model.network_training import Settings
from attention_model.search import SEARCHED, search, settings_of, shipped_parameters


def test_a_study_keeps_every_trial_and_begins_with_what_ships() -> None:
    found = search(trials=2, learners=10, seed=3, say=lambda _: None)
    assert len(found["trials"]) == 2
    first = found["trials"][0]
    assert first["parameters"] == shipped_parameters()
    assert set(found["trials"][1]["parameters"]) == set(SEARCHED)
    assert found["trials"][found["best"]]["loss"] == min(
        one["loss"] for one in found["trials"] if one["state"] == "complete"
    )


def test_the_parameters_of_a_trial_are_settings() -> None:
    settings = settings_of(shipped_parameters() | {"width": 16, "event_p": 0.1})
    assert (settings.width, settings.augmentation.event_p) == (16, 0.1)
    assert settings.units == Settings().units

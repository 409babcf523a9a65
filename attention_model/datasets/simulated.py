"""Recordings of simulated learners, with the hidden truth beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attention_model.datasets.base import Recording
from attention_model.simulate import SimulatedLearner, State, World, study

LEARNER_SEED_STEP = 1_000_003  # a prime, so that seeds of different runs do not meet


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedClass:
    """`states[i]` are the hidden states at the answered probes of `recordings[i]`."""

    recordings: tuple[Recording, ...]
    states: tuple[tuple[State, ...], ...]
    learners: tuple[SimulatedLearner, ...]


def simulated_class(
    learners: int,
    *,
    seed: int,
    world: World = World.MARKOV,
    minutes: float = 25.0,
    has_gaze: bool | None = None,
) -> SimulatedClass:
    """`learners` lessons of `minutes`; about 45 % of the learners have gaze unless told."""
    made = [_one(index, seed, world, minutes, has_gaze) for index in range(learners)]
    return SimulatedClass(
        recordings=tuple(recording for recording, _, _ in made),
        states=tuple(states for _, states, _ in made),
        learners=tuple(learner for _, _, learner in made),
    )


def _one(
    index: int, seed: int, world: World, minutes: float, has_gaze: bool | None
) -> tuple[Recording, tuple[State, ...], SimulatedLearner]:
    learner_seed = seed * LEARNER_SEED_STEP + index
    learner = SimulatedLearner(seed=learner_seed, world=world, has_gaze=has_gaze)
    lesson = study(learner, seed=learner_seed + 1, minutes=minutes)
    recording = Recording(
        person=f"simulated-{index:05d}",
        session="1",
        events=tuple(lesson.events),
        groups={
            "device": "touch" if learner.traits.is_touch else "pointer",
            "gaze": "with" if learner.traits.has_gaze else "without",
        },
    )
    return recording, _states_at(recording, learner), learner


def _states_at(recording: Recording, learner: SimulatedLearner) -> tuple[State, ...]:
    probes: Sequence[int] = [probe.at_ms - probe.latency_ms for probe in recording.probes()]
    return tuple(learner.state_at(at_ms) for at_ms in probes)

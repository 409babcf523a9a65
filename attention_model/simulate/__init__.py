"""Learners whose hidden attention is known: ground truth for tests, the demo and training.

A hidden process moves between on task, drifting and off screen; behaviour is drawn from the state
with the magnitudes of the evaluation paper (its table 5.3), set once and not tuned to any model.
`SimulatedLearner` is stepped by whoever holds the lesson, so the same learner can be driven by a
websocket client in real time or by the trainer as fast as it goes:

    learner = SimulatedLearner(seed=1, start_ms=now_ms)
    signals = learner.open_segment(7, kind="reading", words=180, expected_ms=45_000)
    signals += learner.advance(now_ms + 5_000)
    if learner.has_finished_reading: ...
    signals += learner.open_item(12, exercise_type="numeric")
    answered = learner.answer(12, expected_p=0.8)       # wait answered.latency_ms, then submit
    reply = learner.probe()                             # what this learner says when asked now
"""

from __future__ import annotations

from attention_model.simulate.answered import Answered
from attention_model.simulate.learner import SimulatedLearner
from attention_model.simulate.people import Behaviour, State, Traits, World
from attention_model.simulate.study import Study, study

__all__ = [
    "Answered",
    "Behaviour",
    "SimulatedLearner",
    "State",
    "Study",
    "Traits",
    "World",
    "study",
]

"""A whole lesson of one simulated learner: reading, exercises and probes, with the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from attention_model.signals import Signal
from attention_model.signals.click import Click
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.simulate.learner import SimulatedLearner
from attention_model.simulate.people import State

PROBE_GAP_S = (90, 180)
ITEMS_A_BLOCK = (3, 6)
WORDS_A_BLOCK = (90, 260)
LONGEST_BLOCK_S = 240
MS_A_WORD = 60_000 / 238  # Brysbaert 2019


@dataclass(slots=True)
class Study:
    """What one lesson left: signals in order (probe answers among them) and hidden states."""

    learner: SimulatedLearner
    events: list[Signal] = field(default_factory=list)
    probes: list[tuple[int, State]] = field(default_factory=list)
    """Onset of each probe (ms) and the hidden state then."""


class _Lesson:
    def __init__(self, learner: SimulatedLearner, rng: Random, minutes: float) -> None:
        self.learner = learner
        self.rng = rng
        self.study = Study(learner)
        self.end_ms = learner.clock_ms + int(minutes * 60_000)
        self.next_probe_ms = learner.clock_ms + 1000 * rng.randint(*PROBE_GAP_S)
        self.next_id = 1

    @property
    def is_over(self) -> bool:
        return self.learner.clock_ms >= self.end_ms

    def read(self) -> None:
        rng, learner = self.rng, self.learner
        words = rng.randint(*WORDS_A_BLOCK)
        # Harder text takes longer, and the expected time knows it: coupling is in the residual.
        expected_ms = int(words * MS_A_WORD * rng.lognormvariate(0, 0.2))
        self.study.events += learner.open_segment(
            self._id(), kind="reading", words=words, expected_ms=expected_ms
        )
        latest_ms = learner.clock_ms + LONGEST_BLOCK_S * 1000
        while not (learner.has_finished_reading or self.is_over or learner.clock_ms > latest_ms):
            self.study.events += learner.advance(learner.clock_ms + 1000)
            self._maybe_probe()

    def practise(self) -> None:
        rng, learner = self.rng, self.learner
        self.study.events += learner.open_segment(
            self._id(), kind="practice", words=30, expected_ms=60_000
        )
        for _ in range(rng.randint(*ITEMS_A_BLOCK)):
            if self.is_over:
                return
            item, kind = self._id(), rng.choice(("multiple_choice", "numeric"))
            self.study.events += learner.open_item(item, exercise_type=kind)
            expected_p = min(max(rng.gauss(0.8, 0.08), 0.4), 0.95)
            answered = learner.answer(item, exercise_type=kind, expected_p=expected_p)
            seconds = max(answered.latency_ms // 1000, 1)
            self.study.events += learner.advance(learner.clock_ms + 1000 * seconds)
            learner.touch()
            self.study.events.append(answered.signal(learner.clock_ms))
            self._maybe_probe()

    def _maybe_probe(self) -> None:
        learner, rng = self.learner, self.rng
        if learner.clock_ms < self.next_probe_ms or learner.is_hidden:
            return
        onset_ms = learner.clock_ms
        self.study.probes.append((onset_ms, learner.state_at(onset_ms)))
        reply = learner.probe()
        latency_ms = rng.randint(1_500, 4_000)
        answered_ms = onset_ms + latency_ms
        # The learner stops reading and reaches for the probe: an artefact every model must ignore.
        if not learner.traits.is_touch:
            self.study.events.append(
                Pointer(at_ms=onset_ms + 600, moves=9, distance_vh=0.8, pauses=0, span_ms=1_000)
            )
        self.study.events.append(
            Click(at_ms=answered_ms - 100, target="control", is_interactive=True)
        )
        self.study.events.append(
            ProbeAnswer(at_ms=answered_ms, probe=self._id(), answer=reply, latency_ms=latency_ms)
        )
        learner.pause(-(-latency_ms // 1000))
        self.next_probe_ms = learner.clock_ms + 1000 * rng.randint(*PROBE_GAP_S)

    def _id(self) -> int:
        self.next_id += 1
        return self.next_id


def study(learner: SimulatedLearner, *, seed: int, minutes: float = 25.0) -> Study:
    """Let `learner` read and practise in turn for `minutes`, asked now and then."""
    lesson = _Lesson(learner, Random(seed), minutes)
    while not lesson.is_over:
        lesson.read()
        if not lesson.is_over:
            lesson.practise()
    lesson.study.events += learner.leave_segment()
    return lesson.study

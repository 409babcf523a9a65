"""Bayesian knowledge tracing (Corbett and Anderson 1995), fitted by expectation maximisation.

Each learner's answers to one skill are a sequence of a two-state chain: not known, known. A
question's chance is the mean over its skills, each of which is updated by the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from attention_model.compat import override
from tutor.domain.learner.benchmark.base import Model, Numbers
from tutor.domain.learner.benchmark.logs import History
from tutor.domain.learner.benchmark.metrics import Flags, Floats
from tutor.domain.learner.benchmark.regression import Ints

ROUNDS = 30
# Baker et al. (2008): beyond one half, a guess or a slip would mean the opposite of what it says.
MOST_GUESS_P = 0.5
MOST_SLIP_P = 0.5
# Counts that stand for what is usual, so that a skill with few answers keeps to it.
_PRIOR = 5.0
_USUAL = {"known": 0.4, "learn": 0.1, "guess": 0.2, "slip": 0.1}


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """P(L0), P(T), P(G), P(S) for each skill (k,), or for each sequence (n,)."""

    known: Floats
    learn: Floats
    guess: Floats
    slip: Floats

    def at(self, skills: Ints) -> Parameters:
        return Parameters(
            known=self.known[skills],
            learn=self.learn[skills],
            guess=self.guess[skills],
            slip=self.slip[skills],
        )


@dataclass(frozen=True, kw_only=True)
class Sequences:
    """n sequences, longest first, padded to the longest (n, t), with the skill of each (n,)."""

    right: Flags
    lengths: Ints
    skills: Ints

    def active(self, step: int) -> int:
        """How many sequences have a step of this number: those come first."""
        return int(np.searchsorted(-self.lengths, -step, side="left"))


class Bkt(Model):
    name: ClassVar[str] = "bkt"
    title: ClassVar[str] = "BKT"

    def __init__(self) -> None:
        self._skills = Numbers()
        self._parameters = _usual(1)

    @override
    def fit(self, histories: Sequence[History]) -> None:
        self._skills = Numbers()
        sequences = self._sequences(histories)
        parameters = _usual(len(self._skills))
        for _ in range(ROUNDS):
            parameters = _better(parameters, sequences, skill_count=len(self._skills))
        # The last place is for skills that were never met.
        usual = _usual(1)
        self._parameters = Parameters(
            known=np.append(parameters.known, usual.known),
            learn=np.append(parameters.learn, usual.learn),
            guess=np.append(parameters.guess, usual.guess),
            slip=np.append(parameters.slip, usual.slip),
        )

    @override
    def predict(self, histories: Sequence[History]) -> Floats:
        return np.array([p for history in histories for p in self._walk(history)])

    def _walk(self, history: History) -> Iterator[float]:
        known: dict[str, float] = {}
        for event in history.events:
            yield self._answered(known, event.skills, is_right=event.is_right)

    def _answered(self, known: dict[str, float], skills: Sequence[str], *, is_right: bool) -> float:
        """The prediction for one event; `known` is moved on by its answer."""
        predictions = []
        for skill in skills or ("",):
            index = self._skills.known(skill)
            place = -1 if index is None else index
            start, learn, guess, slip = (
                float(each[place])
                for each in (
                    self._parameters.known,
                    self._parameters.learn,
                    self._parameters.guess,
                    self._parameters.slip,
                )
            )
            before = known.get(skill, start)
            predictions.append(before * (1 - slip) + (1 - before) * guess)
            if_known, if_not = (1 - slip, guess) if is_right else (slip, 1 - guess)
            posterior = before * if_known / (before * if_known + (1 - before) * if_not)
            known[skill] = posterior + (1 - posterior) * learn
        return sum(predictions) / len(predictions)

    def _sequences(self, histories: Sequence[History]) -> Sequences:
        found: list[tuple[int, list[bool]]] = []
        for history in histories:
            by_skill: defaultdict[str, list[bool]] = defaultdict(list)
            for event in history.events:
                for skill in event.skills or ("",):
                    by_skill[skill].append(event.is_right)
            found += [(self._skills.of(skill), right) for skill, right in by_skill.items()]
        found.sort(key=lambda each: -len(each[1]))
        padded = np.zeros((len(found), len(found[0][1])), dtype=np.bool_)
        for row, (_, right) in enumerate(found):
            padded[row, : len(right)] = right
        return Sequences(
            right=padded,
            lengths=np.array([len(right) for _, right in found], dtype=np.int64),
            skills=np.array([skill for skill, _ in found], dtype=np.int64),
        )


def _usual(count: int) -> Parameters:
    return Parameters(**{name: np.full(count, value) for name, value in _USUAL.items()})


def _better(parameters: Parameters, sequences: Sequences, *, skill_count: int) -> Parameters:
    """One round: expected states given the parameters, then the parameters they call for."""
    each = parameters.at(sequences.skills)
    known, learnt = _smoothed(each, sequences)
    count, steps = sequences.right.shape
    is_there = np.arange(steps) < sequences.lengths[:, None]
    may_learn = np.arange(steps) < sequences.lengths[:, None] - 1
    unknown = np.where(is_there, 1 - known, 0.0)

    def share(part: Floats, whole: Floats, *, usual: float) -> Floats:
        per_skill = np.bincount(sequences.skills, weights=part, minlength=skill_count)
        out_of = np.bincount(sequences.skills, weights=whole, minlength=skill_count)
        return np.asarray((per_skill + _PRIOR * usual) / (out_of + _PRIOR))

    right = sequences.right
    return Parameters(
        known=share(known[:, 0], np.ones(count), usual=_USUAL["known"]),
        learn=share(
            learnt.sum(axis=1),
            np.where(may_learn, unknown, 0.0).sum(axis=1),
            usual=_USUAL["learn"],
        ),
        guess=np.minimum(
            MOST_GUESS_P,
            share((unknown * right).sum(axis=1), unknown.sum(axis=1), usual=_USUAL["guess"]),
        ),
        slip=np.minimum(
            MOST_SLIP_P,
            share(
                (known * is_there * ~right).sum(axis=1),
                (known * is_there).sum(axis=1),
                usual=_USUAL["slip"],
            ),
        ),
    )


def _smoothed(each: Parameters, sequences: Sequences) -> tuple[Floats, Floats]:
    """P(known at t | all answers), and P(learnt between t and t + 1 | all answers): (n, t) each."""
    right = sequences.right
    if_known = np.where(right, 1 - each.slip[:, None], each.slip[:, None])
    if_not = np.where(right, each.guess[:, None], 1 - each.guess[:, None])
    count, steps = right.shape
    # Forward: P(known at t | answers up to t).
    forward = np.zeros((count, steps))
    prior = each.known.copy()
    for step in range(steps):
        n = sequences.active(step)
        joint = prior[:n] * if_known[:n, step]
        forward[:n, step] = joint / (joint + (1 - prior[:n]) * if_not[:n, step])
        prior[:n] = forward[:n, step] + (1 - forward[:n, step]) * each.learn[:n]
    # Backward: how likely the answers after t are for who knows and for who does not, up to scale.
    known, learnt = forward.copy(), np.zeros((count, steps))
    later_known, later_not = np.ones(count), np.ones(count)
    for step in range(steps - 2, -1, -1):
        n = sequences.active(step + 1)
        next_known = if_known[:n, step + 1] * later_known[:n]
        next_not = if_not[:n, step + 1] * later_not[:n]
        moved = each.learn[:n] * next_known
        stayed = (1 - each.learn[:n]) * next_not
        here = forward[:n, step]
        total = here * next_known + (1 - here) * (moved + stayed)
        known[:n, step] = here * next_known / total
        learnt[:n, step] = (1 - here) * moved / total
        scale = next_known + moved + stayed
        later_known[:n], later_not[:n] = next_known / scale, (moved + stayed) / scale
    return known, learnt

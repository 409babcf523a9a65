"""Elo with item and skill terms (Pelánek 2016), learnt in one pass over the learners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from attention_model.compat import override
from tutor.domain.learner.benchmark.base import Model, item_name
from tutor.domain.learner.benchmark.logs import Event, History
from tutor.domain.learner.benchmark.metrics import Floats
from tutor.domain.learner.skills import STARTING_RATING, expected_p

# Pelánek (2016): K(n) = a / (1 + b n).
_START = 1.0
_DECAY = 0.05


class _Term:
    """A value with the number of answers that moved it."""

    __slots__ = ("count", "value")

    def __init__(self) -> None:
        self.value = 0.0
        self.count = 0

    def move(self, surprise: float) -> None:
        self.value += surprise * _START / (1 + _DECAY * self.count)
        self.count += 1


class Elo(Model):
    """p = s(learner + learner's skills + item + skills): each moves by its own K."""

    name: ClassVar[str] = "elo"
    title: ClassVar[str] = "Elo, item and skill terms"

    def __init__(self) -> None:
        self._shared: defaultdict[str, _Term] = defaultdict(_Term)

    @override
    def fit(self, histories: Sequence[History]) -> None:
        self._shared.clear()
        for _ in self._walk(histories, is_learning=True):
            pass

    @override
    def predict(self, histories: Sequence[History]) -> Floats:
        return np.array(list(self._walk(histories, is_learning=False)))

    def _walk(self, histories: Sequence[History], *, is_learning: bool) -> Iterator[float]:
        for history in histories:
            own: defaultdict[str, _Term] = defaultdict(_Term)
            for event in history.events:
                p = self._chance_p(event, own=own)
                yield p
                surprise = event.is_right - p
                for skill in ("", *event.skills):
                    own[skill].move(surprise)
                if is_learning:
                    for name in _shared_names(event):
                        self._shared[name].move(surprise)

    def _chance_p(self, event: Event, *, own: dict[str, _Term]) -> float:
        logit = STARTING_RATING + own[""].value
        logit += _mean([own[skill].value for skill in event.skills])
        item, *skills = [self._shared[name].value for name in _shared_names(event)]
        return expected_p(logit + item + _mean(skills), difficulty=0.0, guess_p=0.0)


def _shared_names(event: Event) -> list[str]:
    return [f"item {item_name(event)}", *(f"skill {skill}" for skill in event.skills)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0

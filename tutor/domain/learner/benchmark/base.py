"""What every model of the benchmark is, and the numbers that names get."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from tutor.domain.learner.benchmark.logs import Event, History
from tutor.domain.learner.benchmark.metrics import Flags, Floats


class Model(ABC):
    """Learns from whole learners, then predicts others' answers one by one.

    The prediction of an event may use every earlier event of its learner and nothing of the event's
    own answer; a test turns answers over to see that.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def fit(self, histories: Sequence[History]) -> None:
        """Learns from these learners."""

    @abstractmethod
    def predict(self, histories: Sequence[History]) -> Floats:
        """The chance of a right answer for each event, learner after learner."""


def answers(histories: Sequence[History]) -> Flags:
    """Whether each event was right, learner after learner."""
    return np.array([event.is_right for one in histories for event in one.events], dtype=np.bool_)


class Numbers:
    """Numbers for names in the order of their first meeting."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, name: str) -> int:
        return self._known.setdefault(name, len(self._known))

    def known(self, name: str) -> int | None:
        """The number of a name that was met, else None."""
        return self._known.get(name)

    def __len__(self) -> int:
        return len(self._known)


def item_name(event: Event) -> str:
    """The question, or where the log does not say which: its skills."""
    return event.item if event.item is not None else "skills " + " ".join(event.skills)

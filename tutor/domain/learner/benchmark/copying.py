"""The leak, made visible: a "model" that copies the answer of the row before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from attention_model.compat import override
from tutor.domain.learner.benchmark.base import Model
from tutor.domain.learner.benchmark.counting import SkillMean
from tutor.domain.learner.benchmark.logs import History, repeats
from tutor.domain.learner.benchmark.metrics import Floats

# Nearly certain, as such a model soon is.
_SURE_P = 0.99


class Copying(Model):
    """The skill's mean, but on a row about the same question as the row before, that answer.

    It learns nothing about anybody. What it gains over the skill's mean on rows is what a log that
    repeats questions gives away; on questions it has to gain nothing.
    """

    name: ClassVar[str] = "copying"
    title: ClassVar[str] = "skill mean + copies the row before"

    def __init__(self) -> None:
        self._mean = SkillMean()

    @override
    def fit(self, histories: Sequence[History]) -> None:
        self._mean.fit(histories)

    @override
    def predict(self, histories: Sequence[History]) -> Floats:
        p = self._mean.predict(histories)
        place = 0
        for history in histories:
            for index, is_repeat in enumerate(repeats(history)):
                if is_repeat:
                    was_right = history.events[index - 1].is_right
                    p[place] = _SURE_P if was_right else 1 - _SURE_P
                place += 1
        return np.asarray(p)

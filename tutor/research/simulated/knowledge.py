"""Three models of how a learner keeps what a part of the lesson taught; none is told to a policy.

Each part is one skill. How much of it was taken in (`encoded_p`, 0 to 1) depends on attention while
reading and is raised by a remedy; what a retrieval does, and how much is left days later, is each
model's own. Values are set once, before any run: from the evaluation paper (its table 5.3) where it
has one, else by judgement, and published effects are halved as everywhere.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from random import Random
from typing import ClassVar

from attention_model.compat import override

REVIEW_AFTER_DAYS = 3.0
GUESS_P = 0.2


class Knowledge(ABC):
    """What one learner knows of each of `parts` parts."""

    name: ClassVar[str]

    def __init__(self, parts: int, *, ability: float, rng: Random) -> None:
        self.ability = ability
        self.encoded_p = [0.0] * parts
        self._draw(rng)

    @abstractmethod
    def _draw(self, rng: Random) -> None:
        """The learner's own parameters."""

    @abstractmethod
    def answer_p(self, part: int) -> float:
        """The chance of a right answer now, on task."""

    @abstractmethod
    def retrieved(self, part: int, *, is_right: bool) -> None:
        """An answer with feedback, right or not."""

    @abstractmethod
    def review_p(self, part: int) -> float:
        """The chance of a right answer at the delayed review."""

    def worth_of(self, part: int, encoded_p: float) -> float:
        """What so much of what was taken in of `part` adds to its review."""
        with_p = self.review_p(part)
        self.encoded_p[part] -= encoded_p
        without_p = self.review_p(part)
        self.encoded_p[part] += encoded_p
        return with_p - without_p


class Tracing(Knowledge):
    """Bayesian knowledge tracing (Corbett and Anderson 1995), as an expectation, with forgetting.

    A skill that was retrieved is forgotten less: the testing effect.
    """

    name: ClassVar[str] = "bkt"

    @override
    def _draw(self, rng: Random) -> None:
        self.transit_p = rng.uniform(0.05, 0.20)
        self.guess_p = rng.uniform(0.10, 0.25)
        self.slip_p = rng.uniform(0.05, 0.15)
        self.retrievals = [0] * len(self.encoded_p)

    @override
    def answer_p(self, part: int) -> float:
        known = self.encoded_p[part]
        return known * (1 - self.slip_p) + (1 - known) * self.guess_p

    @override
    def retrieved(self, part: int, *, is_right: bool) -> None:
        self.encoded_p[part] += (1 - self.encoded_p[part]) * self.transit_p
        self.retrievals[part] += 1

    @override
    def review_p(self, part: int) -> float:
        kept = 1 - 0.30 * 0.85 ** self.retrievals[part]
        known = self.encoded_p[part] * kept
        return known * (1 - self.slip_p) + (1 - known) * self.guess_p


class Factors(Knowledge):
    """Performance factors (Pavlik et al. 2009): log odds that grow with right and wrong answers.

    Right answers add 0.25, half of d = 0.28 in log odds (d pi / sqrt 3 = 0.5); forgetting is a
    power law, so log odds fall with the logarithm of days.
    """

    name: ClassVar[str] = "pfa"

    @override
    def _draw(self, rng: Random) -> None:
        self.start = -1.0 + 0.5 * self.ability + rng.gauss(0, 0.3)
        self.practice = [0.0] * len(self.encoded_p)

    @override
    def answer_p(self, part: int) -> float:
        return 1 / (1 + math.exp(-self._logit(part)))

    @override
    def retrieved(self, part: int, *, is_right: bool) -> None:
        self.practice[part] += 0.25 if is_right else 0.15

    @override
    def review_p(self, part: int) -> float:
        logit = self._logit(part) - 0.6 * math.log1p(REVIEW_AFTER_DAYS)
        return 1 / (1 + math.exp(-logit))

    def _logit(self, part: int) -> float:
        return self.start + 3.5 * self.encoded_p[part] + self.practice[part]


class Memory(Knowledge):
    """A memory of FSRS's shape: recall falls as (1 + F t / S) ** -0.1542, 0.9 at the stability S.

    Retrieval lengthens S by a quarter where it is right, a tenth where it is not.
    """

    name: ClassVar[str] = "fsrs"
    DECAY: ClassVar[float] = -0.1542

    @override
    def _draw(self, rng: Random) -> None:
        first = 2.3 * math.exp(rng.gauss(0, 0.4))
        self.stability_days = [first] * len(self.encoded_p)

    @override
    def answer_p(self, part: int) -> float:
        return self._p(part, recall_p=0.95)

    @override
    def retrieved(self, part: int, *, is_right: bool) -> None:
        self.stability_days[part] *= 1.25 if is_right else 1.10

    @override
    def review_p(self, part: int) -> float:
        factor = 0.9 ** (1 / self.DECAY) - 1
        elapsed = REVIEW_AFTER_DAYS / self.stability_days[part]
        return self._p(part, recall_p=(1 + factor * elapsed) ** self.DECAY)

    def _p(self, part: int, *, recall_p: float) -> float:
        return GUESS_P + (1 - GUESS_P) * self.encoded_p[part] * recall_p


MODELS: tuple[type[Knowledge], ...] = (Tracing, Factors, Memory)

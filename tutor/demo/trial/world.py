"""Who the simulated learners are and what they answer: the truth that a study has to find again.

Every chance derives from the seed and a name, so that the study through the services and the quick
one see the same people give the same answers, in whatever order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from uuid import UUID, uuid5

from tutor.domain.experiments.assignment import chance
from tutor.domain.experiments.design import Unit

_NAMES = UUID("5f0a6c1e-61b5-4d38-9a36-1d6c1c7d6c5e")

# Judgement, about what studies in classrooms report: one in ten says no, a few never come, leave
# early or withdraw.
AGREES_P = 0.90
SENSED_P = 0.97
COMES_P = 0.95
STAYS_P = 0.97
KEEPS_TO_IT_P = 0.97
# Right at the first try: about two in three, learners and classes apart.
RIGHT_P = 0.60
LEARNER_SD = 0.12
CLASS_SD = 0.04
# Within these an effect of up to 0.15 adds up without being cut.
RIGHT_RANGE = (0.20, 0.80)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A lesson as the simulation sees it: its parts in order, each with its practice exercises."""

    parts: tuple[tuple[str, int], ...]

    @property
    def exercises(self) -> int:
        return sum(count for _, count in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A simulated learner: what they will say and do, whatever anybody assigns."""

    number: int
    public_id: UUID
    classroom: int
    right_p: float
    agrees: bool
    is_sensed: bool
    comes: bool
    stays: bool
    keeps_to_it: bool

    @property
    def is_assigned(self) -> bool:
        """Whether they reach a first decision with their consent."""
        return self.agrees and self.is_sensed and self.comes


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """`effect` is added to the chance of a right first try while the arm decides."""

    seed: int
    learners: int
    unit: Unit
    effect: float
    # Exercises done before the experiment begins.
    before_items: int = 6
    class_size: int = 20

    @property
    def experiment_id(self) -> UUID:
        return uuid5(_NAMES, f"experiment:{self._name}")

    @property
    def _name(self) -> str:
        return f"{self.seed}:{self.learners}:{self.unit}:{self.effect}"

    def classroom_id(self, number: int) -> UUID:
        return uuid5(_NAMES, f"classroom:{self._name}:{number}")

    def people(self) -> list[Person]:
        return [self._person(number) for number in range(self.learners)]

    def _person(self, number: int) -> Person:
        def says(what: str, p: float) -> bool:
            return chance(str(self.seed), what, str(number)) < p

        classroom = number // self.class_size
        level = RIGHT_P + LEARNER_SD * self._normal("ability", number)
        level += CLASS_SD * self._normal("class", classroom)
        low, high = RIGHT_RANGE
        return Person(
            number=number,
            public_id=uuid5(_NAMES, f"learner:{self._name}:{number}"),
            classroom=classroom,
            right_p=min(max(level, low), high),
            agrees=says("agrees", AGREES_P),
            is_sensed=says("sensed", SENSED_P),
            comes=says("comes", COMES_P),
            stays=says("stays", STAYS_P),
            keeps_to_it=says("keeps", KEEPS_TO_IT_P),
        )

    def _normal(self, what: str, number: int) -> float:
        p = chance(str(self.seed), what, str(number))
        return NormalDist().inv_cdf(min(max(p, 1e-9), 1 - 1e-9))

    def is_right(self, person: Person, *, part: str, nth: int, is_treated: bool) -> bool:
        """Whether the `nth` exercise of `part` is right at the first try."""
        p = person.right_p + (self.effect if is_treated else 0.0)
        return chance(str(self.seed), "answer", str(person.number), part, str(nth)) < p

    def before(self, person: Person) -> list[bool]:
        """The exercises that were done before the experiment began."""
        return [
            self.is_right(person, part="before", nth=nth, is_treated=False)
            for nth in range(self.before_items)
        ]


def truth(world: World, *, effects: Sequence[float]) -> float:
    """The average effect over what is compared; `effects` are those put into each of it."""
    return math.fsum(effects) / len(effects) if effects else world.effect

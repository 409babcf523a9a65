"""What an experiment is before anybody is in it: its unit, its arms and how they are shared out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tutor.domain.policy import POLICIES
from tutor.domain.policy.situation import INTERVENTIONS

# An arm that comes less often than this is worth too little to the estimate, and its inverse
# weight too much: the floor of every policy's propensities (`domain.policy`).
LEAST_P = 0.05
MOST_HELD_OUT_P = 0.5
MOST_ARMS = 6
LARGEST_BLOCK = 60


class Unit(StrEnum):
    """What is randomised: once for a learner or a class, anew for each part of each lesson."""

    LEARNER = "learner"
    CLASSROOM = "classroom"
    PART = "part"


class ArmKind(StrEnum):
    """A hold-out stays as it was for as long as the experiment runs; a yoked arm repeats the
    times of other learners' changes."""

    CONTROL = "control"
    TREATMENT = "treatment"
    YOKED = "yoked"
    HOLD_OUT = "hold_out"


class Stratum(StrEnum):
    """What units are alike in before they are shared out."""

    CLASSROOM = "classroom"
    PRIOR = "prior"
    SIZE = "size"


STRATA_OF: dict[Unit, tuple[Stratum, ...]] = {
    Unit.LEARNER: (Stratum.CLASSROOM, Stratum.PRIOR),
    Unit.CLASSROOM: (Stratum.SIZE,),
    Unit.PART: (),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """Limits that an arm puts on its policy, through the policy's input alone.

    `without` are kinds of change that never come, `away_ms` is how long away is away (None: the
    site's), `may_probe` whether probes are asked. Because they are part of the stored situation,
    a replay needs nothing else.
    """

    without: tuple[str, ...] = ()
    away_ms: int | None = None
    may_probe: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmPlan:
    """`weight` is its share among the arms that are not held out: 2 comes twice as often as 1."""

    key: str
    kind: ArmKind
    policy: str
    weight: int = 1
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, kw_only=True, slots=True)
class Design:
    """`key` seeds every draw. `block` counts units in a permuted block; 0 draws each alone."""

    key: str
    unit: Unit
    arms: tuple[ArmPlan, ...]
    block: int = 0
    strata: tuple[Stratum, ...] = ()
    hold_out_p: float = 0.0

    @property
    def compared(self) -> tuple[ArmPlan, ...]:
        """The arms that are shared out, without the hold-out."""
        return tuple(arm for arm in self.arms if arm.kind is not ArmKind.HOLD_OUT)

    @property
    def hold_out(self) -> ArmPlan | None:
        return next((arm for arm in self.arms if arm.kind is ArmKind.HOLD_OUT), None)

    @property
    def control(self) -> ArmPlan:
        """The arm that every other one is compared with."""
        return next(arm for arm in self.arms if arm.kind is ArmKind.CONTROL)

    @property
    def total_weight(self) -> int:
        return sum(arm.weight for arm in self.compared)

    def arm(self, key: str) -> ArmPlan:
        """The arm called `key`; raises KeyError naming the arms there are."""
        for arm in self.arms:
            if arm.key == key:
                return arm
        raise KeyError(f"no arm {key!r}, there are {', '.join(arm.key for arm in self.arms)}")

    def share_p(self, arm: ArmPlan) -> float:
        """The chance of a unit to get `arm`, before anything is known of it."""
        if arm.kind is ArmKind.HOLD_OUT:
            return self.hold_out_p
        return (1 - self.hold_out_p) * arm.weight / self.total_weight


def problems(design: Design) -> list[str]:
    """Everything that is wrong with a design, at once; empty where it can be run."""
    return [
        *_problems_of_arms(design),
        *_problems_of_shares(design),
        *_problems_of_unit(design),
    ]


def _problems_of_arms(design: Design) -> list[str]:
    found = []
    keys = [arm.key for arm in design.arms]
    found += [f"Two arms are called {key!r}." for key in sorted(set(keys)) if keys.count(key) > 1]
    if len(keys) > MOST_ARMS:
        found.append(f"There are {len(keys)} arms; at most {MOST_ARMS} can be compared here.")
    kinds = [arm.kind for arm in design.arms]
    if kinds.count(ArmKind.CONTROL) != 1:
        found.append("One arm has to be the control that the others are compared with.")
    if len(design.compared) < 2:
        found.append("At least one arm has to be compared with the control.")
    if kinds.count(ArmKind.HOLD_OUT) > 1:
        found.append("There can be one hold-out arm only.")
    for arm in design.arms:
        found += _problems_of_arm(arm)
    return found


def _problems_of_arm(arm: ArmPlan) -> list[str]:
    found = []
    names = [policy.name for policy in POLICIES]
    if arm.policy not in names:
        found.append(f"Arm {arm.key!r}: no policy {arm.policy!r}, there are {', '.join(names)}.")
    if (arm.kind is ArmKind.YOKED) != (arm.policy == "yoked"):
        found.append(f"Arm {arm.key!r}: a yoked arm and the policy `yoked` go together.")
    if arm.weight < 1:
        found.append(f"Arm {arm.key!r}: its weight is {arm.weight}, and has to be 1 or more.")
    unknown = sorted(set(arm.rules.without) - set(INTERVENTIONS))
    if unknown:
        known = ", ".join(sorted(INTERVENTIONS))
        found.append(f"Arm {arm.key!r}: {', '.join(unknown)} is no change; there are {known}.")
    return found


def _problems_of_shares(design: Design) -> list[str]:
    found = []
    has_hold_out = design.hold_out is not None
    if has_hold_out != (design.hold_out_p > 0):
        found.append("A hold-out needs both an arm for it and a share above 0.")
    if not 0 <= design.hold_out_p <= MOST_HELD_OUT_P:
        found.append(
            f"The share held out is {design.hold_out_p}: it may be 0 to {MOST_HELD_OUT_P}."
        )
    total = design.total_weight
    rare = [arm.key for arm in design.compared if total > 0 and arm.weight / total < LEAST_P]
    found += [f"Arm {key!r} comes less often than one in {1 / LEAST_P:.0f}." for key in rare]
    if design.block and total > 0 and design.block % total:
        found.append(
            f"Blocks of {design.block} cannot hold the arms in their shares: "
            f"use a multiple of {total}."
        )
    if not 0 <= design.block <= LARGEST_BLOCK:
        found.append(f"A block may hold up to {LARGEST_BLOCK} units, not {design.block}.")
    return found


def _problems_of_unit(design: Design) -> list[str]:
    allowed = STRATA_OF[design.unit]
    found = [
        f"Units of kind {design.unit} cannot be stratified by {stratum}."
        for stratum in design.strata
        if stratum not in allowed
    ]
    if design.strata and not design.block:
        found.append("Strata hold only within blocks: give the size of a block.")
    if design.unit is Unit.PART:
        if len(design.compared) != 2 or design.hold_out is not None:
            found.append("Parts of lessons are drawn between two arms: one and the control.")
        if design.block:
            found.append("Parts of lessons are drawn one by one: blocks are for people.")
        if any(arm.kind is ArmKind.YOKED for arm in design.arms):
            found.append("A yoked arm repeats a whole session: it needs learners or classes.")
    return found

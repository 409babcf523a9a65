"""The same study without a database: the pure draw, the same answers, the same analysis.

What the services do between, who is assigned, exposed and left out, is written down here a second
time; a test holds both against each other, row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.demo.trial.world import Person, Shape, World, truth
from tutor.domain.experiments.analysis import LearnerRow, PartRow, Results, analyse
from tutor.domain.experiments.assignment import draw, prior_band, stratum_name
from tutor.domain.experiments.design import ArmKind, ArmPlan, Design, Stratum, Unit
from tutor.domain.experiments.eligibility import Excluded
from tutor.domain.experiments.estimators import Effect

TREATMENT = "asked"
CONTROL = "usual"
BLOCK = 4
Rows = list[LearnerRow] | list[PartRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a simulated study found, and what was put in."""

    rows: Rows
    results: Results
    truth: float

    @property
    def effect(self) -> Effect | None:
        return self.results.comparisons[0].effect


def design_of(world: World) -> Design:
    """The design that the simulated study uses, here and through the services."""
    return Design(
        key=f"{world.experiment_id}:{world.seed}",
        unit=world.unit,
        arms=(
            ArmPlan(key=CONTROL, kind=ArmKind.CONTROL, policy="fixed"),
            ArmPlan(key=TREATMENT, kind=ArmKind.TREATMENT, policy="proactive"),
        ),
        block=0 if world.unit is Unit.PART else BLOCK,
        strata=(Stratum.PRIOR,) if world.unit is Unit.LEARNER else (),
    )


def run(world: World, shape: Shape, *, lesson: str) -> Found:
    """One study. `shape` is that of the lesson called `lesson`."""
    design = design_of(world)
    people = [person for person in world.people() if person.is_assigned]
    if world.unit is Unit.PART:
        pairs = list(_parts(world, shape, people, design=design, lesson=lesson))
        part_rows = [row for row, _ in pairs]
        effects = [each for row, each in pairs if row.excluded is None]
        return Found(
            rows=part_rows,
            results=analyse(design, part_rows),
            truth=truth(world, effects=effects),
        )
    arms = _arms(world, people, design=design)
    rows = [_learner(world, shape, person, arm=arms[person.number]) for person in people]
    return Found(rows=rows, results=analyse(design, rows), truth=world.effect)


def _arms(world: World, people: Sequence[Person], *, design: Design) -> dict[int, str]:
    """By learner, in the order of arrival."""
    counts: defaultdict[str, int] = defaultdict(int)
    classes: dict[int, str] = {}
    found: dict[int, str] = {}
    for person in people:
        if world.unit is Unit.CLASSROOM:
            if person.classroom not in classes:
                unit = str(world.classroom_id(person.classroom))
                number = len(classes)
                classes[person.classroom] = draw(design, unit=unit, number=number).arm.key
            found[person.number] = classes[person.classroom]
            continue
        right = world.before(person)
        stratum = stratum_name({Stratum.PRIOR: prior_band(sum(right) / len(right))})
        drawn = draw(design, unit=str(person.public_id), stratum=stratum, number=counts[stratum])
        counts[stratum] += 1
        found[person.number] = drawn.arm.key
    return found


def _learner(world: World, shape: Shape, person: Person, *, arm: str) -> LearnerRow:
    """The first part is reading: its end is the exposure, and all exercises come after it."""
    before = world.before(person)
    right = [
        world.is_right(person, part=part, nth=nth, is_treated=arm == TREATMENT)
        for part, count in shape.parts
        for nth in range(count)
    ]
    excluded = _excluded(person, has_outcome=person.stays)
    return LearnerRow(
        learner=person.number,
        arm=arm,
        outcome=sum(right) / len(right) if excluded is None else None,
        covariates=(sum(before) / len(before), len(before)),
        classroom=person.classroom,
        excluded=excluded,
    )


def _excluded(person: Person, *, has_outcome: bool) -> Excluded | None:
    if not person.keeps_to_it:
        return Excluded.WITHDREW
    return None if has_outcome else Excluded.NO_OUTCOME


def _parts(
    world: World, shape: Shape, people: Sequence[Person], *, design: Design, lesson: str
) -> Iterator[tuple[PartRow, float]]:
    """Every part with its row and the effect that was put into it.

    The next exercise after a reading is done under the arm of the last part before it; the next one
    after the first exercise of a practice is in that practice.
    """
    for person in people:
        right = world.before(person)
        for index, (name, count) in enumerate(shape.parts):
            if index > 0 and not person.stays:
                break
            drawn = draw(design, unit=f"{person.public_id}:{lesson}/{name}")
            following = _following(shape, index) if person.stays else None
            decides = index if count > 1 else _last_before(shape, index)
            arm = draw(design, unit=f"{person.public_id}:{lesson}/{shape.parts[decides][0]}").arm
            outcome = (
                None
                if following is None
                else world.is_right(
                    person,
                    part=following[0],
                    nth=following[1],
                    is_treated=arm.key == TREATMENT,
                )
            )
            excluded = _excluded(person, has_outcome=outcome is not None)
            row = PartRow(
                learner=person.number,
                arm=drawn.arm.key,
                propensity_p=drawn.propensity_p,
                outcome=None if outcome is None or excluded else float(outcome),
                before=sum(right) / len(right),
                excluded=excluded,
            )
            yield row, world.effect if decides == index else 0.0


def _following(shape: Shape, index: int) -> tuple[str, int] | None:
    """Part and number of the next exercise after the exposure in part `index`."""
    name, count = shape.parts[index]
    if count > 1:
        return name, 1
    for later, exercises in shape.parts[index + 1 :]:
        if exercises:
            return later, 0
    return None


def _last_before(shape: Shape, index: int) -> int:
    """The last part whose exposure comes before the next exercise after part `index`."""
    last = index
    for later in range(index + 1, len(shape.parts)):
        if shape.parts[later][1]:
            return last
        last = later
    return last

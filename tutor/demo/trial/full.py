"""The study through the real services: people, consents, lessons, answers, decisions, exposures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import uuid5

from django.db import transaction

from tutor.accounts.models import Classroom, Role, User
from tutor.accounts.services import create_classroom, create_person, enrol
from tutor.adaptation.models import Decision
from tutor.adaptation.services import advance
from tutor.content.models import Item, Lesson, Segment
from tutor.demo.trial.quick import CONTROL, TREATMENT, design_of
from tutor.demo.trial.world import Person, Shape, World
from tutor.domain.exercises import exercise_type
from tutor.domain.policy.situation import Trigger
from tutor.experiments.models import Experiment
from tutor.experiments.services import (
    ArmFields,
    ExperimentPlan,
    create_experiment,
    start_experiment,
    stop_experiment,
)
from tutor.learning import services as learning
from tutor.learning.models import Attempt, Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consents
from tutor.studies.models import Study
from tutor.studies.services import (
    Plan,
    create_study,
    decide_study,
    open_study,
    withdraw_from_study,
)
from tutor.teacher.services import assign_course

# One learner after the other, so that the order of arrival is that of their numbers.
APART = timedelta(minutes=45)
READING = timedelta(seconds=70)
ANSWERING = timedelta(seconds=20)
BEFORE = timedelta(days=3)
PASSWORD = "simulated learners do not sign in"  # noqa: S105 - nobody signs in with it
Tell = Callable[[int, int], None]

_TITLES = {CONTROL: "The author's order", TREATMENT: "Planned questions"}


@dataclass(kw_only=True)
class Trial:
    """One simulated study in the database, from its people to its last answer."""

    world: World
    before: Lesson
    lesson: Lesson
    began: datetime
    people: list[Person] = field(init=False)
    researcher: User = field(init=False)
    study: Study = field(init=False)
    experiment: Experiment = field(init=False)
    classes: list[Classroom] = field(init=False)
    learners: list[User] = field(init=False)

    def __post_init__(self) -> None:
        self.people = self.world.people()

    def run(self, tell: Tell) -> Experiment:
        """Everything in its order; `tell` hears how many learners are through, and of how many."""
        with transaction.atomic():
            self._recruit()
            self._ask()
        for person, learner in zip(self.people, self.learners, strict=True):
            with transaction.atomic():
                self._practise_before(person, learner)
        self._start()
        for person, learner in zip(self.people, self.learners, strict=True):
            if person.comes:
                with transaction.atomic():
                    self._study(person, learner)
            tell(person.number + 1, len(self.people))
        return self._end()

    def _recruit(self) -> None:
        name = f"simulated-{self.world.experiment_id.hex[:8]}"
        self.researcher = _simulated(f"{name}-researcher", role=Role.RESEARCHER)
        teacher = _simulated(f"{name}-teacher", role=Role.TEACHER)
        count = -(-self.world.learners // self.world.class_size)
        self.classes = [self._classroom(number, teacher) for number in range(count)]
        self.learners = []
        for person in self.people:
            learner = _simulated(f"{name}-{person.number:04}")
            learner.public_id = person.public_id
            learner.save(update_fields=["public_id"])
            enrol(learner, classroom=self.classes[person.classroom], now=self.began - BEFORE)
            self.learners.append(learner)

    def _classroom(self, number: int, teacher: User) -> Classroom:
        now = self.began - BEFORE
        room = create_classroom(f"Simulated class {number + 1}", teacher=teacher, now=now)
        room.public_id = self.world.classroom_id(number)
        room.save(update_fields=["public_id"])
        assign_course(room, course=self.lesson.course, now=now)
        return room

    def _ask(self) -> None:
        """Everybody is asked, and decides: about being sensed, and about the study."""
        plan = Plan(
            slug=f"simulated-{self.world.experiment_id.hex[:8]}",
            title=f"Simulated study, seed {self.world.seed}",
            protocol="Simulated learners with an effect that was put in; nobody real takes part.",
            consent_text="May researchers use what you do in these lessons, under a pseudonym?",
            classrooms=self.classes,
        )
        now = self.began - BEFORE
        self.study = open_study(create_study(self.researcher, plan=plan, now=now), now=now)
        for person, learner in zip(self.people, self.learners, strict=True):
            granted = {Purpose.ACTIVITY: person.is_sensed, Purpose.TEACHER_VIEW: True}
            decide_consents(learner, granted=granted, now=now)
            decide_study(learner, study=self.study, is_granted=person.agrees, now=now)

    def _practise_before(self, person: Person, learner: User) -> None:
        """What is known of learners before the experiment begins."""
        now = self.began - timedelta(days=2)
        session = learning.start_session(learner, lesson=self.before, now=now)
        items = _practice_items(self.before)[: self.world.before_items]
        for item, is_right in zip(items, self.world.before(person), strict=True):
            now += ANSWERING
            self._answer(session, item, is_right=is_right, now=now)
        learning.end_session(session, now=now)

    def _start(self) -> None:
        design = design_of(self.world)
        plan = ExperimentPlan(
            title=f"Planned questions, seed {self.world.seed}",
            hypothesis="Learners who are asked between parts get more right at the first try.",
            course=self.lesson.course,
            unit=self.world.unit.value,
            outcome="right_p",
            least_that_matters=0.03,
            block=design.block,
            strata=[stratum.value for stratum in design.strata],
            with_simulated=True,
            stop_units=self.world.learners,
            follow_up_days=365,
            seed=self.world.seed,
            arms=[
                ArmFields(
                    key=arm.key, title=_TITLES[arm.key], kind=arm.kind.value, policy=arm.policy
                )
                for arm in design.arms
            ],
        )
        made = create_experiment(
            self.study,
            plan=plan,
            now=self.began,
            person=self.researcher,
            public_id=self.world.experiment_id,
        )
        self.experiment = start_experiment(made, now=self.began, person=self.researcher)

    def _study(self, person: Person, learner: User) -> None:
        """The lesson under whatever policy decides: the effect comes from the decision itself."""
        now = self.began + APART * (person.number + 1)
        session = learning.start_session(learner, lesson=self.lesson, now=now)
        is_treated = False
        for segment in self.lesson.segments.order_by("position"):
            learning.open_segment(session, segment=segment, now=now)
            for nth, item in enumerate(segment.items.filter(is_check=False).order_by("position")):
                now += ANSWERING
                is_right = self.world.is_right(
                    person, part=segment.slug, nth=nth, is_treated=is_treated
                )
                is_treated = self._answered(session, item, is_right=is_right, now=now)
            now += READING
            is_treated = self._finished(session, segment, now=now)
            if not person.stays:
                return
        learning.end_session(session, now=now)

    def _answered(self, session: Session, item: Item, *, is_right: bool, now: datetime) -> bool:
        attempt = self._answer(session, item, is_right=is_right, now=now)
        decision = advance(session, trigger=Trigger.ITEM_ANSWERED, now=now, attempt=attempt)
        return _is_treated(decision)

    def _finished(self, session: Session, segment: Segment, *, now: datetime) -> bool:
        learning.finish_segment(session, segment=segment, now=now)
        decision = advance(session, trigger=Trigger.SEGMENT_FINISHED, now=now, segment=segment)
        return _is_treated(decision)

    def _answer(self, session: Session, item: Item, *, is_right: bool, now: datetime) -> Attempt:
        dice = Random(f"{self.world.seed}:{session.learner_id}:{item.pk}")
        response = exercise_type(item.exercise_type).simulate(
            item.spec, is_right=is_right, rng=dice
        )
        return learning.record_answer(
            session,
            item=item,
            response=response,
            idempotency_key=uuid5(session.public_id, str(item.pk)),
            latency_ms=12_000,
            now=now,
        )

    def _end(self) -> Experiment:
        """Those who change their mind do so before anything is looked at."""
        now = self.began + APART * (self.world.learners + 2)
        for person, learner in zip(self.people, self.learners, strict=True):
            if person.agrees and not person.keeps_to_it:
                withdraw_from_study(learner, study=self.study, now=now)
        return stop_experiment(
            self.experiment,
            reason="All simulated learners were through.",
            now=now,
            person=self.researcher,
        )


def shape_of(lesson: Lesson) -> Shape:
    """The lesson as the simulation sees it."""
    return Shape(
        parts=tuple(
            (segment.slug, segment.items.filter(is_check=False).count())
            for segment in lesson.segments.order_by("position")
        )
    )


def _practice_items(lesson: Lesson) -> list[Item]:
    found: Iterator[Segment] = lesson.segments.order_by("position").iterator()
    return [
        item
        for segment in found
        for item in segment.items.filter(is_check=False).order_by("position")
    ]


def _is_treated(decision: Decision | None) -> bool:
    """Whether the policy that just decided is the treatment's; the usual one is not."""
    return decision is not None and decision.policy == "proactive"


def _simulated(username: str, *, role: Role = Role.LEARNER) -> User:
    return create_person(username, password=PASSWORD, role=role, is_simulated=True)

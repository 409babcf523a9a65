"""Rae's study of Ada's class, and an experiment in it that is ready to start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tutor.accounts.models import Classroom, User
from tutor.accounts.services import create_person, enrol
from tutor.adaptation import services as adaptation
from tutor.adaptation.models import Decision
from tutor.content.models import Lesson
from tutor.domain.policy.situation import Trigger
from tutor.experiments.models import Experiment
from tutor.experiments.services import ArmFields, ExperimentPlan, create_experiment
from tutor.learning import services as learning
from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent
from tutor.studies.models import Study
from tutor.studies.services import Plan, create_study, decide_study, open_study

USUAL = ArmFields(key="usual", title="The author's order", kind="control", policy="fixed")
ASKED = ArmFields(key="asked", title="Planned questions", kind="treatment", policy="proactive")


def plan_of(lesson: Lesson, **changes: object) -> ExperimentPlan:
    fields: dict[str, object] = {
        "title": "Questions between parts",
        "hypothesis": "Learners who are asked between parts get more right.",
        "course": lesson.course,
        "unit": "learner",
        "outcome": "right_p",
        "least_that_matters": 0.05,
        "stop_units": 200,
        "arms": (USUAL, ASKED),
    }
    return ExperimentPlan(**{**fields, **changes})  # type: ignore[arg-type] # checked when it runs


@pytest.fixture
def study(rae: User, class_8a: Classroom, lesson: Lesson, now: datetime) -> Study:
    plan = Plan(
        slug="questions",
        title="Questions",
        protocol="Compare.",
        consent_text="May we?",
        classrooms=[class_8a],
    )
    return open_study(create_study(rae, plan=plan, now=now), now=now)


@pytest.fixture
def experiment(study: Study, rae: User, lesson: Lesson, now: datetime) -> Experiment:
    return create_experiment(study, plan=plan_of(lesson), now=now, person=rae)


@pytest.fixture
def join(class_8a: Classroom, study: Study, now: datetime) -> Callable[[str], User]:
    """A learner of Ada's class who takes part."""

    def joined(name: str) -> User:
        learner = create_person(name, password="a long enough word", name=name)
        enrol(learner, classroom=class_8a, now=now)
        decide_consent(learner, purpose=Purpose.ACTIVITY, is_granted=True, now=now)
        decide_study(learner, study=study, is_granted=True, now=now)
        return learner

    return joined


def begin(learner: User, lesson: Lesson, *, now: datetime) -> Session:
    return learning.start_session(learner, lesson=lesson, now=now)


def finish_part(session: Session, *, position: int = 1, now: datetime) -> Decision:
    segment = session.lesson.segments.get(position=position)
    learning.finish_segment(session, segment=segment, now=now)
    decision = adaptation.advance(
        session, trigger=Trigger.SEGMENT_FINISHED, now=now, segment=segment
    )
    assert decision is not None
    return decision

"""The class of the demo: simulated learners with names, taught by Ada, agreeing to be sensed."""

from __future__ import annotations

from datetime import datetime

from tutor.accounts.models import Classroom, User
from tutor.accounts.services import create_person, enrol
from tutor.content.models import Course, Lesson
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consents
from tutor.teacher.demo import DEMO_COURSE, DEMO_PASSWORD, ensure_classroom
from tutor.teacher.services import assign_course

CLASS_NAME = "Maths 9 (simulated)"
_NAMES = (
    "Emi Sato", "Finn Olsen", "Gia Russo", "Hugo Silva", "Ines Duarte", "Jun Park",
    "Kai Weber", "Lea Martin", "Mo Hassan", "Noa Levi", "Ola Berg", "Pia Novak",
    "Quin Daly", "Rui Costa", "Sam Okoro", "Tess Vos", "Uma Rao", "Vik Shah",
)  # fmt: skip


def ensure_learners(count: int, *, now: datetime) -> list[User]:
    """`count` simulated learners of the demo class, made where missing."""
    classroom = ensure_classroom(CLASS_NAME, teacher=User.objects.get(username="ada"), now=now)
    assign_course(classroom, course=Course.objects.get(slug=DEMO_COURSE), now=now)
    return [_ensure_learner(index, classroom, now=now) for index in range(count)]


def lessons() -> list[Lesson]:
    return list(Lesson.objects.filter(course__slug=DEMO_COURSE).order_by("position"))


def _ensure_learner(index: int, classroom: Classroom, *, now: datetime) -> User:
    username = f"simulated{index + 1:03}"
    learner = User.objects.filter(username=username).first()
    if learner is None:
        name = _NAMES[index % len(_NAMES)] + (
            f" {index // len(_NAMES) + 1}" * (index >= len(_NAMES))
        )
        learner = create_person(username, password=DEMO_PASSWORD, name=name, is_simulated=True)
        granted = {purpose: purpose != Purpose.GAZE for purpose in Purpose}
        decide_consents(learner, granted=granted, now=now)
    enrol(learner, classroom=classroom, now=now)
    return learner

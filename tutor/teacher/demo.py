"""Ada, Bo, Cy, Dee, Rae and an administrator: the people of the demo and of the docs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tutor.accounts.models import Classroom, Role, User
from tutor.accounts.services import create_classroom, create_person, enrol
from tutor.content.models import Course
from tutor.content.services import add_author
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consents
from tutor.teacher.services import assign_course

DEMO_PASSWORD = "attune-demo-2026"  # noqa: S105 - made known on the console, refused behind https
DEMO_COURSE = "linear-equations"
BO_AGREES_TO = (Purpose.ACTIVITY, Purpose.TEACHER_VIEW, Purpose.RESEARCH)


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    username: str
    name: str
    role: Role
    who: str


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(username="ada", name="Ada Okafor", role=Role.TEACHER, who="teaches Maths 8A"),
    DemoPerson(username="bo", name="Bo Andersen", role=Role.LEARNER, who="learns in Maths 8A"),
    DemoPerson(username="cy", name="Cy Tanaka", role=Role.LEARNER, who="learns in Maths 8B"),
    DemoPerson(username="dee", name="Dee Moreau", role=Role.TEACHER, who="teaches Maths 8B"),
    DemoPerson(username="rae", name="Rae Haddad", role=Role.RESEARCHER, who="does research"),
    DemoPerson(username="admin", name="Alex Admin", role=Role.ADMINISTRATOR, who="keeps records"),
)


def ensure_demo_people(*, now: datetime) -> dict[str, User]:
    """The demo people by username, with their classes; what exists already is left as it is."""
    people = {person.username: _ensure_person(person) for person in PEOPLE}
    class_8a = ensure_classroom("Maths 8A", teacher=people["ada"], now=now)
    class_8b = ensure_classroom("Maths 8B", teacher=people["dee"], now=now)
    enrol(people["bo"], classroom=class_8a, now=now)
    enrol(people["cy"], classroom=class_8b, now=now)
    if not people["bo"].consents.exists():
        granted = {purpose: purpose in BO_AGREES_TO for purpose in Purpose}
        decide_consents(people["bo"], granted=granted, now=now)
    _assign_demo_course((class_8a, class_8b), now=now)
    if course := Course.objects.filter(slug=DEMO_COURSE).first():
        add_author(course, people["ada"])
    return people


def ensure_classroom(name: str, *, teacher: User, now: datetime) -> Classroom:
    found = Classroom.objects.filter(name=name, teachers=teacher).first()
    return found or create_classroom(name, teacher=teacher, now=now)


def _ensure_person(person: DemoPerson) -> User:
    found = User.objects.filter(username=person.username).first()
    return found or create_person(
        person.username,
        password=DEMO_PASSWORD,
        role=person.role,
        name=person.name,
        email=f"{person.username}@example.org",
    )


def _assign_demo_course(classrooms: tuple[Classroom, ...], *, now: datetime) -> None:
    course = Course.objects.filter(slug=DEMO_COURSE).first()
    if course is not None:
        for classroom in classrooms:
            assign_course(classroom, course=course, now=now)

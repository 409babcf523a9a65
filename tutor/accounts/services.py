"""The only writers of people, classes and enrolments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tutor.accounts.models import Accommodation, Classroom, Enrolment, Group, Role, User
from tutor.accounts.reading import cleaned


@transaction.atomic
def create_person(
    username: str,
    *,
    password: str,
    role: Role = Role.LEARNER,
    name: str = "",
    email: str = "",
    is_simulated: bool = False,
) -> User:
    """A new person. Only administrators get the right to open the records under /admin/."""
    is_administrator = role == Role.ADMINISTRATOR
    return User.objects.create_user(
        username,
        email or None,
        password,
        role=role,
        name=name,
        is_simulated=is_simulated,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )


@transaction.atomic
def create_classroom(name: str, *, teacher: User, now: datetime) -> Classroom:
    """A new class with a join code of its own, taught by `teacher`."""
    classroom = Classroom.objects.create(name=name, created_at=now)
    classroom.teachers.add(teacher)
    return classroom


def enrol(learner: User, *, classroom: Classroom, now: datetime) -> Enrolment:
    """`learner` belongs to `classroom`; enrolling twice changes nothing."""
    enrolment, _is_new = Enrolment.objects.get_or_create(
        classroom=classroom, learner=learner, defaults={"joined_at": now}
    )
    return enrolment


def set_profile(person: User, *, name: str, theme: str, language: str | None = None) -> None:
    """`language` None leaves it as it is; empty follows the browser."""
    person.name = name
    person.theme = theme
    if language is not None:
        person.language = language
    person.save(update_fields=["name", "theme", "language"])


def set_reading(person: User, *, values: Mapping[str, Any]) -> None:
    """How the person's pages look from now on; unknown choices are left out."""
    person.reading = cleaned(values)
    person.save(update_fields=["reading"])


def join_group(learner: User, *, classroom: Classroom, name: str) -> Group:
    """`learner` belongs to the group of this name, which is made where there is none."""
    group, _is_new = Group.objects.get_or_create(classroom=classroom, name=name.strip())
    group.learners.add(learner)
    return group


def set_groups(learner: User, *, classroom: Classroom, names: Iterable[str]) -> None:
    """The groups of this class that `learner` is in from now on; empty groups are taken away."""
    wanted = {name.strip() for name in names if name.strip()}
    for group in classroom.groups.filter(learners=learner).exclude(name__in=wanted):
        group.learners.remove(learner)
    for name in sorted(wanted):
        join_group(learner, classroom=classroom, name=name)
    classroom.groups.filter(learners=None).delete()


def leave_class(learner: User, *, classroom: Classroom) -> None:
    """No longer in the class; what was learnt there stays the learner's."""
    Enrolment.objects.filter(learner=learner, classroom=classroom).delete()
    set_groups(learner, classroom=classroom, names=())


def set_accommodation(
    learner: User,
    *,
    extra_time_p: float,
    is_sensing_off: bool,
    note: str,
    teacher: User,
    now: datetime,
) -> Accommodation:
    """What a learner needs; the usual in everything takes the record away."""
    row, _is_new = Accommodation.objects.update_or_create(
        learner=learner,
        defaults={
            "extra_time_p": extra_time_p,
            "is_sensing_off": is_sensing_off,
            "note": note.strip(),
            "set_by": teacher,
            "set_at": now,
        },
    )
    if extra_time_p == 1.0 and not is_sensing_off and not note.strip():
        row.delete()
    return row

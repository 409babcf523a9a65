"""The only writers of people, classes and enrolments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tutor.accounts.models import Classroom, Enrolment, Role, User
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

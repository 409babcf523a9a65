"""Reads of people and classes. Views get a class only from here: foreign is the same as missing."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from tutor.accounts.models import Accommodation, Classroom, User


def classrooms_for(user: User) -> QuerySet[Classroom]:
    """The classes whose live view and roster `user` may open."""
    if user.is_administrator:
        return Classroom.objects.all()
    if user.is_teacher:
        return Classroom.objects.filter(teachers=user)
    return Classroom.objects.none()


def accessible_classroom(user: User, public_id: UUID | str) -> Classroom:
    """The class, for its teachers and administrators; the 404 of a missing one for all others."""
    classroom = classrooms_for(user).filter(public_id=public_id).first()
    if classroom is None:
        raise Http404("There is no such class.")
    return classroom


def classroom_with_code(join_code: str) -> Classroom | None:
    """The class a learner meant: case, spaces and dashes do not matter."""
    code = "".join(character for character in join_code if character.isalnum()).upper()
    return Classroom.objects.filter(join_code=code).first()


def roster_of(classroom: Classroom) -> QuerySet[User]:
    """The learners of a class by name, then username: the stable order of every list."""
    return User.objects.filter(enrolments__classroom=classroom).order_by("name", "username")


def classrooms_of_learner(learner: User) -> QuerySet[Classroom]:
    return Classroom.objects.filter(enrolments__learner=learner)


def extra_times(learners: Collection[User]) -> dict[int, float]:
    """By learner: how many times the usual time they need; who needs no more is left out."""
    rows = Accommodation.objects.filter(learner__in=learners).exclude(extra_time_p=1.0)
    return dict(rows.values_list("learner_id", "extra_time_p"))

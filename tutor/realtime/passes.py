"""Who may use a socket, for what, and whether that still holds: a few queries for all sockets.

Signing out ends a Django session, changing the password changes its hash, an administrator may
change a role or withdraw a class, and a learner their consent: sockets live long, so all of this
is looked at again every two seconds for all sockets of the process at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session as SignIn
from django.http import Http404
from django.utils import timezone

from tutor.accounts.models import Classroom, User
from tutor.accounts.selectors import accessible_classroom, classrooms_for
from tutor.learning.selectors import accessible_session
from tutor.privacy.models import Purpose
from tutor.privacy.modes import allowed_signals
from tutor.privacy.selectors import consenting_among, granted_purposes

SIGNED_OUT = ("signed_out", "You are signed out: sign in again to go on.")
NOT_YOURS = ("not_yours", "This page is for another role.")
NO_SESSION = ("no_such_session", "There is no such lesson or class for you.")


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What a socket may do. One of `session_pk` and `classroom_pk` is set."""

    person_pk: int
    sign_in: str
    password: str
    role: str
    session_pk: int | None = None
    classroom_pk: int | None = None
    signals: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    code: str
    detail: str


def learner_pass(scope: dict[str, Any], public_id: UUID) -> Pass | Refusal:
    """For the learner whose session it is, and nobody else."""
    user = scope["user"]
    if not isinstance(user, User):
        return _refusal(SIGNED_OUT)
    try:
        session = accessible_session(user, public_id)
    except Http404:
        return _refusal(NO_SESSION)
    signals = signals_allowed(granted_purposes(user))
    return replace(_pass_of(user, scope), session_pk=session.pk, signals=signals)


def teacher_pass(scope: dict[str, Any], public_id: UUID) -> Pass | Refusal:
    """For the teachers of the class and for administrators."""
    user = scope["user"]
    if not isinstance(user, User):
        return _refusal(SIGNED_OUT)
    if not (user.is_teacher or user.is_administrator):
        return _refusal(NOT_YOURS)
    try:
        classroom = accessible_classroom(user, public_id)
    except Http404:
        return _refusal(NO_SESSION)
    return replace(_pass_of(user, scope), classroom_pk=classroom.pk)


def signals_allowed(purposes: Iterable[str]) -> frozenset[str]:
    """The signals that may be collected under `purposes`, in this deployment mode."""
    return allowed_signals(purposes)


def look_again(passes: list[Pass]) -> dict[Pass, Pass | Refusal]:
    """Each pass as it is now: the same, with other signals, or a refusal."""
    people = {user.pk: user for user in User.objects.filter(pk__in={p.person_pk for p in passes})}
    live = SignIn.objects.filter(
        session_key__in={p.sign_in for p in passes}, expire_date__gt=timezone.now()
    )
    sign_ins = frozenset(live.values_list("session_key", flat=True))
    learners = {p.person_pk for p in passes if p.session_pk is not None}
    granted = _purposes_of(learners)
    found: dict[Pass, Pass | Refusal] = {}
    for held in passes:
        user = people.get(held.person_pk)
        if user is None or not _is_signed_in(held, user, sign_ins):
            found[held] = _refusal(SIGNED_OUT)
        elif held.role != user.role or not _still_teaches(held, user):
            found[held] = _refusal(NOT_YOURS)
        else:
            found[held] = replace(held, signals=signals_allowed(granted[held.person_pk]))
    return found


def _purposes_of(learners: set[int]) -> defaultdict[int, set[str]]:
    granted: defaultdict[int, set[str]] = defaultdict(set)
    for purpose in (Purpose.ACTIVITY, Purpose.GAZE):
        for learner in consenting_among(learners, purpose=purpose):
            granted[learner].add(purpose.value)
    return granted


def _is_signed_in(held: Pass, user: User, sign_ins: frozenset[str]) -> bool:
    return user.is_active and held.sign_in in sign_ins and held.password == user.password


def _still_teaches(held: Pass, user: User) -> bool:
    if held.classroom_pk is None:
        return True
    return classrooms_for(user).filter(pk=held.classroom_pk).exists()


def _pass_of(user: User, scope: dict[str, Any]) -> Pass:
    return Pass(
        person_pk=user.pk,
        sign_in=scope["session"].session_key or "",
        password=user.password,
        role=user.role,
    )


def _refusal(words: tuple[str, str]) -> Refusal:
    return Refusal(code=words[0], detail=words[1])


def classroom_of(held: Pass) -> Classroom:
    """The class of a teacher's pass."""
    if held.classroom_pk is None:
        raise ValueError(f"{held} is not for a class")
    return Classroom.objects.get(pk=held.classroom_pk)

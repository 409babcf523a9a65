"""The only writers of consent (every decision is a new row), of the access log, and of erasure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session as SignIn
from django.db import transaction

from tutor import push
from tutor.accounts.models import Role, User
from tutor.privacy.inventory import INVENTORY
from tutor.privacy.models import (
    Access,
    AccessKind,
    Consent,
    Erasure,
    ErasureRequest,
    Purpose,
)
from tutor.privacy.purposes import WORDING_VERSION
from tutor.privacy.selectors import granted_purposes, latest_decisions


def decide_consent(
    person: User,
    *,
    purpose: Purpose,
    is_granted: bool,
    now: datetime,
    wording_version: str = WORDING_VERSION,
) -> Consent:
    """Appends a decision; the latest one per purpose is in force from now on.

    Open sockets of the person hear of it at once, and take nothing any more that was withdrawn.
    """
    decided = Consent.objects.create(
        person=person,
        purpose=purpose,
        is_granted=is_granted,
        wording_version=wording_version,
        decided_at=now,
    )
    push.recheck(person.pk)
    return decided


@transaction.atomic
def decide_consents(person: User, *, granted: dict[Purpose, bool], now: datetime) -> list[Consent]:
    """Decides several purposes at once; a decision that repeats the one in force adds no row."""
    decided = latest_decisions(person)
    in_force = {(row.purpose, row.is_granted, row.wording_version) for row in decided.values()}
    return [
        decide_consent(person, purpose=purpose, is_granted=is_granted, now=now)
        for purpose, is_granted in granted.items()
        if (purpose.value, is_granted, WORDING_VERSION) not in in_force
    ]


#: The same person who opens the same page again within this time has looked once.
SAME_LOOK = timedelta(minutes=1)
COMMAND_LINE = "command line"


def note_access(
    kind: AccessKind,
    *,
    actor: User | None,
    subjects: Iterable[int],
    about: str,
    now: datetime,
) -> int:
    """Notes that `actor` saw or copied what is stored about `subjects`; how many rows that made.

    `subjects` are primary keys of people, `about` says of what (a class, a study), never a name.
    Without an actor it was the command line.
    """
    wanted = sorted(set(subjects) - {actor.pk if actor else None})
    lately = Access.objects.filter(
        kind=kind, actor=actor, about=about, at__gt=now - SAME_LOOK, subject__in=wanted
    )
    known = set(lately.values_list("subject_id", flat=True))
    role = actor.role if actor else COMMAND_LINE
    rows = [
        Access(subject_id=pk, actor=actor, actor_role=role, kind=kind, about=about, at=now)
        for pk in wanted
        if pk not in known
    ]
    return len(Access.objects.bulk_create(rows, batch_size=500))


class ErasureError(ValueError):
    """Erasure that cannot be asked for; the text says why and the way out."""


@transaction.atomic
def ask_for_erasure(person: User, *, now: datetime) -> ErasureRequest:
    """Everything that was agreed to ends now; everything that is stored goes after the grace."""
    if person.role != Role.LEARNER:
        raise ErasureError("Other people depend on your account: ask an administrator to erase it.")
    for purpose in granted_purposes(person):
        decide_consent(person, purpose=Purpose(purpose), is_granted=False, now=now)
    due_at = now + timedelta(days=settings.ERASE_AFTER_DAYS)
    request, _is_new = ErasureRequest.objects.get_or_create(
        person=person, defaults={"asked_at": now, "due_at": due_at}
    )
    return request


def take_back_erasure(person: User) -> bool:
    """Whether there was a wish to take back. What was agreed to before stays withdrawn."""
    gone, _tables = ErasureRequest.objects.filter(person=person).delete()
    return bool(gone)


def erase_due(*, now: datetime) -> int:
    """Erases everybody whose grace is over; how many that were."""
    due = ErasureRequest.objects.filter(due_at__lte=now).select_related("person").order_by("pk")
    requests = list(due)
    for request in requests:
        erase_person(request.person, now=now)
    return len(requests)


@transaction.atomic
def erase_person(person: User, *, now: datetime) -> Erasure:
    """Deletes a person and every row of the inventory about them; all of it hangs on the person.

    What stays says nothing of who it was: how many rows of each table went.
    """
    counts = {table.model: table.rows_of(person).count() for table in INVENTORY}
    role = person.role
    _sign_out_everywhere(person)
    person.delete()
    return Erasure.objects.create(erased_at=now, role=role, row_counts=counts)


def _sign_out_everywhere(person: User) -> None:
    """A sign-in names its person inside, where no look-up reaches."""
    mine = [
        sign_in.pk
        for sign_in in SignIn.objects.iterator()
        if sign_in.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    SignIn.objects.filter(pk__in=mine).delete()


def erase_session_rows(session_pk: int) -> None:
    """Deletes what points at a session by its number alone: events lie below learning."""
    for table in INVENTORY:
        if table.by_session:
            table.model_class._default_manager.filter(session_pk=session_pk).delete()

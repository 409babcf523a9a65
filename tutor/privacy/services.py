"""The only writer of consent (every decision is a new row, none is changed), and of erasure."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tutor import push
from tutor.accounts.models import User
from tutor.privacy.inventory import INVENTORY
from tutor.privacy.models import Consent, Purpose
from tutor.privacy.purposes import WORDING_VERSION
from tutor.privacy.selectors import latest_decisions


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


def decide_consents(person: User, *, granted: dict[Purpose, bool], now: datetime) -> list[Consent]:
    """Decides several purposes at once; a decision that repeats the one in force adds no row."""
    decided = latest_decisions(person)
    in_force = {(row.purpose, row.is_granted, row.wording_version) for row in decided.values()}
    fresh = [
        Consent(
            person=person,
            purpose=purpose,
            is_granted=is_granted,
            wording_version=WORDING_VERSION,
            decided_at=now,
        )
        for purpose, is_granted in granted.items()
        if (purpose.value, is_granted, WORDING_VERSION) not in in_force
    ]
    rows = Consent.objects.bulk_create(fresh)
    push.recheck(person.pk)
    return rows


@transaction.atomic
def erase_person(person: User) -> None:
    """Deletes a person and every row of the inventory about them; all of it hangs on the person."""
    person.delete()


def erase_session_rows(session_pk: int) -> None:
    """Deletes what points at a session by its number alone: events lie below learning."""
    for table in INVENTORY:
        if table.by_session:
            table.model_class._default_manager.filter(session_pk=session_pk).delete()

"""What is agreed to right now: the latest decision per purpose, off until one was made.

A purpose that the deployment mode does not offer is agreed to by nobody, whatever they once said.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tutor.accounts.models import Accommodation, User
from tutor.privacy.models import Access, Consent, ErasureRequest, Purpose
from tutor.privacy.modes import current_mode


def latest_decisions(person: User) -> dict[str, Consent]:
    """The decision in force per purpose that was decided at all; one indexed query."""
    rows = Consent.objects.filter(person=person).order_by("decided_at", "pk")
    return {row.purpose: row for row in rows}


def granted_purposes(person: User) -> frozenset[str]:
    """The purposes `person` agrees to now. Empty until they decide: nothing is on by default.

    Nothing is sensed of a learner whose accommodation says so, whatever they agreed to; one query.
    """
    unsensed = Accommodation.objects.filter(learner=OuterRef("person"), is_sensing_off=True)
    rows = (
        Consent.objects.filter(person=person)
        .annotate(is_unsensed=Exists(unsensed))
        .order_by("decided_at", "pk")
        .values_list("purpose", "is_granted", "is_unsensed")
    )
    offered = current_mode().purposes
    latest = {purpose: (is_granted, is_off) for purpose, is_granted, is_off in rows}
    return frozenset(
        purpose
        for purpose, (is_granted, is_off) in latest.items()
        if is_granted and purpose in offered and not (is_off and purpose in SENSING)
    )


def undecided_purposes(person: User) -> list[Purpose]:
    decided = latest_decisions(person)
    return [purpose for purpose in current_mode().purposes if purpose.value not in decided]


def people_consenting(purpose: Purpose) -> QuerySet[User]:
    """Everyone whose latest decision on `purpose` is yes, decided by the database."""
    if purpose not in current_mode().purposes:
        return User.objects.none()
    latest = (
        Consent.objects.filter(person=OuterRef("pk"), purpose=purpose)
        .order_by("-decided_at", "-pk")
        .values("is_granted")[:1]
    )
    return User.objects.annotate(is_consenting=Subquery(latest)).filter(is_consenting=True)


def consenting_among(people: Collection[int], *, purpose: Purpose) -> frozenset[int]:
    """The primary keys in `people` whose latest decision on `purpose` is yes; one query."""
    if purpose not in current_mode().purposes:
        return frozenset()
    rows = (
        Consent.objects.filter(person__in=people, purpose=purpose)
        .order_by("decided_at", "pk")
        .values_list("person_id", "is_granted")
    )
    granted = frozenset(person for person, is_granted in dict(rows).items() if is_granted)
    return granted - _unsensed(granted) if purpose in SENSING else granted


# What an accommodation can turn off: everything that observes, nothing that was answered.
SENSING = frozenset({Purpose.ACTIVITY.value, Purpose.GAZE.value})


def _unsensed(people: Collection[int]) -> frozenset[int]:
    """Those of `people` for whom nothing is sensed, whatever they agreed to."""
    rows = Accommodation.objects.filter(learner__in=people, is_sensing_off=True)
    return frozenset(rows.values_list("learner_id", flat=True))


def accesses_about(person: User) -> QuerySet[Access]:
    """Who saw or copied what is stored about `person`, latest first."""
    return Access.objects.filter(subject=person).select_related("actor")


def erasure_request(person: User) -> ErasureRequest | None:
    return ErasureRequest.objects.filter(person=person).first()

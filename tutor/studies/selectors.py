"""Who may see a study, who is asked, and who takes part right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from tutor.accounts.models import User
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import people_consenting
from tutor.studies.models import Study, StudyConsent, StudyState


def studies_of(researcher: User) -> QuerySet[Study]:
    """The studies `researcher` is a member of; administrators see all."""
    if researcher.is_administrator:
        return Study.objects.all()
    return Study.objects.filter(members=researcher)


def accessible_study(researcher: User, slug: str) -> Study:
    """A study by its slug, for its members; somebody else's is as good as none: 404."""
    study = studies_of(researcher).filter(slug=slug).first()
    if study is None:
        raise Http404("There is no such study.")
    return study


def invited_people(study: Study) -> QuerySet[User]:
    """The learners of the classes that are asked."""
    return User.objects.filter(enrolments__classroom__studies=study).distinct()


def invitations(learner: User) -> QuerySet[Study]:
    """Open studies that ask a class of `learner`, and those they decided on before."""
    asked = Study.objects.filter(state=StudyState.OPEN, classrooms__enrolments__learner=learner)
    decided = Study.objects.exclude(state=StudyState.DRAFT).filter(consents__person=learner)
    return (asked | decided).distinct()


def invitation(learner: User, slug: str) -> Study:
    study = Study.objects.filter(pk__in=invitations(learner).values("pk"), slug=slug).first()
    if study is None:
        raise Http404("There is no such study.")
    return study


def latest_consent(learner: User, *, study: Study) -> StudyConsent | None:
    """What `learner` decided last on `study`, also where it was on earlier words."""
    return (
        StudyConsent.objects.filter(study=study, person=learner)
        .order_by("-decided_at", "-pk")
        .first()
    )


@dataclass(frozen=True, kw_only=True)
class InvitationLine:
    """A study as one learner stands to it."""

    study: Study
    decision: StudyConsent | None

    @property
    def is_on_earlier_words(self) -> bool:
        decision = self.decision
        return bool(decision and decision.consent_version != self.study.consent_version)

    @property
    def is_in(self) -> bool:
        return bool(self.decision and self.decision.is_granted and not self.is_on_earlier_words)

    @property
    def is_undecided(self) -> bool:
        """Nothing was said yet, or a yes to words that have changed since; a no stays a no."""
        decision = self.decision
        if not self.study.is_open:
            return False
        return decision is None or (decision.is_granted and self.is_on_earlier_words)


def invitation_lines(learner: User) -> list[InvitationLine]:
    """Every study that asks or asked `learner`, with their latest word; two queries."""
    studies = list(invitations(learner))
    said: dict[int, StudyConsent] = {}
    for row in StudyConsent.objects.filter(person=learner, study__in=studies).order_by(
        "decided_at", "pk"
    ):
        said[row.study_id] = row
    return [InvitationLine(study=study, decision=said.get(study.pk)) for study in studies]


def participants(study: Study) -> QuerySet[User]:
    """Who takes part now, decided by the database.

    Their latest decision on this study is yes, to its present words, and their latest decision on
    research as such is yes. Everything that leaves a study is read through this.
    """
    latest = StudyConsent.objects.filter(study=study, person=OuterRef("pk")).order_by(
        "-decided_at", "-pk"
    )
    return (
        people_consenting(Purpose.RESEARCH)
        .annotate(
            study_says=Subquery(latest.values("is_granted")[:1]),
            study_version=Subquery(latest.values("consent_version")[:1]),
        )
        .filter(study_says=True, study_version=study.consent_version)
    )


#: After the closing of a study its bundle can still be made from the records for so long.
HELD_AFTER_CLOSING = timedelta(days=180)


def people_held(now: datetime) -> QuerySet[Any]:
    """Keys of the people whose records a running study still needs, by their own agreement."""
    studies = Study.objects.filter(
        Q(state=StudyState.OPEN)
        | Q(state=StudyState.CLOSED, closed_at__gt=now - HELD_AFTER_CLOSING)
    )
    held = Q(pk__in=())
    for study in studies:
        held |= Q(pk__in=participants(study).values("pk"))
    return User.objects.filter(held).values("pk")


@dataclass(frozen=True, kw_only=True)
class ConsentCounts:
    """How many were asked, and what they said; `withdrew` had agreed before."""

    asked: int
    agreed: int
    refused: int
    withdrew: int
    undecided: int
    minors: int


def consent_counts(study: Study) -> ConsentCounts:
    """Numbers of people, never names; one query for the log."""
    said: dict[int, list[StudyConsent]] = {}
    for row in study.consents.order_by("decided_at", "pk"):
        said.setdefault(row.person_id, []).append(row)
    taking_part = set(participants(study).values_list("pk", flat=True))
    asked = set(invited_people(study).values_list("pk", flat=True)) | set(said)
    refused = {pk for pk, rows in said.items() if not rows[-1].is_granted}
    withdrew = {pk for pk in refused if any(row.is_granted for row in said[pk])}
    return ConsentCounts(
        asked=len(asked),
        agreed=len(taking_part),
        refused=len(refused - withdrew),
        withdrew=len(withdrew),
        undecided=len(asked - taking_part - refused),
        minors=sum(said[pk][-1].is_minor for pk in taking_part),
    )

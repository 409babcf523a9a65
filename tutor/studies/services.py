"""The only writers of studies and of what learners say to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tutor.accounts.models import Classroom, User
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import granted_purposes
from tutor.privacy.services import decide_consent
from tutor.studies.models import Study, StudyConsent, StudyState
from tutor.studies.selectors import latest_consent


class StudyError(ValueError):
    """A step that this study cannot take now; the text says why and the way out."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a study is to be: everything that its researchers write down."""

    slug: str
    title: str
    protocol: str
    consent_text: str
    data_from: datetime | None = None
    data_until: datetime | None = None
    smallest_cell: int = 5
    is_time_shifted: bool = False
    classrooms: Sequence[Classroom] = field(default_factory=tuple)
    colleagues: Sequence[User] = field(default_factory=tuple)


_COLUMNS = tuple(one.name for one in fields(Plan) if one.name not in {"classrooms", "colleagues"})
#: What a learner agrees to: a change of one of these after the first opening asks them again.
AGREED_TO = ("consent_text", "data_from", "data_until")


@transaction.atomic
def create_study(researcher: User, *, plan: Plan, now: datetime) -> Study:
    """A draft with `researcher` as its first member."""
    study = Study(created_at=now, **{name: getattr(plan, name) for name in _COLUMNS})
    study.full_clean(exclude=["members"])
    study.save()
    study.members.set({researcher, *plan.colleagues})
    study.classrooms.set(plan.classrooms)
    return study


@transaction.atomic
def revise_study(study: Study, *, researcher: User, plan: Plan) -> Study:
    """Writes `plan` over a study; raises StudyError where the study is closed.

    `researcher` stays a member. The words that learners agreed to are versioned: a change of them
    after the first opening leaves everybody out who does not agree again.
    """
    if study.state == StudyState.CLOSED:
        raise StudyError(f"“{study.title}” is closed: its plan stays as it was.")
    asks_again = any(getattr(study, name) != getattr(plan, name) for name in AGREED_TO)
    for name in _COLUMNS:
        setattr(study, name, getattr(plan, name))
    if asks_again and study.opened_at is not None:
        study.consent_version += 1
    study.full_clean(exclude=["members"])
    study.save()
    study.members.set({researcher, *plan.colleagues})
    study.classrooms.set(plan.classrooms)
    return study


def open_study(study: Study, *, now: datetime) -> Study:
    """From now on the classes of a study are asked."""
    if not study.is_draft:
        raise StudyError(f"“{study.title}” is {study.get_state_display()}: only a draft is opened.")
    study.state, study.opened_at = StudyState.OPEN, now
    study.save(update_fields=["state", "opened_at"])
    return study


def close_study(study: Study, *, now: datetime) -> Study:
    """Nobody is asked any more. Who takes part may still withdraw; the bundle can still be made."""
    if not study.is_open:
        raise StudyError(
            f"“{study.title}” is {study.get_state_display()}: only an open one closes."
        )
    study.state, study.closed_at = StudyState.CLOSED, now
    study.save(update_fields=["state", "closed_at"])
    return study


@transaction.atomic
def decide_study(
    person: User,
    *,
    study: Study,
    is_granted: bool,
    now: datetime,
    is_minor: bool = False,
    has_assented: bool = False,
    guardian_name: str = "",
    guardian_agreed_on: date | None = None,
) -> StudyConsent:
    """Appends a decision on the study's present words; the latest one is in force.

    A yes says yes to research as such too. Raises StudyError for a yes to a study that is not
    open, and for a minor's yes without assent or guardian. A no is always taken.
    """
    if is_granted:
        _check_yes(study, is_minor and not (has_assented and guardian_name and guardian_agreed_on))
        if Purpose.RESEARCH not in granted_purposes(person):
            decide_consent(person, purpose=Purpose.RESEARCH, is_granted=True, now=now)
    return StudyConsent.objects.create(
        study=study,
        person=person,
        is_granted=is_granted,
        consent_version=study.consent_version,
        is_minor=is_minor,
        has_assented=has_assented,
        guardian_name=guardian_name.strip(),
        guardian_agreed_on=guardian_agreed_on,
        decided_at=now,
    )


def _check_yes(study: Study, lacks_guardian: bool) -> None:
    if not study.is_open:
        words = _("“%(title)s” is not open: nobody can join it now.")
        raise StudyError(words % {"title": study.title})
    if lacks_guardian:
        raise StudyError(
            _(
                "Under the age of consent, joining needs your own yes, the name of a parent or "
                "guardian who agreed, and the day they did."
            )
        )


def withdraw_from_study(person: User, *, study: Study, now: datetime) -> StudyConsent | None:
    """`person` takes part no longer; None where their no stands already."""
    last = latest_consent(person, study=study)
    if last is not None and not last.is_granted:
        return None
    return decide_study(person, study=study, is_granted=False, now=now)


__all__ = [
    "AGREED_TO",
    "Plan",
    "StudyError",
    "close_study",
    "create_study",
    "decide_study",
    "open_study",
    "revise_study",
    "withdraw_from_study",
]

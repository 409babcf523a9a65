"""Rae's study: her plan, who is asked, and whose yes is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404

from tutor.accounts.models import Classroom, User
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import granted_purposes
from tutor.privacy.services import decide_consent
from tutor.studies.models import Study, StudyConsent, StudyState
from tutor.studies.selectors import (
    accessible_study,
    consent_counts,
    invitation,
    invitations,
    participants,
    studies_of,
)
from tutor.studies.services import (
    Plan,
    StudyError,
    close_study,
    create_study,
    decide_study,
    open_study,
    revise_study,
    withdraw_from_study,
)


@pytest.fixture
def plan(class_8a: Classroom) -> Plan:
    return Plan(
        slug="rereading",
        title="Does re-reading help?",
        protocol="Two arms, one lesson.",
        consent_text="We look at what you do in one lesson.",
        classrooms=(class_8a,),
    )


@pytest.fixture
def study(rae: User, plan: Plan, now: datetime) -> Study:
    return open_study(create_study(rae, plan=plan, now=now), now=now)


def test_a_new_study_is_a_draft_of_its_researcher_that_asks_nobody(
    rae: User, bo: User, plan: Plan, now: datetime
) -> None:
    study = create_study(rae, plan=plan, now=now)
    assert study.state == StudyState.DRAFT
    assert list(studies_of(rae)) == [study]
    assert not invitations(bo).exists()
    with pytest.raises(StudyError, match="is not open"):
        decide_study(bo, study=study, is_granted=True, now=now)


def test_ada_who_is_no_member_finds_no_study(study: Study, ada: User, max_admin: User) -> None:
    with pytest.raises(Http404):
        accessible_study(ada, study.slug)
    assert accessible_study(max_admin, study.slug) == study


def test_an_open_study_asks_bo_and_not_cy_of_another_class(
    study: Study, bo: User, cy: User
) -> None:
    assert list(invitations(bo)) == [study]
    with pytest.raises(Http404):
        invitation(cy, study.slug)


def test_bo_takes_part_from_his_yes_to_his_no(study: Study, bo: User, now: datetime) -> None:
    assert not participants(study).exists()
    decide_study(bo, study=study, is_granted=True, now=now)
    assert list(participants(study)) == [bo]
    withdraw_from_study(bo, study=study, now=now + timedelta(minutes=1))
    assert not participants(study).exists()
    assert StudyConsent.objects.count() == 2
    assert withdraw_from_study(bo, study=study, now=now + timedelta(minutes=2)) is None


def test_a_yes_to_a_study_is_a_yes_to_research_and_a_no_to_research_ends_it(
    study: Study, bo: User, now: datetime
) -> None:
    decide_consent(bo, purpose=Purpose.RESEARCH, is_granted=False, now=now)
    later = now + timedelta(minutes=1)
    decide_study(bo, study=study, is_granted=True, now=later)
    assert Purpose.RESEARCH in granted_purposes(bo)
    latest = now + timedelta(minutes=2)
    decide_consent(bo, purpose=Purpose.RESEARCH, is_granted=False, now=latest)
    assert not participants(study).exists()


def test_a_minor_joins_only_with_assent_and_guardian(study: Study, bo: User, now: datetime) -> None:
    with pytest.raises(StudyError, match="parent or guardian"):
        decide_study(bo, study=study, is_granted=True, is_minor=True, has_assented=True, now=now)
    decide_study(
        bo,
        study=study,
        is_granted=True,
        is_minor=True,
        has_assented=True,
        guardian_name="Mai Nguyen",
        guardian_agreed_on=date(2026, 11, 20),
        now=now,
    )
    assert consent_counts(study).minors == 1


def test_the_database_refuses_a_minors_yes_without_a_guardian(
    study: Study, bo: User, now: datetime
) -> None:
    with pytest.raises(IntegrityError):
        StudyConsent.objects.create(
            study=study,
            person=bo,
            is_granted=True,
            is_minor=True,
            consent_version=1,
            decided_at=now,
        )


def test_new_words_ask_again_and_other_changes_do_not(
    study: Study, rae: User, bo: User, plan: Plan, now: datetime
) -> None:
    decide_study(bo, study=study, is_granted=True, now=now)
    revise_study(study, researcher=rae, plan=replace(plan, protocol="Three arms."))
    assert list(participants(study)) == [bo]
    revise_study(study, researcher=rae, plan=replace(plan, consent_text="We look at two lessons."))
    assert study.consent_version == 2
    assert not participants(study).exists()
    decide_study(bo, study=study, is_granted=True, now=now + timedelta(minutes=1))
    assert list(participants(study)) == [bo]


def test_a_closed_study_takes_nobody_in_lets_everybody_out_and_keeps_its_plan(
    study: Study, rae: User, bo: User, plan: Plan, now: datetime
) -> None:
    decide_study(bo, study=study, is_granted=True, now=now)
    close_study(study, now=now)
    assert list(participants(study)) == [bo]
    with pytest.raises(StudyError, match="closed"):
        revise_study(study, researcher=rae, plan=plan)
    withdraw_from_study(bo, study=study, now=now + timedelta(minutes=1))
    with pytest.raises(StudyError, match="not open"):
        decide_study(bo, study=study, is_granted=True, now=now + timedelta(minutes=2))


def test_a_window_that_ends_before_it_starts_is_refused(
    rae: User, plan: Plan, now: datetime
) -> None:
    with pytest.raises(ValidationError):
        create_study(
            rae, plan=replace(plan, data_from=now, data_until=now - timedelta(days=1)), now=now
        )


def test_the_counts_are_of_people_and_add_up(
    study: Study, bo: User, cy: User, class_8a: Classroom, now: datetime
) -> None:
    assert consent_counts(study).undecided == 1
    decide_study(bo, study=study, is_granted=True, now=now)
    withdraw_from_study(bo, study=study, now=now + timedelta(minutes=1))
    counts = consent_counts(study)
    assert (counts.asked, counts.agreed, counts.withdrew, counts.undecided) == (1, 0, 1, 0)

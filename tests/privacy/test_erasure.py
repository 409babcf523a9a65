"""Bo erases himself: asked twice, taken back in time, and then nothing of him is left anywhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session as SignIn
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.adaptation.models import TurnedOff
from tutor.content.models import Hint, Item, Lesson, Skill
from tutor.events.models import RefusedEvent
from tutor.focus.models import Estimate
from tutor.learning.models import (
    ActivityRun,
    ActivityTrial,
    Attempt,
    HintUse,
    LearnerState,
    SegmentVisit,
    Session,
    SkillState,
)
from tutor.privacy.inventory import INVENTORY
from tutor.privacy.models import AccessKind, Erasure, ErasureRequest
from tutor.privacy.selectors import granted_purposes
from tutor.privacy.services import (
    ErasureError,
    ask_for_erasure,
    erase_due,
    erase_person,
    note_access,
    take_back_erasure,
)
from tutor.studies.models import Study
from tutor.studies.selectors import consent_counts
from tutor.studies.services import Plan, create_study, decide_study, open_study


@pytest.fixture
def study(rae: User, class_8a: Classroom, now: datetime) -> Study:
    plan = Plan(slug="s", title="S", protocol="p", consent_text="c", classrooms=(class_8a,))
    return open_study(create_study(rae, plan=plan, now=now), now=now)


@pytest.fixture
def everything_of_bo(bo: User, ada: User, lesson: Lesson, study: Study, now: datetime) -> Session:
    """A row in nearly every table that leads to a learner."""
    session = make_session(bo, lesson=lesson, now=now)
    segment = session.segment
    assert segment is not None
    item = Item.objects.filter(segment__lesson=lesson).first()
    assert item is not None
    hint = Hint.objects.filter(item=item).first() or Hint.objects.create(item=item, position=1)
    skill = Skill.objects.filter(course=lesson.course)[0]
    HintUse.objects.create(session=session, hint=hint, shown_at=now)
    SegmentVisit.objects.create(session=session, segment=segment, finished_at=now)
    SkillState.objects.create(learner=bo, skill=skill, updated_at=now)
    LearnerState.objects.create(learner=bo, updated_at=now)
    TurnedOff.objects.create(learner=bo, action="reread", turned_off_at=now)
    RefusedEvent.objects.create(
        session_pk=session.pk, stream=session.public_id, seq=1, index=0, code="x", detail="y",
        refused_at_ms=1,
    )  # fmt: skip
    run = ActivityRun.objects.create(
        learner=bo, activity="go_no_go", parameters={}, seed=1, started_at=now
    )
    ActivityTrial.objects.create(
        run=run, block=0, position=0, kind="go", stimulus={}, responses=[], onset_ms=1, shown_ms=1
    )
    decide_study(
        bo, study=study, is_granted=True, now=now, is_minor=True, has_assented=True,
        guardian_name="Mai Nguyen", guardian_agreed_on=date(2026, 11, 1),
    )  # fmt: skip
    note_access(AccessKind.DRAWER, actor=ada, subjects=[bo.pk], about="Maths 8A", now=now)
    return session


def rows_about(person: User) -> dict[str, int]:
    return {table.model: table.rows_of(person).count() for table in INVENTORY}


def test_erasure_empties_every_table_of_the_inventory(
    everything_of_bo: Session, bo: User, cy: User, lesson: Lesson, now: datetime
) -> None:
    make_session(cy, lesson=lesson, now=now)
    ask_for_erasure(bo, now=now)
    before, of_cy = rows_about(bo), rows_about(cy)
    pk = bo.pk
    assert before["events.Frame"] == 2
    erase_person(bo, now=now)
    gone = User(pk=pk)
    assert set(rows_about(gone).values()) == {0}
    assert rows_about(cy) == of_cy
    assert Erasure.objects.get().row_counts == before


def test_no_row_of_the_database_names_bo_any_more(
    everything_of_bo: Session, bo: User, client: Client, now: datetime
) -> None:
    client.force_login(bo)
    canaries = [bo.name, bo.email, str(bo.public_id), bo.public_id.hex, "Mai Nguyen"]
    canaries += [str(everything_of_bo.public_id), everything_of_bo.public_id.hex]
    assert _found(canaries)
    erase_person(bo, now=now)
    assert _found(canaries) == []
    assert not SignIn.objects.exists()


def _found(canaries: list[str]) -> list[str]:
    """Which of `canaries` stand in any column of any table."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own tables
            text = repr(cursor.fetchall())
            found += [f"{one} in {model._meta.label}" for one in canaries if one in text]
    return found


def test_counts_stay_consistent(
    everything_of_bo: Session, bo: User, study: Study, now: datetime
) -> None:
    assert consent_counts(study).agreed == 1
    erase_person(bo, now=now)
    counts = consent_counts(study)
    assert (counts.asked, counts.agreed, counts.refused, counts.withdrew) == (0, 0, 0, 0)
    for model in (Attempt, Estimate, HintUse, SegmentVisit):
        assert model.objects.count() == 0
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("SELECT 1")


def test_asking_ends_every_consent_at_once_and_the_rest_after_the_grace(
    bo: User, now: datetime, settings: Settings
) -> None:
    request = ask_for_erasure(bo, now=now)
    assert granted_purposes(bo) == frozenset()
    assert request.due_at == now + timedelta(days=14)
    assert erase_due(now=now + timedelta(days=13)) == 0
    assert User.objects.filter(username="bo").exists()
    assert erase_due(now=now + timedelta(days=14)) == 1
    assert not User.objects.filter(username="bo").exists()


def test_bo_can_take_it_back(bo: User, now: datetime) -> None:
    ask_for_erasure(bo, now=now)
    assert take_back_erasure(bo)
    assert erase_due(now=now + timedelta(days=30)) == 0
    assert User.objects.filter(username="bo").exists()


def test_asking_twice_does_not_start_the_days_anew(bo: User, now: datetime) -> None:
    first = ask_for_erasure(bo, now=now)
    assert ask_for_erasure(bo, now=now + timedelta(days=5)).due_at == first.due_at


def test_ada_on_whom_a_class_depends_asks_an_administrator(ada: User, now: datetime) -> None:
    with pytest.raises(ErasureError, match="ask an administrator"):
        ask_for_erasure(ada, now=now)


def test_the_page_wants_the_own_username_before_it_believes(client: Client, bo: User) -> None:
    client.force_login(bo)
    wrong: Any = client.post(reverse("erase"), {"username": "cy"})
    assert "not your username" in wrong.content.decode()
    assert not ErasureRequest.objects.exists()
    client.post(reverse("erase"), {"username": "bo"})
    assert ErasureRequest.objects.get().person == bo
    assert "will be erased on" in client.get(reverse("my_data")).content.decode()
    client.post(reverse("erase_keep"))
    assert not ErasureRequest.objects.exists()

"""Clocks run: what is over its days goes, what research still needs stays, and a dry run tells."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.content.models import Lesson
from tutor.events.models import Frame
from tutor.focus.models import Estimate, Probe
from tutor.learning.models import Attempt, Session
from tutor.privacy.models import RetentionRun
from tutor.privacy.modes import INSTITUTION_EU, MODES, PERSONAL, Mode
from tutor.privacy.retention import due_now, let_go
from tutor.privacy.tasks import run_clocks
from tutor.research.models import Bundle, BundleState
from tutor.studies.models import Study
from tutor.studies.services import (
    Plan,
    close_study,
    create_study,
    decide_study,
    open_study,
    withdraw_from_study,
)


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return make_session(bo, lesson=lesson, now=now)


def later(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def test_in_the_eu_events_go_after_a_week_estimates_after_a_month_answers_never(
    session: Session, now: datetime
) -> None:
    let_go(now=later(now, 6), mode=INSTITUTION_EU)
    assert Frame.objects.count() == 2
    let_go(now=later(now, 8), mode=INSTITUTION_EU)
    assert (Frame.objects.count(), Estimate.objects.count()) == (0, 2)
    let_go(now=later(now, 31), mode=INSTITUTION_EU)
    assert (Estimate.objects.count(), Probe.objects.count()) == (0, 1)
    let_go(now=later(now, 400), mode=INSTITUTION_EU)
    assert (Probe.objects.count(), Attempt.objects.count()) == (0, 4)


def test_a_personal_site_keeps_its_events(session: Session, now: datetime) -> None:
    let_go(now=later(now, 4_000), mode=PERSONAL)
    assert Frame.objects.count() == 2


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_dry_run_counts_what_a_run_deletes(session: Session, now: datetime, mode: Mode) -> None:
    at = later(now, 2_000)
    due = due_now(now=at, mode=mode)
    assert Frame.objects.count() == 2
    assert let_go(now=at, mode=mode).row_counts == due


@pytest.fixture
def study(rae: User, bo: User, class_8a: Classroom, now: datetime) -> Study:
    plan = Plan(slug="s", title="S", protocol="p", consent_text="c", classrooms=(class_8a,))
    study = open_study(create_study(rae, plan=plan, now=now), now=now)
    decide_study(bo, study=study, is_granted=True, now=now)
    return study


def test_a_running_study_holds_the_records_of_who_takes_part(
    session: Session, study: Study, cy: User, lesson: Lesson, now: datetime
) -> None:
    make_session(cy, lesson=lesson, now=now)
    let_go(now=later(now, 40), mode=INSTITUTION_EU)
    assert set(Frame.objects.values_list("session_pk", flat=True)) == {session.pk}
    assert set(Estimate.objects.values_list("session", flat=True)) == {session.pk}


def test_who_withdraws_is_held_no_longer(
    session: Session, study: Study, bo: User, now: datetime
) -> None:
    withdraw_from_study(bo, study=study, now=later(now, 1))
    let_go(now=later(now, 40), mode=INSTITUTION_EU)
    assert not Frame.objects.exists()


def test_a_closed_study_holds_for_half_a_year(
    session: Session, study: Study, now: datetime
) -> None:
    close_study(study, now=later(now, 1))
    let_go(now=later(now, 100), mode=INSTITUTION_EU)
    assert Frame.objects.exists()
    let_go(now=later(now, 200), mode=INSTITUTION_EU)
    assert not Frame.objects.exists()


def test_a_bundles_file_goes_with_its_row(
    study: Study, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    bundle = Bundle.objects.create(study=study, asked_at=now, seen_at=now, state=BundleState.DONE)
    bundle.path.parent.mkdir()
    bundle.path.write_bytes(b"zip")
    let_go(now=later(now, 31), mode=INSTITUTION_EU)
    assert not Bundle.objects.exists()
    assert not bundle.path.exists()


def test_frames_of_a_session_that_is_gone_go_too(session: Session, now: datetime) -> None:
    Frame.objects.update(session_pk=987_654)
    let_go(now=now, mode=PERSONAL)
    assert not Frame.objects.exists()


def test_the_workers_task_notes_its_run(session: Session) -> None:
    run_clocks.run()
    assert RetentionRun.objects.get().mode == "institution"


@pytest.mark.parametrize("is_dry", [True, False])
def test_the_command_counts_in_its_last_line(
    session: Session, settings: Settings, *, is_dry: bool
) -> None:
    Frame.objects.update(received_at_ms=1)
    out = StringIO()
    call_command("retention", *(["--dry-run"] if is_dry else []), stdout=out)
    counts = json.loads(out.getvalue().splitlines()[-1])
    assert counts["row_counts"]["events.Frame"] == 2
    assert counts["is_dry_run"] is is_dry
    assert Frame.objects.count() == (2 if is_dry else 0)

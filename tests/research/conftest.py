"""Rae's open study of class 8A, and Bo who takes part in it with one session."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.content.models import Lesson
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.studies.models import Study
from tutor.studies.services import Plan, create_study, decide_study, open_study

NAMES = Pseudonyms(key=b"k" * 32)


@pytest.fixture(autouse=True)
def _own_key(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "pseudonym_key").write_text(NAMES.key.hex())


@pytest.fixture
def study(rae: User, class_8a: Classroom, now: datetime) -> Study:
    plan = Plan(
        slug="rereading",
        title="Does re-reading help?",
        protocol="Two arms, one lesson.",
        consent_text="We look at what you do in one lesson.",
        smallest_cell=1,
        classrooms=(class_8a,),
    )
    return open_study(create_study(rae, plan=plan, now=now), now=now)


@pytest.fixture
def taking_part(bo: User, study: Study, lesson: Lesson, now: datetime) -> Session:
    decide_study(bo, study=study, is_granted=True, now=now)
    return make_session(bo, lesson=lesson, now=now)

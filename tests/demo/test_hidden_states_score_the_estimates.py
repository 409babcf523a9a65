"""The AUC of the demo is that of stored estimates against the states that only the file knows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.demo.clock import SimulatedClock
from tutor.demo.scoring import separation
from tutor.demo.truth import Truth, TruthFile
from tutor.focus.models import Estimate
from tutor.learning.models import Session
from tutor.learning.services import start_session

pytestmark = pytest.mark.django_db
START_MS = 1_000_000
CLOCK = SimulatedClock(started_ms=START_MS, speed=2.0)


@pytest.fixture
def bo_session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return start_session(bo, lesson=lesson, now=now)


def estimate(session: Session, *, at_ms: int, p: float | None) -> None:
    Estimate.objects.create(
        session=session, at_ms=at_ms, p_off_task=p, evidence="enough" if p else "not_enough"
    )


def test_a_state_holds_until_the_next(tmp_path: Path) -> None:
    file = TruthFile(tmp_path / "demo" / "truth.jsonl")
    for at_ms, state in ((10, "on_task"), (20, "on_task"), (30, "drifting")):
        file.note("s", at_ms=at_ms, state=state)
    file.close()
    assert len(file.path.read_text().splitlines()) == 2
    truth = Truth.of(file.path)
    states = [truth.state_at("s", at_ms) for at_ms in (9, 10, 29, 30, 99)]
    assert states == [None, "on_task", "on_task", "drifting", "drifting"]


def test_estimates_are_compared_on_the_learners_own_clock(bo_session: Session) -> None:
    session = str(bo_session.public_id)
    changes = ((START_MS, "on_task"), (START_MS + 20_000, "drifting"))
    truth = Truth(
        f'{{"session": "{session}", "at_ms": {at_ms}, "state": "{state}"}}\n'
        for at_ms, state in changes
    )
    # At double speed the state changes ten seconds of ours after the start.
    estimate(bo_session, at_ms=START_MS + 5_000, p=0.2)
    estimate(bo_session, at_ms=START_MS + 9_000, p=0.3)
    estimate(bo_session, at_ms=START_MS + 11_000, p=0.8)
    estimate(bo_session, at_ms=START_MS + 12_000, p=None)
    estimate(bo_session, at_ms=START_MS - 1, p=0.9)
    found = separation(truth, clock=CLOCK)
    assert (found.auc, found.estimates, found.without_evidence) == (1.0, 3, 1)


def test_without_both_kinds_of_moments_there_is_no_answer(bo_session: Session) -> None:
    line = f'{{"session": "{bo_session.public_id}", "at_ms": {START_MS}, "state": "on_task"}}'
    estimate(bo_session, at_ms=START_MS + 1, p=0.2)
    found = separation(Truth([line]), clock=CLOCK)
    assert (found.auc, found.estimates) == (None, 1)

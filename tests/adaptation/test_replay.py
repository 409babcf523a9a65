"""Every decision can be derived again from what was stored with it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from tests.adaptation.conftest import Places, estimate, give
from tutor.accounts.models import User
from tutor.adaptation import services
from tutor.adaptation.models import Decision
from tutor.content.models import Lesson
from tutor.domain.policy import policy_named
from tutor.domain.policy.situation import Trigger
from tutor.learning import services as learning
from tutor.learning.models import Session


@pytest.fixture
def studied(session: Session, places: Places, now: datetime) -> Session:
    """A session with decisions of several kinds."""
    texts = ("9", "8", "7", "4")
    for minute, text in enumerate(texts):
        moment = now + timedelta(minutes=minute)
        attempt = give(session, places.item(places.practice), text, now=moment)
        services.advance(session, trigger=Trigger.ITEM_ANSWERED, now=moment, attempt=attempt)
    moment = now + timedelta(minutes=10)
    estimate(session, now=moment)
    for segment in (places.reading, places.example, places.practice):
        services.advance(session, trigger=Trigger.SEGMENT_FINISHED, now=moment, segment=segment)
    return session


def replay(*args: str) -> tuple[dict[str, int], list[str], int]:
    """The last line's JSON, the lines before it, and the exit status."""
    out = StringIO()
    status = 0
    try:
        call_command("replay", *args, stdout=out)
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    *lines, last = out.getvalue().strip().splitlines()
    return json.loads(last), lines, status


def test_a_replay_gives_the_same_decisions(studied: Session) -> None:
    assert replay(str(studied.public_id)) == ({"decisions": 7, "differences": 0}, [], 0)


def test_a_decision_that_was_tampered_with_is_found(studied: Session) -> None:
    last = studied.decisions.order_by("-ordinal").first()
    assert last is not None
    last.seed += 1
    last.action = "offer_break"
    last.save()
    result, [line], status = replay(str(studied.public_id))
    assert (result["differences"], status) == (1, 1)
    assert f"{studied.public_id} #{last.ordinal}: stored {{'action': 'offer_break'" in line


def test_a_decision_of_an_older_version_is_not_taken_for_this_one(studied: Session) -> None:
    Decision.objects.filter(ordinal=1).update(policy_version="0")
    _result, [line], _status = replay(str(studied.public_id))
    derived = f"adaptive {policy_named('adaptive').version}"
    assert f"stored {{'version': 'adaptive 0'}}, derived {{'version': '{derived}'}}" in line


def test_a_situation_that_cannot_be_read_is_a_difference_not_a_crash(studied: Session) -> None:
    Decision.objects.filter(ordinal=1).update(situation={"trigger": "tick", "mood": "good"})
    result, [line], _status = replay(str(studied.public_id))
    assert result["differences"] == 1
    assert "error" in line


def test_another_policy_says_what_it_would_have_done(studied: Session) -> None:
    result, lines, status = replay(str(studied.public_id), "--policy", "fixed")
    assert result["differences"] == len(lines) >= 1
    assert status == 1
    assert any("'action': 'worked_example'" in line for line in lines)


def test_all_sessions_at_once(
    studied: Session, cy: User, lesson: Lesson, places: Places, now: datetime
) -> None:
    other = learning.start_session(cy, lesson=lesson, now=now)
    services.advance(other, trigger=Trigger.SEGMENT_FINISHED, now=now, segment=places.reading)
    assert replay("--all") == ({"decisions": 8, "differences": 0}, [], 0)


@pytest.mark.parametrize("args", [(), ("--all", str(uuid4()))])
def test_one_session_or_all_has_to_be_said(db: None, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="Name one session by its public id, or say --all"):
        replay(*args)


def test_a_session_that_is_not_there_is_said_so(db: None) -> None:
    missing = uuid4()
    with pytest.raises(CommandError, match=f"There is no session {missing}"):
        replay(str(missing))

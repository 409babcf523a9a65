"""A session under another policy: where it would differ, and what may be said of its worth."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.adaptation.conftest import Places, give
from tutor.accounts.models import User
from tutor.adaptation import services
from tutor.adaptation.models import Decision
from tutor.adaptation.what_if import what_if
from tutor.domain.policy.situation import Trigger
from tutor.learning.models import Session
from tutor.privacy.models import Access, AccessKind
from tutor.research.pseudonyms import load_pseudonyms

MINUTE = timedelta(minutes=1)


@pytest.fixture
def studied(session: Session, places: Places, now: datetime) -> Session:
    """The first part read, and two exercises: one right, one not."""
    at = now + 7 * MINUTE
    services.advance(session, trigger=Trigger.SEGMENT_FINISHED, now=at, segment=places.reading)
    for number, text in enumerate(("4", "b"), start=1):
        item = places.item(places.practice, number)
        attempt = give(session, item, text, now=at + number * MINUTE)
        services.advance(
            session, trigger=Trigger.ITEM_ANSWERED, now=at + number * MINUTE, attempt=attempt
        )
    return session


def asked(*options: str) -> tuple[dict[str, object], str]:
    out = StringIO()
    call_command("what_if", *options, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1]), out.getvalue()


def test_the_same_policy_would_have_done_the_same(studied: Session) -> None:
    found = what_if(Decision.objects.all(), policy="adaptive")
    assert found.differing == () and found.untried_p == pytest.approx(0)
    assert found.value is not None
    assert found.value.weighted.estimate == pytest.approx(found.value.logged.estimate)
    # What came within a quarter of an hour: the first exercise right, the second not.
    assert found.value.logged.estimate == pytest.approx(0.5)


def test_another_policy_differs_and_one_session_cannot_tell_its_worth(studied: Session) -> None:
    said, text = asked(str(studied.public_id), "--policy", "proactive")
    assert said["decisions"] == 3 and int(str(said["differing"])) >= 1
    assert said["may_be_read"] is False
    assert "This cannot tell what the other policy would have been worth" in text
    assert "check_question" in text


def test_a_whole_lesson_can_be_weighed(studied: Session) -> None:
    said, _text = asked(str(studied.public_id), "--policy", "fixed", "--lesson")
    assert said["weighed"] == 2


def test_a_session_without_decisions_is_named(session: Session) -> None:
    with pytest.raises(CommandError, match=str(session.public_id)):
        asked(str(session.public_id), "--policy", "fixed")


def test_the_page_shows_a_consenting_session_under_its_pseudonym(
    studied: Session, client: Client, rae: User, bo: User
) -> None:
    client.force_login(rae)
    word = load_pseudonyms().session(studied.public_id)
    for scope in ("session", "lesson"):
        query = {"policy": "proactive", "scope": scope}
        text = client.get(f"/research/what-if/{word}/", query).content.decode()
        assert "This cannot tell" in text and "check_question" in text
        assert bo.name not in text and str(studied.public_id) not in text
    assert client.get("/research/what-if/0123456789abcdef0123/").status_code == 404
    assert Access.objects.get(kind=AccessKind.WHAT_IF).subject == bo
    assert f"/research/what-if/{word}/" in client.get("/research/sessions/").content.decode()

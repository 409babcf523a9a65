"""What a deployment mode does not offer is refused at every door, whatever was agreed to."""

from __future__ import annotations

import json
from datetime import datetime
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from attention_model.signals import SIGNALS, Signal, encode
from tests.records import make_session
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.events.models import Frame, RefusedEvent
from tutor.learning.models import Session
from tutor.privacy.models import Consent, Purpose
from tutor.privacy.modes import (
    EVERYTHING,
    INSTITUTION_EU,
    MODES,
    NOT_BIOMETRIC,
    allowed_signals,
    mode_named,
)
from tutor.privacy.retention import CLOCKS
from tutor.privacy.selectors import consenting_among, granted_purposes, people_consenting
from tutor.privacy.services import decide_consent
from tutor.realtime.passes import signals_allowed
from tutor.student.boot import allowed_signals as allowed_on_the_page

FORBIDDEN_IN_THE_EU = {"gaze", "pointer"}


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    """Bo agrees to everything, eye tracking too."""
    decide_consent(bo, purpose=Purpose.GAZE, is_granted=True, now=now)
    session = make_session(bo, lesson=lesson, now=now)
    Frame.objects.all().delete()
    return session


def send(client: Client, session: Session, *events: dict[str, object]) -> int:
    frame = {
        "type": "frame",
        "stream": "00000000-0000-4000-8000-000000000001",
        "seq": 1,
        "sent_at_ms": 1_764_000_000_000,
        "events": list(events),
    }
    url = f"/api/sessions/{session.public_id}/frames/"
    return client.post(url, {"frame": json.dumps(frame)}).status_code


def stored_kinds(session: Session) -> set[str]:
    frames = Frame.objects.filter(session_pk=session.pk).values_list("events", flat=True)
    return {event["kind"] for events in frames for event in json.loads(bytes(events))}


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.NAME)
@pytest.mark.parametrize("mode", [mode.name for mode in MODES])
def test_the_door_takes_what_the_mode_offers_and_nothing_else(
    client: Client,
    bo: User,
    session: Session,
    settings: Settings,
    mode: str,
    signal: type[Signal],
    now: datetime,
) -> None:
    settings.MODE = mode
    client.force_login(bo)
    event = encode(signal.simulate(Random(1), at_ms=int(now.timestamp() * 1000)))
    assert send(client, session, event) == 204
    is_forbidden = mode == "institution-eu" and signal.NAME in FORBIDDEN_IN_THE_EU
    assert stored_kinds(session) == (set() if is_forbidden else {signal.NAME})
    codes = list(RefusedEvent.objects.values_list("code", flat=True))
    assert codes == (["no_consent"] if is_forbidden else [])


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_the_page_and_the_socket_collect_the_same(
    bo: User, session: Session, settings: Settings, mode: object
) -> None:
    settings.MODE = getattr(mode, "name", "")
    granted = granted_purposes(bo)
    assert set(allowed_on_the_page(bo)) == signals_allowed(granted) == allowed_signals(granted)


def test_a_signal_is_refused_in_the_eu_until_somebody_has_thought_about_it() -> None:
    assert INSTITUTION_EU.refused_signals == FORBIDDEN_IN_THE_EU
    assert NOT_BIOMETRIC <= EVERYTHING, "a signal that is no more stands in NOT_BIOMETRIC"


def test_in_the_eu_no_teacher_sees_focus_and_nobody_is_asked_about_eyes(
    client: Client, bo: User, session: Session, settings: Settings
) -> None:
    settings.MODE = "institution-eu"
    assert Purpose.TEACHER_VIEW not in granted_purposes(bo)
    assert consenting_among([bo.pk], purpose=Purpose.TEACHER_VIEW) == frozenset()
    assert not people_consenting(Purpose.TEACHER_VIEW).exists()
    client.force_login(bo)
    page = client.get(reverse("privacy")).content.decode()
    assert 'name="gaze"' not in page
    assert 'name="teacher_view"' not in page
    assert "pointer" not in page


def test_what_is_not_offered_cannot_be_agreed_to(
    client: Client, cy: User, settings: Settings
) -> None:
    settings.MODE = "institution-eu"
    client.force_login(cy)
    client.post(reverse("privacy"), {"gaze": "on", "activity": "on"})
    assert set(Consent.objects.filter(person=cy).values_list("purpose", flat=True)) == {
        "activity",
        "research",
    }


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_every_clock_has_its_days_in_every_mode(mode: object) -> None:
    assert set(getattr(mode, "days", {})) == {clock.name for clock in CLOCKS}


def test_a_mode_that_is_none_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="personal, institution, institution-eu, research"):
        mode_named("school")


@pytest.mark.django_db
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_the_public_page_says_what_this_mode_does(
    client: Client, settings: Settings, mode: object
) -> None:
    name = getattr(mode, "name", "")
    settings.MODE = name
    for url in (reverse("privacy"), reverse("privacy_statement")):
        response = client.get(url)
        assert response.status_code == 200
        statement = response.context["statement"]
        assert statement.mode is mode
        page = response.content.decode()
        for signal in SIGNALS:
            assert (signal.NAME in {one.name for one in statement.refused}) == (
                name == "institution-eu" and signal.NAME in FORBIDDEN_IN_THE_EU
            )
        assert ("refuses to take" in page) == (name == "institution-eu")
        assert all(kept.words in page and kept.how_long in page for kept in statement.kept)

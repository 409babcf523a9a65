"""Who saw or copied Bo's record is written down, and Bo reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.records import make_session
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.learning.models import Session
from tutor.privacy.models import Access, AccessKind
from tutor.privacy.services import note_access


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return make_session(bo, lesson=lesson, now=now)


def test_bo_sees_who_looked_and_cy_does_not(
    client: Client, ada: User, bo: User, cy: User, now: datetime
) -> None:
    note_access(AccessKind.DRAWER, actor=ada, subjects=[bo.pk], about="Maths 8A", now=now)
    client.force_login(bo)
    page = client.get(reverse("my_data")).content.decode()
    assert "Ada Lovelace" in page
    assert "Opened how you are doing in a class: Maths 8A" in page
    client.force_login(cy)
    assert "Ada Lovelace" not in client.get(reverse("my_data")).content.decode()


def test_looking_twice_in_a_minute_is_one_look_and_looking_at_oneself_none(
    ada: User, bo: User, now: datetime
) -> None:
    for seconds in (0, 30, 90):
        at = now + timedelta(seconds=seconds)
        note_access(AccessKind.DRAWER, actor=ada, subjects=[bo.pk, ada.pk], about="8A", now=at)
    assert Access.objects.count() == 2


def test_an_export_is_noted_for_everybody_in_it(
    client: Client, rae: User, bo: User, session: Session, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    client.force_login(rae)
    response = client.post(reverse("research_export"))
    b"".join(response.streaming_content)  # type: ignore[attr-defined] # streams
    access = Access.objects.get()
    assert (access.subject, access.actor, access.kind) == (bo, rae, AccessKind.EXPORT)


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize("model", ["learning_session", "events_frame", "accounts_user"])
def test_opening_a_record_under_admin_is_noted(
    client: Client, max_admin: User, bo: User, session: Session, model: str, page: str
) -> None:
    from tutor.events.models import Frame

    pk = {
        "learning_session": session.pk,
        "events_frame": Frame.objects.filter(session_pk=session.pk)[0].pk,
        "accounts_user": bo.pk,
    }[model]
    client.force_login(max_admin)
    assert client.get(reverse(f"admin:{model}_{page}", args=[pk])).status_code == 200
    access = Access.objects.get()
    assert (access.subject, access.actor, access.kind) == (bo, max_admin, AccessKind.RECORD)
    assert client.get(reverse("admin:privacy_access_changelist")).status_code == 200

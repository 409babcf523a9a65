"""Rae plans and opens a study, Bo answers, its bundle is made and fetched, a session drawn."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tutor.accounts.models import Classroom, User
from tutor.learning.models import Session
from tutor.privacy.models import Access, AccessKind
from tutor.research.bundle_jobs import (
    SILENT_FOR,
    ask_for_bundle,
    cancel_bundle,
    make_bundle,
    resume_silent,
)
from tutor.research.models import Bundle, BundleState
from tutor.research.pseudonyms import load_pseudonyms
from tutor.studies.models import Study
from tutor.studies.selectors import participants


def test_rae_plans_previews_and_opens_a_study(
    client: Client, rae: User, class_8a: Classroom
) -> None:
    client.force_login(rae)
    client.post(
        reverse("study_create"),
        {
            "title": "Does it help?",
            "protocol": "p",
            "consent_text": "We ask you.",
            "classrooms": [class_8a.pk],
            "smallest_cell": 5,
        },
    )
    assert Study.objects.get().slug == "does-it-help"
    preview = client.get(reverse("study_preview", args=["does-it-help"])).content.decode()
    assert "We ask you." in preview
    client.post(reverse("study_state", args=["does-it-help"]), {"to": "open"})
    assert Study.objects.get().is_open


def test_bo_says_yes_and_stops_and_a_minor_needs_a_guardian(
    client: Client, bo: User, study: Study
) -> None:
    client.force_login(bo)
    url = reverse("study_decide", args=[study.slug])
    client.post(url, {"answer": "yes", "is_minor": "on"})
    assert not participants(study).exists()
    client.post(url, {"answer": "yes"})
    assert list(participants(study)) == [bo]
    assert "Stop taking part" in client.get(url).content.decode()
    client.post(url, {"answer": "no"})
    assert not participants(study).exists()


@pytest.fixture
def bundle(study: Study, taking_part: Session, rae: User, now: datetime) -> Bundle:
    bundle = ask_for_bundle(study, person=rae, now=now, send=lambda _pk: None)
    make_bundle(bundle.pk)
    bundle.refresh_from_db()
    return bundle


def test_a_bundle_that_was_asked_for_is_made_and_noted(bundle: Bundle, bo: User) -> None:
    assert (bundle.state, bundle.done_percent, bundle.session_count) == (BundleState.DONE, 100, 1)
    assert zipfile.is_zipfile(bundle.path)
    access = Access.objects.get(kind=AccessKind.EXPORT)
    assert (access.subject, access.actor) == (bo, bundle.asked_by)


def _read(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_download_goes_on_where_it_was_broken_off(
    client: Client, rae: User, bundle: Bundle
) -> None:
    client.force_login(rae)
    url = reverse("bundle_file", args=[bundle.study.slug, bundle.public_id])
    whole = client.get(url)
    data = _read(whole)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(url, headers={"range": "bytes=100-", "if-range": whole.headers["ETag"]})
    assert part.status_code == 206
    assert data[:100] + _read(part) == data
    assert client.get(url, headers={"range": f"bytes={len(data)}-"}).status_code == 416
    other = client.get(url, headers={"range": "bytes=100-", "if-range": '"another"'})
    assert (other.status_code, _read(other)) == (200, data)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_a_cancelled_bundle_is_not_made(study: Study, rae: User, now: datetime) -> None:
    bundle = ask_for_bundle(study, person=rae, now=now, send=lambda _pk: None)
    assert cancel_bundle(bundle, now=now)
    make_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.CANCELLED
    assert not bundle.path.exists()


def test_a_bundle_that_lost_its_worker_is_begun_anew(
    study: Study, rae: User, now: datetime
) -> None:
    ask_for_bundle(study, person=rae, now=now, send=lambda _pk: None)
    begun: list[int] = []
    assert resume_silent(now=now + timedelta(seconds=5), make=begun.append) == 0
    resume_silent(now=now + SILENT_FOR + timedelta(seconds=1), make=begun.append)
    assert len(begun) == 1


def test_the_picture_of_bos_session_names_nobody_and_is_noted(
    client: Client, rae: User, bo: User, study: Study, taking_part: Session
) -> None:
    client.force_login(rae)
    name = load_pseudonyms().for_study(study.public_id).session(taking_part.public_id)
    page = client.get(reverse("session_picture", args=[study.slug, name]))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="mark-1"' in text
    assert bo.name not in text
    assert str(bo.public_id) not in text
    svg = client.get(reverse("session_picture_file", args=[study.slug, name]))
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert Access.objects.get(kind=AccessKind.PICTURE).subject == bo


def test_another_policy_is_asked_under_the_studys_own_pseudonym_and_it_is_noted(
    client: Client, rae: User, bo: User, study: Study, taking_part: Session
) -> None:
    """A link with the site's own pseudonym would join two studies of the same people."""
    client.force_login(rae)
    sites = load_pseudonyms()
    name = sites.for_study(study.public_id).session(taking_part.public_id)
    where = reverse("session_what_if", args=[study.slug, name])
    picture = client.get(reverse("session_picture", args=[study.slug, name])).content.decode()
    assert where in picture
    for scope in ("session", "lesson"):
        text = client.get(where, {"policy": "fixed", "scope": scope}).content.decode()
        for hidden in (bo.name, str(bo.public_id), sites.session(taking_part.public_id)):
            assert hidden not in text + picture
    assert Access.objects.get(kind=AccessKind.WHAT_IF).subject == bo
    assert client.get(reverse("session_what_if", args=[study.slug, "0" * 20])).status_code == 404

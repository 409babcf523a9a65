"""The records under /admin/: for administrators, read-only for facts, nothing marked safe."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.records import make_session
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.events.models import Frame

FACTS = (
    "privacy.Consent",
    "learning.Session",
    "learning.Attempt",
    "learning.HintUse",
    "learning.SkillState",
    "events.Frame",
    "events.RefusedEvent",
    "focus.Estimate",
    "focus.Probe",
    "adaptation.Decision",
    "research.ExportLog",
)
OURS = sorted(
    (model for model in admin.site._registry if model.__module__.startswith("tutor.")),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def records(client: Client, max_admin: User) -> Client:
    client.force_login(max_admin)
    return client


@pytest.fixture(autouse=True)
def _something_to_list(bo: User, lesson: Lesson, now: datetime) -> None:
    make_session(bo, lesson=lesson, now=now)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_list_can_be_opened_and_searched(records: Client, model: type[Model]) -> None:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert records.get(url).status_code == 200
    assert records.get(url, {"q": "7"}).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_record_can_be_opened(records: Client, model: type[Model]) -> None:
    row = model._default_manager.first()
    if row is None:
        pytest.skip("the small course of the tests has none")
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    assert records.get(url).status_code == 200


@pytest.mark.parametrize("label", FACTS)
def test_facts_cannot_be_written(records: Client, label: str) -> None:
    (model,) = [model for model in OURS if model._meta.label == label]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    assert records.post(reverse(f"{name}_add"), {}).status_code == 403
    if row is not None:
        assert records.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert records.post(reverse(f"{name}_delete", args=[row.pk]), {}).status_code == 403


@pytest.mark.parametrize("person", ["ada", "bo", "rae"])
def test_others_are_kept_out(client: Client, person: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(person))
    page = client.get(reverse("admin:index"), follow=True)
    assert page.status_code == 403


def test_who_is_not_signed_in_is_sent_to_the_one_sign_in(client: Client) -> None:
    page = client.get(reverse("admin:accounts_user_changelist"), follow=True)
    last, _status = page.redirect_chain[-1]
    assert last.startswith(reverse("account_login"))


def test_the_looser_policy_holds_here_and_nowhere_else(records: Client) -> None:
    here = records.get(reverse("admin:index"))["Content-Security-Policy"]
    elsewhere = records.get(reverse("teach"))["Content-Security-Policy"]
    assert "unsafe-eval" in here
    assert "unsafe-" not in elsewhere


def test_what_a_learner_wrote_is_escaped(records: Client, bo: User) -> None:
    bo.name = "<img src=x onerror=alert(1)>"
    bo.save()
    page = records.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert "<img src=x" not in page


def test_no_admin_module_marks_a_text_safe() -> None:
    for path in Path(settings.BASE_DIR, "tutor").glob("*/admin.py"):
        code = path.read_text()
        assert not any(word in code for word in ("mark_safe", "format_html", "allow_tags")), path


def test_deleting_a_person_deletes_all_of_their_record(records: Client, bo: User) -> None:
    records.post(reverse("admin:accounts_user_delete", args=[bo.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=bo.pk).exists()
    assert not Frame.objects.exists()

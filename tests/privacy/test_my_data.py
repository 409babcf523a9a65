"""My data: all of it, mine alone, and nothing personal is forgotten in the inventory."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from django.test import Client
from django.urls import reverse

from tests.records import make_session
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.events.models import Frame
from tutor.learning.models import Attempt
from tutor.privacy.inventory import INVENTORY, PersonalTable
from tutor.privacy.services import erase_person

# Tables that lead to a person and are not shown as theirs, each with its reason.
EXEMPT = {
    "accounts.User_groups": "rights, not given to learners",
    "accounts.User_user_permissions": "rights, not given to learners",
    "accounts.Classroom_teachers": "a class is shown by its own pages",
    "studies.Study_members": "a study is shown by its own pages",
    "content.Course_authors": "who may change a course is shown with it",
    "authoring.ImportJob": "a file that a teacher brought; its page shows it and lets it go",
    "authoring.Manuscript": "who wrote last is shown beside the lesson",
    "content.LessonVersion": "who wrote a lesson is shown in its history",
    "admin.LogEntry": "the record of what administrators changed",
    "account.EmailConfirmation": "a key on its way to the address",
}


def personal_models() -> list[type[Model]]:
    """Every model with a path of foreign keys to a person, or a session's number."""
    found: set[type[Model]] = {User}
    everything = apps.get_models(include_auto_created=True)
    size = 0
    while size != len(found):
        size = len(found)
        found |= {model for model in everything if _leads_to(model, found)}
    return sorted(found, key=lambda model: model._meta.label)


def _leads_to(model: type[Model], found: set[type[Model]]) -> bool:
    fields = model._meta.get_fields()
    by_key = any(isinstance(one, ForeignKey) and one.related_model in found for one in fields)
    return by_key or any(one.name == "session_pk" for one in fields)


@pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.label)
def test_every_table_that_leads_to_a_person_is_in_the_inventory(model: type[Model]) -> None:
    label = model._meta.label
    assert label in EXEMPT or label in {table.model for table in INVENTORY}


@pytest.mark.parametrize("table", INVENTORY, ids=lambda table: table.model)
def test_every_field_is_shown_or_left_out_with_a_reason(table: PersonalTable) -> None:
    shown = {name.split("__")[0] for name in table.fields}
    fields = {one.name for one in table.model_class._meta.get_fields() if isinstance(one, Field)}
    fields -= {"groups", "user_permissions"}
    assert fields - shown - set(table.left_out) == set()
    assert all(table.left_out.values())


def test_bo_downloads_all_of_his_and_nothing_of_cy(
    client: Client, bo: User, cy: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    make_session(cy, lesson=lesson, now=now)
    client.force_login(bo)
    response = client.get(reverse("my_data_download"))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined] # streams
    data = json.loads(text)
    assert list(data) == [table.model for table in INVENTORY]
    assert data["accounts.User"]["rows"][0]["email"] == bo.email
    assert len(data["learning.Attempt"]["rows"]) == 4
    assert data["events.Frame"]["rows"][0]["events"][0]["kind"] == "dwell"
    assert cy.name not in text
    assert str(cy.public_id) not in text
    assert "password" not in data["accounts.User"]["rows"][0]


def test_the_page_shows_each_table(client: Client, bo: User, lesson: Lesson, now: datetime) -> None:
    make_session(bo, lesson=lesson, now=now)
    client.force_login(bo)
    page = client.get(reverse("my_data")).content.decode()
    assert all(table.words in page for table in INVENTORY)
    assert bo.email in page


def test_erasing_bo_leaves_nothing_of_him_and_all_of_cy(
    bo: User, cy: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    kept = make_session(cy, lesson=lesson, now=now)
    erase_person(bo, now=now)
    assert set(Frame.objects.values_list("session_pk", flat=True)) == {kept.pk}
    assert set(Attempt.objects.values_list("session", flat=True)) == {kept.pk}
    assert not User.objects.filter(username="bo").exists()

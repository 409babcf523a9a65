"""Bo at her desk: signed in, in a lesson of the small course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tutor.accounts.models import User
from tutor.content.models import Item, Lesson
from tutor.learning.models import Session
from tutor.learning.services import start_session

Post = Callable[..., Any]


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return start_session(bo, lesson=lesson, now=now)


@pytest.fixture
def as_bo(client: Client, bo: User) -> Client:
    client.force_login(bo)
    return client


@pytest.fixture
def post(as_bo: Client) -> Post:
    """`post(url, body)` as Bo's page does it; the status and the JSON of the answer."""

    def send(url: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        return as_bo.post(url, body or {}, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def numeric_item(lesson: Lesson) -> Item:
    """x + 3 = 7: 4 is right."""
    return Item.objects.get(segment__lesson=lesson, exercise_type="numeric")


@pytest.fixture
def choice_item(lesson: Lesson) -> Item:
    return Item.objects.get(segment__lesson=lesson, exercise_type="multiple_choice", is_check=False)


def answer_body(item: Item, response: dict[str, str], **fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid4()),
        "item": item.pk,
        "response": response,
        "latency_ms": 9_000,
        **fields,
    }


def api(session: Session, path: str = "") -> str:
    return f"/api/sessions/{session.public_id}/{path}"

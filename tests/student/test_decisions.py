"""Bo answers to a change: in the lesson, in the ledger, and for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.records import add_decision
from tests.student.conftest import Post
from tutor.accounts.models import User
from tutor.adaptation.models import Decision, TurnedOff
from tutor.adaptation.words import title_of
from tutor.learning.models import Session
from tutor.student.boot import homes_of


@pytest.fixture
def decision(session: Session, now: datetime) -> Decision:
    return add_decision(session, action="reread", now=now)


def url(decision: Decision) -> str:
    return f"/api/decisions/{decision.public_id}/"


def test_a_change_is_shown_with_its_reason_where_it_was_made(
    as_bo: Client, decision: Decision
) -> None:
    page = as_bo.get("/learn/equations/lesson-1/").content.decode()
    assert str(decision.public_id) in page
    assert homes_of(decision.session)[str(decision.public_id)] == decision.session.segment_id


def test_undo_takes_it_off_the_page(post: Post, as_bo: Client, decision: Decision) -> None:
    answer = post(url(decision), {"resolution": "undone"}).json()
    assert answer["decisions"] == []
    decision.refresh_from_db()
    assert decision.resolution == "undone"


def test_keep_leaves_it_and_it_can_still_be_undone(post: Post, decision: Decision) -> None:
    kept = post(url(decision), {"resolution": "kept"}).json()
    assert [one["resolution"] for one in kept["decisions"]] == ["kept"]
    assert post(url(decision), {"resolution": "undone"}).json()["decisions"] == []


@pytest.mark.parametrize("resolution", ["open", "", "deleted"])
def test_an_answer_that_does_not_exist_names_those_that_do(
    post: Post, decision: Decision, resolution: str
) -> None:
    refused = post(url(decision), {"resolution": resolution})
    assert refused.status_code == 400
    assert "kept, undone, not_now, turned_off" in refused.json()["error"]


def test_cy_cannot_answer_for_bo(client: Client, cy: User, decision: Decision) -> None:
    client.force_login(cy)
    body = {"resolution": "undone"}
    refused = client.post(url(decision), body, content_type="application/json")
    assert refused.status_code == 404
    missing = client.post(f"/api/decisions/{uuid4()}/", body, content_type="application/json")
    assert missing.json() == refused.json()


def test_the_ledger_shows_bos_changes_and_nobody_elses(
    as_bo: Client, client: Client, cy: User, decision: Decision
) -> None:
    assert title_of("reread") in as_bo.get("/noticed/").content.decode()
    client.force_login(cy)
    assert "Nothing has changed so far" in client.get("/noticed/").content.decode()


def test_a_kind_is_turned_off_in_the_ledger_and_on_again(
    as_bo: Client, bo: User, decision: Decision
) -> None:
    off = as_bo.post(
        f"/noticed/{decision.public_id}/", {"resolution": "turned_off"}, follow=True
    ).content.decode()
    assert "Turned off by you" in off
    on: Any = as_bo.post("/noticed/turned-off/reread/", follow=True)
    assert "Turned off by you" not in on.content.decode()
    assert not TurnedOff.objects.filter(learner=bo).exists()

"""Rae sends a study to a record store: all of it, once, through faults, from where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.research.bundles import make_bundle
from tests.research.record_store import RecordStore, problems_in, running_store
from tutor.accounts.models import User
from tutor.learning.models import Session
from tutor.privacy.models import Access, AccessKind
from tutor.research.lrs import TRIES, LrsError, Sender, Store
from tutor.research.lrs_services import Pushed, push_study
from tutor.research.models import ExportLog
from tutor.studies.models import Study
from tutor.studies.services import withdraw_from_study


@pytest.fixture
def store() -> Iterator[RecordStore]:
    with running_store() as found:
        yield found


def sender(store: RecordStore, waits: list[float] | None = None, secret: str = "") -> Sender:
    where = Store(url=store.url, key="rae", secret=secret or store.secret)
    waited: list[float] = [] if waits is None else waits
    return Sender(store=where, wait=waited.append, rng=Random(1), timeout_s=5.0)


def push(study: Study, store: RecordStore, now: datetime, **options: Any) -> Pushed:
    return push_study(study, sender=sender(store), now=now, batch=5, **options)


def test_every_statement_arrives_valid_once_and_it_is_noted(
    taking_part: Session, study: Study, store: RecordStore, bo: User, now: datetime
) -> None:
    pushed = push(study, store, now)
    lines = make_bundle(study).text("xapi/statements.jsonl").splitlines()
    assert pushed == Pushed(statements=len(lines), skipped=0, sent=len(lines))
    assert list(store.statements.values()) == [json.loads(line) for line in lines]
    assert set(store.posts[:-1]) == {5}
    assert Access.objects.get(kind=AccessKind.EXPORT).subject == bo
    assert ExportLog.objects.get(format="xapi").scope.endswith(f"to {store.url}")


def test_the_store_of_these_tests_refuses_what_is_wrong(taking_part: Session, study: Study) -> None:
    good = json.loads(make_bundle(study).text("xapi/statements.jsonl").splitlines()[0])
    assert list(problems_in(good)) == []
    for change in (
        {"actor": {"name": "Bo"}},
        {"verb": {"id": "opened"}},
        {"mood": "good"},
        {"timestamp": "2026-11-24T10:00:00"},
        {"result": {"duration": "20 s"}},
        {"result": {"extensions": {"focus": 1}}},
        {"result": {"success": None}},
        {"object": {"objectType": "Agent", **good["actor"]}},
    ):
        assert list(problems_in({**good, **change})), change


@pytest.mark.parametrize("is_strict", [True, False])
def test_a_store_that_fails_and_comes_back_has_each_statement_once(
    taking_part: Session, study: Study, store: RecordStore, now: datetime, is_strict: bool
) -> None:
    """A lost answer is the hard one: the store has the batch, and may refuse it the next time."""
    store.is_strict = is_strict
    store.faults = ["503", "", "lost", "429", "413", "lost", ""]
    waits: list[float] = []
    pushed = push_study(study, sender=sender(store, waits), now=now, batch=5)
    assert pushed.sent == pushed.statements == len(store.statements)
    # Half a second to 0.75 after a failure, and what the store asked for where it asked.
    assert all(wait >= 0.25 for wait in waits)
    assert 7.0 in waits


def test_waits_grow_and_end_and_the_next_run_goes_on_from_there(
    taking_part: Session, study: Study, store: RecordStore, now: datetime
) -> None:
    store.faults = ["", "", *["503"] * TRIES]
    waits: list[float] = []
    with pytest.raises(LrsError, match="Nothing is lost: run the command again"):
        push_study(study, sender=sender(store, waits), now=now, batch=5)
    assert len(waits) == TRIES - 1
    assert len(store.statements) == 10
    again = push(study, store, now)
    assert (again.skipped, again.sent) == (10, again.statements - 10)
    assert len(store.statements) == again.statements
    assert push(study, store, now).sent == 0


def test_backoff_doubles_up_to_half_a_minute(store: RecordStore) -> None:
    store.faults = ["500"] * TRIES
    waits: list[float] = []
    with pytest.raises(LrsError):
        sender(store, waits).send([b"{}"], done=lambda _count: None)
    for number, wait in enumerate(waits):
        usual = min(30.0, 0.5 * 2**number)
        assert max(0.5 * usual, 7.0) <= wait <= max(1.5 * usual, 7.0)


def test_who_withdraws_is_not_in_what_is_sent_next(
    taking_part: Session, study: Study, store: RecordStore, bo: User, now: datetime
) -> None:
    withdraw_from_study(bo, study=study, now=now + timedelta(minutes=1))
    assert push(study, store, now).statements == 0
    assert store.statements == {}


def test_a_statement_that_the_store_refuses_is_named(store: RecordStore) -> None:
    lines = [json.dumps({"id": f"00000000-0000-5000-8000-00000000000{n}"}).encode() for n in (1, 2)]
    with pytest.raises(LrsError, match="400 to the statement 00000000-0000-5000-8000-000000000001"):
        sender(store).send(lines, done=lambda _count: None)


def test_another_statement_under_a_known_id_is_said(
    taking_part: Session, study: Study, store: RecordStore, now: datetime
) -> None:
    push(study, store, now)
    changed = next(iter(store.statements.values()))
    changed["timestamp"] = "2020-01-01T00:00:00Z"
    line = make_bundle(study).text("xapi/statements.jsonl").splitlines()[0].encode()
    with pytest.raises(LrsError, match=f"another statement of the id {changed['id']}"):
        sender(store).send([line], done=lambda _count: None)


def test_wrong_credentials_are_said_at_once(store: RecordStore) -> None:
    waits: list[float] = []
    with pytest.raises(LrsError, match="LRS_KEY and LRS_SECRET may not write"):
        sender(store, waits, secret="other").send([b"{}"], done=lambda _count: None)
    assert waits == []


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://lrs.school.example/xapi", "starts with https"),
        ("ftp://lrs.school.example", "starts with https"),
        ("https://rae:secret@lrs.school.example/xapi", "holds a password"),
    ],
)
def test_an_address_that_would_give_something_away_is_refused(url: str, problem: str) -> None:
    with pytest.raises(LrsError, match=problem):
        Store(url=url, key="rae", secret="s")


def test_the_command_takes_credentials_from_the_environment(
    taking_part: Session,
    study: Study,
    store: RecordStore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(CommandError, match="set LRS_KEY and LRS_SECRET"):
        call_command("push_statements", "rereading", "--to", store.url)
    monkeypatch.setenv("LRS_KEY", "rae")
    monkeypatch.setenv("LRS_SECRET", store.secret)
    call_command("push_statements", "rereading", "--to", store.url)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["sent_count"] == said["statement_count"] == len(store.statements)
    with pytest.raises(CommandError, match="there is rereading"):
        call_command("push_statements", "nothing", "--to", store.url)

"""Rae's export: tables of sessions that load in pandas and join without loss; nobody's name."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.records import make_session
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent
from tutor.research.exporters import EXPORTERS, Exporter, exporter_named
from tutor.research.models import ExportLog
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.selectors import Scope
from tutor.research.services import write_export
from tutor.research.tables import TABLES

NAMES = Pseudonyms(key=b"k" * 32)


def export_bytes(now: datetime, scope: Scope | None = None) -> bytes:
    out = io.BytesIO()
    write_export(out, scope=scope or Scope(), exporter=exporter_named("csv"), names=NAMES, now=now)
    return out.getvalue()


def read(data: bytes) -> dict[str, pd.DataFrame]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {
        table.name: pd.read_csv(archive.open(f"{table.name}.csv"), low_memory=False)
        for table in TABLES
    }


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return make_session(bo, lesson=lesson, now=now)


def test_every_table_has_its_rows_and_joins_without_loss(session: Session, now: datetime) -> None:
    tables = read(export_bytes(now))
    assert {name: len(table) for name, table in tables.items()} == {
        "sessions": 1,
        "events": 6,
        "attempts": 4,
        "hints": 0,
        "estimates": 2,
        "probes": 1,
        "decisions": 2,
        "exposures": 0,
    }
    for table in TABLES:
        frame = tables[table.name]
        assert list(frame.columns) == [column.name for column in table.columns]
        assert not frame.duplicated(list(table.key)).any()
        assert len(frame.merge(tables["sessions"], on="session")) == len(frame)


def test_an_event_keeps_its_values_and_its_place(session: Session, now: datetime) -> None:
    events = read(export_bytes(now))["events"]
    first = events.iloc[0]
    assert (first.kind, first.seq, first["index"], first.active_ms) == ("dwell", 1, 0, 2_000)
    assert events.groupby("kind").size().to_dict() == {"click": 2, "dwell": 2, "visibility": 2}


def test_no_direct_identifier_is_in_any_file(
    session: Session, bo: User, ada: User, now: datetime
) -> None:
    archive = zipfile.ZipFile(io.BytesIO(export_bytes(now)))
    text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    canaries = [bo.name, "Nguyen", bo.email, str(bo.public_id), ada.name, str(session.public_id)]
    canaries += ["Maths 8A", str(session.classroom.public_id)] if session.classroom else []
    assert [canary for canary in canaries if canary in text] == []
    assert str(bo.public_id).replace("-", "") not in text


def test_an_answer_that_could_hold_a_name_is_withheld(session: Session, now: datetime) -> None:
    attempts = read(export_bytes(now))["attempts"]
    assert attempts.is_response_withheld.tolist() == [False, True, True, True]
    assert json.loads(attempts.response[0]) == {"text": "=4"}


def test_who_withdraws_is_absent_from_the_next_export(
    session: Session, bo: User, now: datetime
) -> None:
    decide_consent(bo, purpose=Purpose.RESEARCH, is_granted=False, now=now)
    assert all(len(table) == 0 for table in read(export_bytes(now)).values())


def test_cy_who_never_decided_is_not_in_it(
    session: Session, cy: User, lesson: Lesson, now: datetime
) -> None:
    make_session(cy, lesson=lesson, now=now)
    sessions = read(export_bytes(now))["sessions"]
    assert sessions.session.tolist() == [NAMES.session(session.public_id)]


def test_programs_come_along_only_where_asked_for(
    session: Session, bo: User, now: datetime
) -> None:
    User.objects.filter(pk=bo.pk).update(is_simulated=True)
    assert len(read(export_bytes(now))["sessions"]) == 0
    assert len(read(export_bytes(now, Scope(with_simulated=True)))["sessions"]) == 1
    one = Scope.of_session(session.public_id)
    assert len(read(export_bytes(now, one))["sessions"]) == 1


def test_the_same_data_give_the_same_bytes(session: Session, now: datetime) -> None:
    assert export_bytes(now) == export_bytes(now)


def test_every_export_is_logged_without_a_raw_id(session: Session, now: datetime) -> None:
    export_bytes(now, Scope.of_session(session.public_id))
    log = ExportLog.objects.get()
    assert log.scope == f"session {NAMES.session(session.public_id)}"
    assert log.counts["events"] == 6


def test_the_command_writes_the_file_and_counts_in_its_last_line(
    session: Session, tmp_path: Path
) -> None:
    out = io.StringIO()
    call_command(
        "export", "--out", str(tmp_path / "e.zip"), "--session", str(session.public_id), stdout=out
    )
    counts = json.loads(out.getvalue().splitlines()[-1])
    tables = read((tmp_path / "e.zip").read_bytes())
    assert counts == {name: len(table) for name, table in tables.items()}


def test_a_folder_that_is_not_there_is_one_clear_sentence(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="give --out a file in a folder that exists"):
        call_command("export", "--out", str(tmp_path / "no" / "e.zip"))


def test_rae_sees_pseudonyms_and_downloads_one_session(
    client: Client, rae: User, session: Session, bo: User
) -> None:
    client.force_login(rae)
    page = client.get(reverse("research_sessions"))
    text = page.content.decode()
    assert bo.name not in text
    assert bo.username not in text.split()
    assert str(session.public_id) not in text
    (line,) = page.context["lines"]
    response = client.post(reverse("research_export"), {"session": line.session})
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined] # streams
    assert read(data)["sessions"].session.tolist() == [line.session]
    assert ExportLog.objects.get().person == rae


def test_a_session_that_does_not_consent_cannot_be_asked_for(
    client: Client, rae: User, cy: User, lesson: Lesson, now: datetime
) -> None:
    hidden = make_session(cy, lesson=lesson, now=now)
    client.force_login(rae)
    for asked in (NAMES.session(hidden.public_id), "nonsense"):
        assert client.post(reverse("research_export"), {"session": asked}).status_code == 404


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_an_exporter_writes_as_it_reads(exporter: Exporter, tmp_path: Path) -> None:
    """A million rows would not fit: by the time the last is made, the first is on the disk."""
    table = TABLES[0]
    path = tmp_path / "table"
    written: list[int] = []

    def rows() -> object:
        for number in range(20_000):
            if number % 5_000 == 0:
                written.append(path.stat().st_size)
            yield ("x" * 20,) * len(table.columns)

    with path.open("wb") as out:
        assert exporter.write(out, table, rows()) == 20_000  # type: ignore[arg-type] # a generator
    assert written[1] > 0

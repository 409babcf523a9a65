"""Sessions are filed in columns in the background: no bundle changes, nothing is kept longer."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from pytest_django.fixtures import Settings

from attention_model.signals import SIGNALS, encode
from tests.records import make_session
from tests.research.bundles import make_bundle
from tutor.accounts.models import User
from tutor.config.celery import HOUSEKEEPING, SLOW_TASKS
from tutor.content.models import Lesson
from tutor.events.models import Frame
from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.retention import let_go
from tutor.privacy.services import decide_consents, erase_person
from tutor.research import filing, tasks
from tutor.research.bundle import columns, events
from tutor.research.exporters import parquet_tables
from tutor.research.filing import FILED_AFTER, file_studied_sessions
from tutor.research.models import SessionColumns
from tutor.studies.models import Study
from tutor.studies.services import decide_study, withdraw_from_study

STREAMS = [UUID(int=1), UUID(int=2)]
HOURS_LATER = 2 * FILED_AFTER


def add_frames(session: Session, *, seed: int, is_unusual: bool, count: int = 40) -> None:
    """Frames of every kind of event, of two pages at once; some written in an unusual way."""
    rng = Random(seed)
    for seq in range(10, 10 + count):
        kinds = rng.choices(SIGNALS, k=rng.randrange(0, 6))
        found = [encode(kind.simulate(rng, at_ms=10**12 + seq)) for kind in kinds]
        separators = (", ", ": ") if is_unusual and rng.random() < 0.1 else (",", ":")
        Frame.objects.create(
            session_pk=session.pk,
            stream=rng.choice(STREAMS),
            seq=seq,
            event_count=len(found),
            first_at_ms=10**12,
            last_at_ms=10**12 + seq,
            received_at_ms=10**12 + seq // 2,
            events=json.dumps(found, separators=separators).encode(),
        )


@pytest.fixture
def sessions(taking_part: Session, bo: User, lesson: Lesson, now: datetime) -> list[Session]:
    """Three of Bo's; a learner has one that has not ended."""
    found = [taking_part]
    taking_part.ended_at = now
    taking_part.save()
    for number in range(2):
        session = make_session(bo, lesson=lesson, now=now + timedelta(minutes=number))
        session.ended_at = now
        session.save()
        found.append(session)
    for number, session in enumerate(found):
        add_frames(session, seed=number, is_unusual=number == 1)
    return found


@pytest.mark.parametrize("rows_a_group", [1, 7, 100, 131_072])
@pytest.mark.parametrize("is_shifted", [False, True])
def test_a_bundle_is_the_same_to_the_last_byte_whatever_is_filed(
    sessions: list[Session],
    study: Study,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    rows_a_group: int,
    is_shifted: bool,
) -> None:
    for module in (columns, parquet_tables):
        monkeypatch.setattr(module, "ROWS_A_GROUP", rows_a_group)
    study.is_time_shifted = is_shifted
    study.save()
    of_frames = make_bundle(study)
    assert of_frames.built.counts["events"] > 200
    events_file = pq.ParquetFile(io.BytesIO(of_frames.zip.read("parquet/events.parquet")))
    assert (events_file.num_row_groups > 1) == (rows_a_group < 200)
    for filed in (1, 2, 0):
        assert file_studied_sessions(now=now + HOURS_LATER, most=filed) == filed
        assert make_bundle(study).data == of_frames.data


def test_a_bundle_reads_no_frame_of_a_session_that_is_filed(
    sessions: list[Session], study: Study, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    asked: list[int] = []

    def frames_of(session_pks: list[int]) -> dict[int, list[events.Raw]]:
        asked.extend(session_pks)
        return {}

    monkeypatch.setattr(events, "frames_of", frames_of)
    assert make_bundle(study).built.counts["events"] > 200
    assert asked == []


def test_a_frame_that_comes_late_is_in_the_next_bundle_and_filed_by_the_next_run(
    sessions: list[Session], study: Study, now: datetime
) -> None:
    assert file_studied_sessions(now=now + HOURS_LATER) == 3
    before = make_bundle(study).built.counts["events"]
    late = Frame.objects.filter(session_pk=sessions[0].pk, event_count__gt=0).latest("pk")
    late.pk, late.seq = None, 900
    late.save()
    assert make_bundle(study).built.counts["events"] == before + late.event_count
    assert file_studied_sessions(now=now + HOURS_LATER) == 1
    assert file_studied_sessions(now=now + HOURS_LATER) == 0
    assert make_bundle(study).built.counts["events"] == before + late.event_count


def test_a_session_is_filed_an_hour_after_its_last_sign_of_life(
    taking_part: Session, now: datetime
) -> None:
    assert file_studied_sessions(now=now + FILED_AFTER / 2) == 0
    assert file_studied_sessions(now=now + HOURS_LATER) == 1


def test_nothing_is_filed_of_who_takes_part_in_no_study(
    bo: User, study: Study, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    assert file_studied_sessions(now=now + HOURS_LATER) == 0
    decide_study(bo, study=study, is_granted=True, now=now)
    assert file_studied_sessions(now=now + HOURS_LATER) == 1


def test_what_was_filed_of_bo_goes_when_he_withdraws(
    taking_part: Session, bo: User, study: Study, now: datetime
) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    withdraw_from_study(bo, study=study, now=now)
    assert not SessionColumns.objects.exists()


def test_it_goes_as_well_when_he_refuses_research_as_such(
    taking_part: Session, bo: User, now: datetime
) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    decide_consents(bo, granted={Purpose.ACTIVITY: False}, now=now)
    assert SessionColumns.objects.exists()
    decide_consents(bo, granted={Purpose.RESEARCH: False}, now=now)
    assert not SessionColumns.objects.exists()


def test_what_was_filed_of_bo_is_erased_with_him_at_once(
    taking_part: Session, bo: User, now: datetime
) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    erase_person(bo, now=now)
    assert not SessionColumns.objects.exists()


def test_it_is_kept_no_longer_than_its_frames(
    taking_part: Session, bo: User, study: Study, now: datetime, settings: Settings
) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    settings.MODE = "institution-eu"
    much_later = now + timedelta(days=400)
    study.state, study.closed_at = "closed", now
    study.save()
    run = let_go(now=much_later)
    assert run.row_counts["research.SessionColumns without its frames"] == 1
    assert not Frame.objects.exists()
    assert Session.objects.exists()
    assert not SessionColumns.objects.exists()


def test_what_nobody_changed_is_left_by_the_clocks(taking_part: Session, now: datetime) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    let_go(now=now + HOURS_LATER)
    assert SessionColumns.objects.exists()
    Frame.objects.earliest("pk").delete()
    let_go(now=now + HOURS_LATER)
    assert not SessionColumns.objects.exists()


def test_what_another_version_filed_is_filed_anew(
    taking_part: Session, study: Study, now: datetime
) -> None:
    file_studied_sessions(now=now + HOURS_LATER)
    before = make_bundle(study).data
    SessionColumns.objects.update(layout="of old", content=b"?")
    assert make_bundle(study).data == before
    assert file_studied_sessions(now=now + HOURS_LATER) == 1
    assert make_bundle(study).data == before


def test_a_session_without_an_event_is_filed_once_and_gives_none(
    taking_part: Session, study: Study, now: datetime
) -> None:
    Frame.objects.update(event_count=0, events=b"[]")
    assert file_studied_sessions(now=now + HOURS_LATER) == 1
    assert file_studied_sessions(now=now + HOURS_LATER) == 0
    assert make_bundle(study).built.counts["events"] == 0


def test_one_session_that_cannot_be_read_holds_up_no_other(
    sessions: list[Session], now: datetime
) -> None:
    first = Frame.objects.filter(session_pk=sessions[0].pk, event_count__gt=0)
    first.update(event_count=1, events=b'[{"kind":"probe","at_ms":1,"answer":3}]')
    assert file_studied_sessions(now=now + HOURS_LATER) == 2
    assert sessions[0].pk not in SessionColumns.objects.values_list("session_pk", flat=True)


def test_a_session_that_would_not_fit_in_memory_is_left_as_it_is(
    sessions: list[Session], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "MOST_EVENTS", 5)
    assert file_studied_sessions(now=now + HOURS_LATER) == 0


def test_who_is_erased_while_a_session_is_read_leaves_nothing(
    taking_part: Session, bo: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = events.frames_of

    def frames_of(session_pks: list[int]) -> dict[int, list[events.Raw]]:
        found = read(session_pks)
        erase_person(bo, now=now)
        return found

    monkeypatch.setattr(filing, "frames_of", frames_of)
    file_studied_sessions(now=now + HOURS_LATER)
    assert not SessionColumns.objects.exists()


def test_the_slow_worker_does_it_by_itself(taking_part: Session) -> None:
    assert tasks.file_sessions.name in HOUSEKEEPING
    assert tasks.file_sessions.name in SLOW_TASKS
    # Bo's last sign of life is of long ago.
    tasks.file_sessions()
    assert SessionColumns.objects.get().session_pk == taking_part.pk

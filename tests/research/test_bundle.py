"""Rae's bundle: the same rows in every format, nobody's name, and only who takes part."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.records import make_session
from tests.research.bundles import Bundle, make_bundle
from tests.research.conftest import NAMES
from tutor.accounts.models import Classroom, User
from tutor.accounts.services import create_person, enrol
from tutor.content.models import Lesson
from tutor.events.models import Frame
from tutor.focus.models import Probe
from tutor.learning.models import ActivityRun, ActivityTrial, Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent
from tutor.research.bundle.build import Progress
from tutor.research.bundle.extent import Outdated
from tutor.research.models import ExportLog
from tutor.research.pseudonyms import WEEK_MS
from tutor.research.tables import ALL_TABLES, TABLES
from tutor.studies.models import Study
from tutor.studies.services import Plan, create_study, decide_study, open_study, withdraw_from_study


def another(study: Study, rae: User, **changes: object) -> Study:
    """A second study of the same classes."""
    plan = Plan(
        slug="second",
        title="Second",
        protocol="p",
        consent_text="c",
        smallest_cell=1,
        classrooms=tuple(study.classrooms.all()),
    )
    plan = replace(plan, **changes)  # type: ignore[arg-type] # the test's own words
    return open_study(create_study(rae, plan=plan, now=study.created_at), now=study.created_at)


def test_both_formats_hold_the_same_rows_and_join(taking_part: Session, study: Study) -> None:
    bundle = make_bundle(study)
    assert bundle.built.counts["events"] == 6
    sessions = bundle.parquet("sessions")
    for table in ALL_TABLES:
        parquet, csv = bundle.parquet(table.name), bundle.csv(table.name)
        assert len(parquet) == len(csv) == bundle.built.counts[table.name]
        assert list(parquet.columns) == list(csv.columns)
        for name in parquet.columns:
            if pd.api.types.is_numeric_dtype(parquet[name]) and parquet[name].notna().all():
                assert csv[name].tolist() == parquet[name].tolist(), name
    for table in TABLES:
        parquet = bundle.parquet(table.name)
        assert not parquet.duplicated(list(table.key)).any()
        assert len(parquet.merge(sessions, on="session")) == len(parquet)
    items = bundle.parquet("attempts").merge(bundle.parquet("content"), on="item")
    assert len(items) == 4


def test_an_event_is_the_same_by_both_ways_out(taking_part: Session, study: Study) -> None:
    """Arrow's reader of frames gives what the table's own rows say."""
    names = NAMES.for_study(study.public_id)
    events = next(table for table in TABLES if table.name == "events")
    rows = list(events.rows(Session.objects.all(), names=names))
    archive = make_bundle(study).zip
    found = pq.read_table(io.BytesIO(archive.read("parquet/events.parquet"))).to_pylist()
    assert found == [
        {column.name: value for column, value in zip(events.columns, row, strict=True)}
        for row in rows
    ]


def test_frames_with_spaces_and_odd_names_come_out_whole(
    taking_part: Session, study: Study
) -> None:
    events = [
        {"kind": "gaze", "at_ms": 5, "area": '},{ "x" \n', "fixation_ms": 1, "valid_p": 1},
        {"kind": "probe_answer", "at_ms": 6, "probe": 7, "answer": "stuck", "latency_ms": 9},
    ]
    for seq, text in ((8, json.dumps(events)), (9, "[]")):
        Frame.objects.create(
            session_pk=taking_part.pk,
            stream="00000000-0000-0000-0000-000000000009",
            seq=seq,
            event_count=2 if seq == 8 else 0,
            first_at_ms=5,
            last_at_ms=6,
            received_at_ms=5,
            events=text.encode(),
        )
    found = make_bundle(study).parquet("events")
    gaze = found[found.kind == "gaze"].iloc[0]
    assert (gaze.area, gaze.valid_p, gaze["index"]) == ('},{ "x" \n', 1.0, 0)
    probe = found[found.kind == "probe_answer"].iloc[0]
    assert probe.probe == NAMES.for_study(study.public_id).number("row", 7)


def test_made_again_it_has_the_same_bytes(taking_part: Session, study: Study) -> None:
    assert make_bundle(study).data == make_bundle(study).data


def test_its_checksums_are_those_of_its_files(taking_part: Session, study: Study) -> None:
    bundle = make_bundle(study)
    sums = dict(line.split("  ")[::-1] for line in bundle.text("SHA256SUMS").splitlines())
    assert set(sums) == set(bundle.zip.namelist()) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(bundle.zip.read(name)).hexdigest() == digest


def test_no_direct_identifier_is_in_any_file(
    taking_part: Session, study: Study, bo: User, cy: User, ada: User, rae: User, lesson: Lesson,
    now: datetime,
) -> None:  # fmt: skip
    make_session(cy, lesson=lesson, now=now)
    bundle = make_bundle(study)
    everything = [bundle.zip.read(name) for name in bundle.zip.namelist()]
    everything += [bundle.parquet(table.name).to_csv().encode() for table in ALL_TABLES]
    canaries = [str(taking_part.public_id), "Maths 8A", "Nguyen", "school.example"]
    for person in (bo, cy, ada, rae):
        canaries += [person.name, person.email, str(person.public_id), person.public_id.hex]
    for frame in Frame.objects.all():
        canaries += [str(frame.stream), frame.stream.hex]
    found = [one for one in canaries if one and any(one.encode() in each for each in everything)]
    assert found == []


def test_only_who_agreed_to_this_study_is_in_it(
    taking_part: Session, study: Study, bo: User, class_8a: Classroom, lesson: Lesson, now: datetime
) -> None:
    di = create_person("di", password="a long enough word", name="Di Abara")
    enrol(di, classroom=class_8a, now=now)
    decide_consent(di, purpose=Purpose.RESEARCH, is_granted=True, now=now)
    make_session(di, lesson=lesson, now=now)
    names = NAMES.for_study(study.public_id)
    assert make_bundle(study).parquet("sessions").learner.tolist() == [names.learner(bo.public_id)]


def test_who_withdraws_is_absent_from_the_next_bundle(
    taking_part: Session, study: Study, bo: User, now: datetime
) -> None:
    assert len(make_bundle(study).parquet("sessions")) == 1
    withdraw_from_study(bo, study=study, now=now + timedelta(minutes=1))
    bundle = make_bundle(study)
    assert all(len(bundle.parquet(table.name)) == 0 for table in ALL_TABLES)
    assert json.loads(bundle.text("consent_counts.json"))["withdrew_count"] == 1


def test_who_withdraws_while_it_is_written_stops_it(
    taking_part: Session, study: Study, bo: User, now: datetime
) -> None:
    def withdraw(progress: Progress) -> None:
        if progress.step == "attempts":
            withdraw_from_study(bo, study=study, now=now + timedelta(minutes=1))

    with pytest.raises(Outdated):
        make_bundle(study, watch=withdraw)


def test_a_session_outside_the_window_stays_out(
    taking_part: Session, study: Study, now: datetime
) -> None:
    Study.objects.filter(pk=study.pk).update(data_until=taking_part.started_at)
    study.refresh_from_db()
    assert len(make_bundle(study).parquet("sessions")) == 0
    Study.objects.filter(pk=study.pk).update(data_until=now, data_from=taking_part.started_at)
    study.refresh_from_db()
    assert len(make_bundle(study).parquet("sessions")) == 1


def _linking(bundle: Bundle) -> set[str]:
    """Every pseudonym and every whole number that names a row about a person."""
    text = "\n".join(
        bundle.zip.read(name).decode()
        for name in bundle.zip.namelist()
        if name.startswith(("csv/", "datashop/", "xapi/"))
    )
    return set(re.findall(r"\b[0-9a-f]{20}\b", text)) | set(
        re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", text)
    )


def test_two_studies_of_the_same_people_cannot_be_joined(
    taking_part: Session, study: Study, bo: User, rae: User, now: datetime
) -> None:
    Session.objects.update(seed=123_456_789_123)
    second = another(study, rae)
    decide_study(bo, study=second, is_granted=True, now=now)
    one, other = make_bundle(study), make_bundle(second)
    assert len(_linking(one)) > 20
    assert _linking(one) & _linking(other) == set()
    assert set(one.parquet("probes").probe) & set(other.parquet("probes").probe) == set()
    assert "seed" not in one.parquet("decisions").columns
    assert Probe.objects.get().pk not in set(one.parquet("probes").probe)


def test_shifted_dates_move_together_and_keep_the_weekday(
    taking_part: Session, study: Study, bo: User, rae: User, now: datetime
) -> None:
    second = another(study, rae, is_time_shifted=True)
    decide_study(bo, study=second, is_granted=True, now=now)
    true, shifted = make_bundle(study), make_bundle(second)
    shift_ms = NAMES.for_study(second.public_id).shift_ms(bo.public_id)
    assert shift_ms % WEEK_MS == 0
    assert shift_ms < 0
    moments = [
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.is_moment
    ]
    assert len(moments) > 8
    for table, column in moments:
        moved = shifted.parquet(table)[column] - true.parquet(table)[column]
        assert set(moved.dropna()) <= {shift_ms}, (table, column)
    assert now.strftime("%Y-%m-%d") not in shifted.text("datashop/transactions.txt")
    assert now.strftime("%Y-%m-%d") not in shifted.text("xapi/statements.jsonl")


def test_a_class_of_too_few_is_not_told_apart(
    taking_part: Session, study: Study, rae: User, bo: User, now: datetime
) -> None:
    assert make_bundle(study).parquet("sessions").classroom.notna().all()
    strict = another(study, rae, smallest_cell=2)
    decide_study(bo, study=strict, is_granted=True, now=now)
    bundle = make_bundle(strict)
    assert bundle.parquet("sessions").classroom.isna().all()
    assert json.loads(bundle.text("consent_counts.json"))["agreed_count"] == "below 2"


def test_activity_trials_come_with_their_learner(
    taking_part: Session, study: Study, bo: User, now: datetime
) -> None:
    run = ActivityRun.objects.create(
        learner=bo, activity="go_no_go", version="1", form="a", parameters={}, seed=7,
        started_at=now, device="a-device",
    )  # fmt: skip
    ActivityTrial.objects.create(
        run=run, block=0, position=1, kind="go", stimulus={"letter": "X"},
        responses=[["press", 412.5]], onset_ms=1000.0, shown_ms=500.0,
    )  # fmt: skip
    bundle = make_bundle(study)
    trials = bundle.parquet("activity_trials")
    assert trials.learner.tolist() == bundle.parquet("sessions").learner.tolist()
    assert json.loads(trials.responses[0]) == [["press", 412.5]]
    assert "a-device" not in trials.to_csv()


def test_progress_goes_up_to_the_end(taking_part: Session, study: Study) -> None:
    heard: list[float] = []
    make_bundle(study, watch=lambda progress: heard.append(progress.done_p))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert len(heard) > 5


def test_a_formula_is_disarmed_in_csv_and_true_in_parquet(
    taking_part: Session, study: Study, settings: Settings
) -> None:
    Session.objects.update(policy="=cmd()")
    bundle = make_bundle(study)
    assert bundle.csv("sessions").policy.tolist() == ["'=cmd()"]
    assert bundle.parquet("sessions").policy.tolist() == ["=cmd()"]


def test_the_command_writes_it_logs_it_and_counts_in_its_last_line(
    taking_part: Session, study: Study, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"{tmp_path}/study.zip"
    call_command("export_study", "rereading", "--out", out)
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert counts["row_counts"]["events"] == 6
    assert counts["session_count"] == 1
    with open(out, "rb") as file:  # noqa: PTH123 - the path is the test's own text
        assert hashlib.file_digest(file, "sha256").hexdigest() == counts["sha256"]
    assert ExportLog.objects.get().scope == "study rereading"


def test_a_study_that_is_not_there_is_one_clear_sentence(study: Study) -> None:
    with pytest.raises(CommandError, match="there is rereading"):
        call_command("export_study", "nothing", "--out", "x.zip")

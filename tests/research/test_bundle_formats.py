"""What other people's tools read: DataShop's transactions, xAPI's statements, three data frames."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pandas as pd
import polars as pl
import pytest

from tests.records import add_attempts, make_session
from tests.research.bundles import Bundle, make_bundle
from tests.research.datashop_rules import problems_in
from tutor.accounts.models import User
from tutor.content.models import Hint, Item, Lesson, Skill
from tutor.experiments.models import Arm, Assignment, Experiment, Exposure
from tutor.learning.models import HintUse, Session
from tutor.research.exporters.xapi import EXTENSIONS, OURS, VERBS
from tutor.research.tables import ALL_TABLES
from tutor.studies.models import Study
from tutor.studies.services import decide_study

IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@pytest.fixture
def bundle(
    taking_part: Session, study: Study, bo: User, cy: User, lesson: Lesson, now: datetime
) -> Bundle:
    """Bo twice and Cy once, with a hint, a long skill and a second skill."""
    decide_study(cy, study=study, is_granted=True, now=now)
    make_session(cy, lesson=lesson, now=now - timedelta(days=1))
    taking_part.ended_at = now
    taking_part.save()
    again = make_session(bo, lesson=lesson, now=now + timedelta(days=1))
    item = Item.objects.get(pk=again.attempts.all()[0].item_id)
    item.skills.add(Skill.objects.create(course=lesson.course, slug="s" * 120, title="Long"))
    hint = Hint.objects.filter(item=item).first() or Hint.objects.create(item=item, position=1)
    HintUse.objects.create(session=again, hint=hint, shown_at=now + timedelta(days=1))
    add_attempts(again, outcomes=("right",), now=now + timedelta(days=1, minutes=30))
    return make_bundle(study)


def transactions(bundle: Bundle) -> list[dict[str, str]]:
    text = io.StringIO(bundle.text("datashop/transactions.txt"), newline="")
    return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_datashops_rules_are_kept(bundle: Bundle) -> None:
    assert problems_in(bundle.text("datashop/transactions.txt")) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("\tCORRECT", "\tRIGHT", "Outcome is 'RIGHT'"),
        ("\tSelection\t", "\tChosen\t", "no heading Selection"),
        ("KC Category (Skill)", "KC Kind (Skill)", "is not followed by"),
    ],
)
def test_the_checker_sees_what_is_wrong(bundle: Bundle, old: str, new: str, problem: str) -> None:
    text = bundle.text("datashop/transactions.txt")
    assert old in text
    assert any(problem in one for one in problems_in(text.replace(old, new)))


def test_transactions_say_what_was_answered_and_helped(bundle: Bundle, now: datetime) -> None:
    rows = transactions(bundle)
    outcomes = Counter(row["Outcome"] for row in rows)
    assert outcomes == {"CORRECT": 4, "INCORRECT": 9, "HINT": 1}
    assert {row["Problem View"] for row in rows} == {"1", "2"}
    assert {row["CF (latency_ms)"] for row in rows} == {"20000", ""}
    assert any(row["Duration (sec)"] == "10.000" for row in rows)
    assert {row["CF (off_task_p)"] for row in rows} == {"", "0.2"}


def expose(session: Session, *, study: Study, unit: str, part: str, now: datetime) -> None:
    """An experiment by that unit, and what Bo met of it."""
    experiment = Experiment.objects.create(
        study=study, course=session.lesson.course, title=f"By {unit}", unit=unit, seed=1,
        created_at=now, least_that_matters=0.05,
    )  # fmt: skip
    arm = Arm.objects.create(
        experiment=experiment, position=1, key="asked", title="Asked", kind="treatment",
        policy="proactive",
    )  # fmt: skip
    assignment = Assignment.objects.create(
        experiment=experiment, learner=session.learner, assigned_at=now
    )
    Exposure.objects.create(
        assignment=assignment, arm=arm, session=session, part=part, propensity_p=0.5,
        decision_ordinal=1, exposed_at=now,
    )  # fmt: skip


def test_arms_are_conditions_of_the_transactions_they_hold_for(
    taking_part: Session, study: Study, now: datetime
) -> None:
    segment = Item.objects.get(pk=taking_part.attempts.all()[0].item_id).segment
    here = f"{taking_part.lesson.slug}/{segment.slug}"
    expose(taking_part, study=study, unit="learner", part="", now=now)
    expose(taking_part, study=study, unit="part", part=here, now=now)
    text = make_bundle(study).text("datashop/transactions.txt")
    assert problems_in(text) == []
    lines = [line.split("\t") for line in text.splitlines()]
    names = [at for at, name in enumerate(lines[0]) if name == "Condition Name"]
    problem = lines[0].index("Problem Name")
    assert len(names) == 3
    for line in lines[1:]:
        policy, learner, part = ((line[at], line[at + 1]) for at in names)
        assert policy[1] == "policy"
        assert learner == ("By learner: asked", "treatment")
        is_here = line[problem] == segment.slug
        assert part == (("By part: asked", "treatment") if is_here else ("", ""))


def test_a_skill_that_is_too_long_is_shortened_and_stays_one(bundle: Bundle) -> None:
    header = bundle.text("datashop/transactions.txt").split("\n")[0].split("\t")
    assert header.count("KC (Skill)") == header.count("KC Category (Skill)") == 2


def statements(bundle: Bundle) -> list[dict[str, Any]]:
    return [json.loads(line) for line in bundle.text("xapi/statements.jsonl").splitlines()]


def test_every_statement_is_well_formed(bundle: Bundle) -> None:
    """The rules of xAPI 1.0.3 and 2.0 for what we write; a store's own check is run by hand."""
    verbs = {iri for iri, _words in VERBS.values()}
    for one in statements(bundle):
        assert UUID(one["id"]).version == 5
        assert one["verb"]["id"] in verbs
        assert all(IRI.fullmatch(iri) for iri in _iris(one)), one
        datetime.fromisoformat(one["timestamp"])
        assert set(one["actor"]["account"]) == {"homePage", "name"}
        assert "mbox" not in json.dumps(one)
        if one["object"].get("objectType") == "Agent":
            assert not {"platform", "revision"} & set(one["context"])
        result = one.get("result", {})
        assert isinstance(result.get("response", ""), str)
        assert re.fullmatch(r"PT\d+\.\d{3}S", result.get("duration", "PT1.000S"))


def _iris(value: Any) -> list[str]:
    if isinstance(value, list):
        return [iri for one in value for iri in _iris(one)]
    if not isinstance(value, dict):
        return []
    found = [str(value[name]) for name in ("homePage", "type") if name in value]
    found += [value["id"]] if value.get("objectType") == "Activity" else []
    found += list(value.get("extensions", {}))
    return found + [iri for one in value.values() for iri in _iris(one)]


def test_statements_are_all_there_once_with_the_right_outcomes(bundle: Bundle) -> None:
    found = statements(bundle)
    assert len({one["id"] for one in found}) == len(found)
    verbs = Counter(one["verb"]["display"]["en"] for one in found)
    assert verbs == {
        "initialized": 3,
        "terminated": 1,
        "answered": 13 + 3,
        "asked": 1,
        "estimated-focus": 6,
        "decided": 6,
        "focused": 6,
    }
    outcome = f"{OURS}:extension:outcome"
    answers = [one for one in found if outcome in one.get("result", {}).get("extensions", {})]
    for one in answers:
        assert one["result"]["success"] is (one["result"]["extensions"][outcome] == "right")
    assert sum(one["result"]["success"] for one in answers) == 4


def test_an_estimate_is_said_by_the_tutor_and_never_by_the_learner(bundle: Bundle) -> None:
    for one in statements(bundle):
        is_tutor = one["actor"]["account"]["name"] == "attune-tutor"
        assert is_tutor == one["verb"]["id"].startswith(OURS)


def test_every_extension_is_in_the_profile(bundle: Bundle) -> None:
    text = bundle.text("xapi/statements.jsonl")
    used = set(re.findall(rf"{OURS}:extension:([a-z-]+)", text))
    assert used <= set(EXTENSIONS)
    assert all(f"extension:{name}`" in bundle.text("xapi/profile.md") for name in used)


@pytest.fixture
def folder(bundle: Bundle, tmp_path: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(bundle.data)) as archive:
        archive.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_pandas_polars_duckdb_and_csv_read_the_same(
    bundle: Bundle, folder: Path, table: Any
) -> None:
    count = bundle.built.counts[table.name]
    parquet = folder / "parquet" / f"{table.name}.parquet"
    comma = folder / "csv" / f"{table.name}.csv"
    names = list(pd.read_parquet(parquet).columns)
    assert (len(pd.read_parquet(parquet)), len(pd.read_csv(comma, low_memory=False))) == (
        count,
        count,
    )
    assert pl.read_parquet(parquet).shape == (count, len(names))
    assert pl.read_csv(comma, infer_schema_length=None).shape == (count, len(names))
    with duckdb.connect() as database:
        for path in (parquet, comma):
            answer = database.execute(f"SELECT count(*) FROM '{path}'").fetchone()  # noqa: S608 - our own path
            assert answer == (count,)
    with comma.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == names
    assert {len(row) for row in rows} == {len(names)}
    assert len(rows) == count + 1

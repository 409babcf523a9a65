"""Ada's analysis of a lesson: the figures of the page, the files and scipy are the same digits."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import datetime, timedelta
from html import unescape
from random import Random
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from scipy import stats

from tutor.accounts.models import Classroom, User
from tutor.accounts.services import create_person, enrol
from tutor.content.models import Item, Lesson
from tutor.learning.models import Attempt, HintUse, Session

LEARNERS = 30


@pytest.fixture
def studied(class_8a: Classroom, lesson: Lesson, now: datetime) -> Lesson:
    """Thirty learners answer every exercise once or twice, the able ones better."""
    rng = Random(3)
    items = list(Item.objects.filter(segment__lesson=lesson, is_check=False))
    attempts = []
    for number in range(LEARNERS):
        learner = create_person(f"learner{number}", password="x")
        enrol(learner, classroom=class_8a, now=now)
        session = Session.objects.create(
            learner=learner,
            lesson=lesson,
            classroom=class_8a,
            started_at=now,
            last_seen_at=now,
            seed=number,
        )
        ability = rng.gauss(0, 1)
        for item in items:
            hint = item.hints.order_by("position").first()
            for ordinal in range(1, rng.randint(1, 2) + 1):
                is_right = rng.random() < 1 / (1 + np.exp(-2 * ability))
                at = now + timedelta(minutes=ordinal)
                if ordinal == 2 and hint is not None:
                    HintUse.objects.create(
                        session=session, hint=hint, shown_at=at - timedelta(seconds=30)
                    )
                attempts.append(
                    Attempt(
                        session=session,
                        item=item,
                        idempotency_key=uuid4(),
                        ordinal=ordinal,
                        response={"text": "4" if is_right else rng.choice(["-4", "=1+1"])},
                        outcome="right" if is_right else "not_yet",
                        latency_ms=rng.randint(3_000, 60_000),
                        hints_used=ordinal - 1,
                        expected_p=0.5,
                        answered_at=at,
                    )
                )
    Attempt.objects.bulk_create(attempts)
    return lesson


def saved(client: Client, classroom: Classroom, lesson: Lesson, table: str) -> list[dict[str, str]]:
    url = reverse("teach_lesson_csv", args=[classroom.public_id, lesson.pk, table])
    response = client.get(url)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_files_figures_are_scipys(
    client: Client, ada: User, class_8a: Classroom, studied: Lesson
) -> None:
    client.force_login(ada)
    first: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in saved(client, class_8a, studied, "answers"):
        first[row["Exercise"]].setdefault(row["Learner"], row)
    lines = [row for row in saved(client, class_8a, studied, "exercises") if row["low r"] != "–"]
    assert len(lines) == 4
    for line in lines:
        mine = first[line["Exercise"]]
        right = [int(row["Right"]) for row in mine.values()]
        rest = [
            np.mean(
                [
                    int(rows[who]["Right"])
                    for name, rows in first.items()
                    if name != line["Exercise"]
                ]
            )
            for who in mine
        ]
        share = stats.binomtest(sum(right), len(right)).proportion_ci(method="wilson")
        r = stats.pearsonr(right, rest)
        interval = r.confidence_interval(0.95)
        times = np.quantile(
            [int(row["latency_ms"]) / 1000 for row in mine.values()], [0.5, 0.25, 0.75]
        )
        expected = {
            "Learners": str(LEARNERS),
            "Right at first %": f"{np.mean(right) * 100:.1f}",
            "low %": f"{share.low * 100:.1f}",
            "high %": f"{share.high * 100:.1f}",
            "Discrimination r": f"{r.statistic:.2f}",
            "low r": f"{interval.low:.2f}",
            "high r": f"{interval.high:.2f}",
            "Median s": f"{times[0]:.1f}",
            "Quartile 1 s": f"{times[1]:.1f}",
            "Quartile 3 s": f"{times[2]:.1f}",
        }
        assert {key: line[key] for key in expected} == expected


def test_the_screen_shows_the_files_figures_to_the_digit(
    client: Client, ada: User, class_8a: Classroom, studied: Lesson
) -> None:
    client.force_login(ada)
    url = reverse("teach_lesson", args=[class_8a.public_id, studied.pk])
    page = unescape(client.get(url).content.decode())
    for table in ("improve", "parts", "exercises", "wrong_answers", "hints"):
        for row in saved(client, class_8a, studied, table):
            name, *texts = row.values()
            if table == "improve":
                assert all(text in page for text in row.values())
                continue
            # A file's cell that a spreadsheet would run begins with an apostrophe.
            cells = "".join(f"<td>{text.removeprefix(chr(39))}</td>" for text in texts)
            assert f'<th scope="row">{name}</th>{cells}' in page


def test_four_learners_are_not_shown(
    client: Client, ada: User, class_8a: Classroom, studied: Lesson
) -> None:
    keep = list(Session.objects.values_list("pk", flat=True)[:4])
    Session.objects.exclude(pk__in=keep).delete()
    client.force_login(ada)
    for row in saved(client, class_8a, studied, "exercises"):
        assert row["Learners"] == "fewer than 5"
        assert row["Right at first %"] == "–"


def test_what_a_learner_typed_starts_no_formula(
    client: Client, ada: User, class_8a: Classroom, studied: Lesson
) -> None:
    client.force_login(ada)
    texts = {row["Answer"] for row in saved(client, class_8a, studied, "answers")}
    assert "'=1+1" in texts
    assert "-4" in texts


def test_dee_finds_neither_the_lesson_of_adas_class_nor_a_table_that_is_none(
    client: Client, ada: User, dee: User, class_8a: Classroom, studied: Lesson
) -> None:
    client.force_login(dee)
    assert (
        client.get(reverse("teach_lesson", args=[class_8a.public_id, studied.pk])).status_code
        == 404
    )
    client.force_login(ada)
    url = reverse("teach_lesson_csv", args=[class_8a.public_id, studied.pk, "nothing"])
    assert client.get(url).status_code == 404

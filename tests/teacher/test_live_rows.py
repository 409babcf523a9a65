"""Ada's live class: facts of her learners, focus only with their consent and enough evidence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.records import add_decision, add_estimate, make_session
from tutor.accounts.models import Classroom, User
from tutor.accounts.services import create_person, enrol
from tutor.adaptation.live import live_rows
from tutor.content.models import Lesson
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent

WRONG = ("not_yet",) * 3


def test_a_learner_who_has_not_come_has_a_row_without_facts(
    class_8a: Classroom, bo: User, now: datetime
) -> None:
    (row,) = live_rows(class_8a, now=now)
    assert (row.name, row.state, row.need, row.observed) == (bo.name, "not_started", 0, [])


def test_bo_struggles_and_ada_reads_why_and_what_the_tutor_did(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now, outcomes=WRONG)
    (row,) = live_rows(class_8a, now=now)
    assert row.need_rule == "wrong_on_item"
    assert row.need_since_ms == int(now.timestamp() * 1000)
    assert row.observed[0] == "3 answers not yet right on the same exercise"
    assert row.tutor_did.startswith("Suggested reading the key paragraph again")
    assert (row.lesson, row.segment) == (lesson.title, "Part 1")


def test_dee_sees_nothing_of_bo(
    class_8b: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    assert live_rows(class_8b, now=now) == []


def test_who_joins_dees_class_too_shows_her_nothing_of_adas_lessons(
    class_8b: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    enrol(bo, classroom=class_8b, now=now)
    (row,) = live_rows(class_8b, now=now)
    assert (row.state, row.lesson, row.observed) == ("not_started", "", [])


def test_focus_is_shown_with_consent_and_evidence(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    (row,) = live_rows(class_8a, now=now)
    assert (row.focus_low, row.focus_high, row.focus_words) == (0.1, 0.3, "Mostly on the task")


def test_thin_evidence_is_said_and_no_number_shown(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    add_estimate(session, at_ms=int(now.timestamp() * 1000) + 1, low=None, high=None)
    (row,) = live_rows(class_8a, now=now)
    assert (row.focus_low, row.focus_high, row.focus_words) == (None, None, "Not enough evidence")


def test_an_old_estimate_says_nothing_about_now(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    (row,) = live_rows(class_8a, now=now + timedelta(seconds=31))
    assert row.focus_low is None


def test_without_consent_presence_and_focus_are_not_there_but_answers_are(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    decide_consent(bo, purpose=Purpose.TEACHER_VIEW, is_granted=False, now=now)
    session = make_session(bo, lesson=lesson, now=now, outcomes=("right",))
    away = {"hidden_now_ms": 600_000, "idle_ms": 600_000}
    add_estimate(session, at_ms=int(now.timestamp() * 1000) + 1, low=0.7, high=0.9, engagement=away)
    (row,) = live_rows(class_8a, now=now)
    assert (row.focus_low, row.focus_high, row.focus_words) == (None, None, "")
    assert (row.state, row.need) == ("working", 0)
    assert row.observed == ["1 of the last 1 answer right"]


def test_a_finished_lesson_needs_nobody(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=WRONG)
    session.ended_at = now
    session.save()
    (row,) = live_rows(class_8a, now=now)
    assert (row.state, row.need, row.need_rule) == ("finished", 0, "")


def test_those_who_need_help_come_first_the_others_by_name(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    for name in ("Zoe", "Abe"):
        enrol(create_person(name.lower(), password="x", name=name), classroom=class_8a, now=now)
    make_session(bo, lesson=lesson, now=now, outcomes=WRONG)
    assert [row.name for row in live_rows(class_8a, now=now)] == ["Bo Nguyen", "Abe", "Zoe"]


def test_a_change_the_learner_put_back_says_so(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    decision = add_decision(session, action="worked_example", now=now - timedelta(minutes=2))
    decision.resolution = "undone"
    decision.save()
    (row,) = live_rows(class_8a, now=now)
    assert row.tutor_did == "Brought the worked example back, 2 min ago (put back by the learner)"


@pytest.mark.parametrize("size", [1, 12])
def test_the_number_of_queries_does_not_grow_with_the_class(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime, size: int
) -> None:
    for number in range(size - 1):
        learner = create_person(f"learner{number}", password="x")
        enrol(learner, classroom=class_8a, now=now)
        make_session(learner, lesson=lesson, now=now)
    make_session(bo, lesson=lesson, now=now)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = live_rows(class_8a, now=now)
    assert len(rows) == size
    assert len(queries) <= 18


def test_rows_of_some_learners_can_be_asked_for(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    enrol(create_person("zoe", password="x", name="Zoe"), classroom=class_8a, now=now)
    assert [row.name for row in live_rows(class_8a, now=now, learners=[bo.pk])] == [bo.name]


def test_a_page_that_went_away_counts_on_from_its_last_word(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=("right",))
    away = {"hidden_now_ms": 1_000, "idle_ms": 0}
    add_estimate(session, at_ms=int(now.timestamp() * 1000) + 1, low=0.1, high=0.2, engagement=away)
    (row,) = live_rows(class_8a, now=now + timedelta(minutes=3))
    assert row.need_rule == "away"
    assert row.observed[0] == "Page hidden or closed for 3 min"


def test_who_was_heard_from_after_that_word_is_not_away(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=("right",))
    away = {"hidden_now_ms": 1_000, "idle_ms": 0}
    add_estimate(session, at_ms=int(now.timestamp() * 1000) + 1, low=0.1, high=0.2, engagement=away)
    session.last_seen_at = now + timedelta(minutes=2)
    session.save()
    (row,) = live_rows(class_8a, now=now + timedelta(minutes=3))
    assert row.need == 0

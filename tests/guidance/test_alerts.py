"""Alerts are stored once, clear by themselves, and Ada judges them; precision follows her marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.records import add_attempts, make_session
from tutor import push
from tutor.accounts.models import Classroom, User
from tutor.adaptation.alerting import alert_teachers
from tutor.adaptation.live import live_rows
from tutor.content.models import Item, Lesson
from tutor.guidance.alerts import mark_alert, rule_lines
from tutor.guidance.models import Alert, Mark
from tutor.learning.models import Session

WRONG = ("not_yet",) * 3


@pytest.fixture
def bundles() -> Iterator[list[push.Bundle]]:
    """What is pushed in this process."""
    taken: list[push.Bundle] = []
    push.deliver_here(taken.append)
    yield taken
    push.deliver_here(None)


def line(classroom: Classroom, rule: str) -> object:
    (found,) = [one for one in rule_lines([classroom]) if one.name == rule]
    return found.precision.helped, found.precision.wrong, found.precision.p


@pytest.mark.django_db(transaction=True)
def test_the_third_wrong_answer_itself_tells_ada(
    client: Client,
    bo: User,
    class_8a: Classroom,
    lesson: Lesson,
    bundles: list[push.Bundle],
) -> None:
    session = make_session(bo, lesson=lesson, now=timezone.now(), outcomes=())
    item = Item.objects.filter(segment__lesson=lesson, exercise_type="numeric").get()
    client.force_login(bo)
    for number in range(3):
        assert not Alert.objects.exists()
        bundles.clear()
        response = client.post(
            reverse("api_answers", args=[session.public_id]),
            {
                "idempotency_key": f"00000000-0000-4000-8000-00000000000{number}",
                "item": item.pk,
                "response": {"text": "9"},
                "latency_ms": 20_000,
            },
            content_type="application/json",
        )
        assert response.status_code == 200
    (alert,) = Alert.objects.all()
    assert (alert.rule, alert.session) == ("wrong_on_item", session)
    told = [text for bundle in bundles for text in bundle.classes.get(class_8a.pk, [])]
    assert any(str(alert.public_id) in text for text in told)


def test_it_is_raised_once_and_cleared_by_a_right_answer(
    class_8a: Classroom, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=WRONG)
    for _look in range(2):
        (row,) = live_rows(class_8a, now=now)
    (alert,) = Alert.objects.all()
    assert [one.alert for one in row.alerts] == [str(alert.public_id)]
    assert row.alerts[0].sentence.startswith("3 or more answers in a row on one exercise")
    assert row.alerts[0].raised_at_ms == int(now.timestamp() * 1000)
    add_attempts(session, outcomes=("right",), now=now + timedelta(seconds=10))
    (row,) = live_rows(class_8a, now=now + timedelta(seconds=11))
    assert (row.alerts, row.need) == ([], 0)
    alert.refresh_from_db()
    assert alert.cleared_at == now + timedelta(seconds=11)


def test_helped_takes_bo_off_the_list_until_three_more_do_not_work_out(
    class_8a: Classroom, ada: User, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=WRONG)
    live_rows(class_8a, now=now)
    mark_alert(Alert.objects.get(), mark=Mark.HELPED, teacher=ada, now=now)
    (row,) = live_rows(class_8a, now=now)
    assert (row.need, row.state) == (0, "working")
    add_attempts(session, outcomes=WRONG, now=now + timedelta(minutes=1))
    (row,) = live_rows(class_8a, now=now + timedelta(minutes=1))
    assert row.need_rule == "wrong_on_item"
    assert Alert.objects.count() == 2


def test_precision_needs_five_marks_and_moves_with_the_sixth(
    class_8a: Classroom, ada: User, bo: User, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=())

    def marked(mark: Mark) -> None:
        alert = Alert.objects.create(
            session=session, classroom=class_8a, rule="wrong_on_item", words="x", raised_at=now
        )
        mark_alert(alert, mark=mark, teacher=ada, now=now)

    for _number in range(4):
        marked(Mark.HELPED)
    marked(Mark.DISMISSED)
    assert line(class_8a, "wrong_on_item") == (4, 0, None)
    marked(Mark.WRONG)
    assert line(class_8a, "wrong_on_item") == (4, 1, pytest.approx(0.8))
    marked(Mark.HELPED)
    assert line(class_8a, "wrong_on_item") == (5, 1, pytest.approx(5 / 6))
    assert line(class_8a, "away") == (0, 0, None)


def test_a_failing_alert_costs_bo_nothing(
    bo: User, lesson: Lesson, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(bo, lesson=lesson, now=now, outcomes=WRONG)

    def broken(*_args: object, **_kwargs: object) -> Session:
        raise RuntimeError("no")

    monkeypatch.setattr("tutor.adaptation.alerting.practice_facts", broken)
    alert_teachers(session, now=now)
    assert not Alert.objects.exists()

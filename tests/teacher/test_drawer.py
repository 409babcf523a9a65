"""Bo's details beside the class: facts with answers, presence only as agreed, acts by form."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.adaptation.live import live_rows
from tutor.content.models import Lesson
from tutor.guidance.models import Alert, TeacherAction
from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent
from tutor.teacher.drawer import learner_view

PART = {"X-Attune-Part": "drawer"}


@pytest.fixture
def session(bo: User, lesson: Lesson) -> Session:
    return make_session(bo, lesson=lesson, now=timezone.now(), outcomes=("not_yet",) * 3)


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def url(name: str, classroom: Classroom, learner: User, *more: str) -> str:
    return reverse(name, args=[classroom.public_id, learner.public_id, *more])


def test_the_drawer_shows_answers_hints_clocks_and_what_the_tutor_did(
    as_ada: Client, class_8a: Classroom, bo: User, session: Session
) -> None:
    page = as_ada.get(url("teach_learner", class_8a, bo), headers=PART).content.decode()
    assert "<html" not in page
    for words in ("=4", "Not yet", "0 of 3 hints used", "Open this hint", "In view"):
        assert words in page
    assert "Mostly on the task" in page
    view = learner_view(class_8a, bo, now=timezone.now())
    assert view.clocks is not None
    assert (view.clocks.open_ms, view.clocks.active_ms) == (10_000, 4_000)
    assert view.focus_percent == (10, 30)
    assert [line.outcome for line in view.answers] == ["not_yet"] * 3
    assert view.changes[0].title == "The key paragraph again"


def test_without_his_consent_there_are_answers_and_nothing_else(
    class_8a: Classroom, bo: User, session: Session, now: datetime
) -> None:
    decide_consent(bo, purpose=Purpose.TEACHER_VIEW, is_granted=False, now=now)
    view = learner_view(class_8a, bo, now=timezone.now())
    assert (view.clocks, view.focus_percent) == (None, None)
    assert len(view.answers) == 3


def test_without_script_it_is_a_page_of_its_own(
    as_ada: Client, class_8a: Classroom, bo: User, session: Session
) -> None:
    page = as_ada.get(url("teach_learner", class_8a, bo)).content.decode()
    assert "<html" in page
    assert f"<h1>{bo.display_name}</h1>" in page


def test_dee_and_a_learner_of_another_class_are_not_found(
    client: Client, class_8a: Classroom, class_8b: Classroom, dee: User, bo: User
) -> None:
    client.force_login(dee)
    assert client.get(url("teach_learner", class_8a, bo)).status_code == 404
    assert client.get(url("teach_learner", class_8b, bo)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("nudge", {"text": "Look at the sign."}),
        ("nudge", {"template": "Take your time.", "text": ""}),
        ("hint", {}),
        ("item", {}),
        ("pacing", {"pacing": "small_steps", "reason": "One at a time", "minutes": "15"}),
        ("pause", {"minutes": "45"}),
    ],
)
def test_ada_acts_and_takes_it_back(
    as_ada: Client,
    class_8a: Classroom,
    bo: User,
    session: Session,
    kind: str,
    form: dict[str, str],
) -> None:
    item = session.attempts.all()[0].item_id
    where = url("teach_act", class_8a, bo, kind)
    done = as_ada.post(where, {"item": str(item), **form}, headers=PART)
    assert done.status_code == 200, done.content.decode()
    (action,) = TeacherAction.objects.all()
    assert (action.kind, action.learner) == (kind, bo)
    (row,) = live_rows(class_8a, now=timezone.now())
    assert row.teacher_did
    undo = reverse("teach_undo", args=[class_8a.public_id, action.public_id])
    assert as_ada.post(undo, headers=PART).status_code == 200
    action.refresh_from_db()
    assert action.undone_at is not None


def test_what_cannot_be_done_is_a_sentence_in_the_drawer(
    as_ada: Client, class_8a: Classroom, bo: User, session: Session
) -> None:
    for kind, form, why in (
        ("nudge", {"text": ""}, "empty"),
        ("hint", {"item": "nothing"}, "Choose an exercise"),
        ("pacing", {"pacing": "small_steps", "reason": "x", "minutes": "1"}, "15, 45, 90"),
        ("dance", {}, "no action"),
    ):
        refused = as_ada.post(url("teach_act", class_8a, bo, kind), form, headers=PART)
        assert refused.status_code == 400
        assert why in refused.content.decode()
    assert not TeacherAction.objects.exists()


def test_ada_marks_an_alert_and_the_rules_count_it(
    as_ada: Client, class_8a: Classroom, session: Session
) -> None:
    live_rows(class_8a, now=timezone.now())
    alert = Alert.objects.get()
    where = reverse("teach_alert", args=[class_8a.public_id, alert.public_id])
    page = as_ada.post(where, {"mark": "helped"}, headers=PART).content.decode()
    assert "Marked: you helped." in page
    rules = as_ada.get(reverse("teach_rules", args=[class_8a.public_id])).content.decode()
    assert "not enough marks yet: 1 of 5" in rules
    assert as_ada.post(where, {"mark": "great"}, headers=PART).status_code == 400
    assert as_ada.post(where, {"mark": ""}, headers=PART).status_code == 200
    alert.refresh_from_db()
    assert (alert.mark, alert.marked_by) == ("", None)


def test_the_class_is_paused_and_taken_back(as_ada: Client, class_8a: Classroom, bo: User) -> None:
    where = reverse("teach_class_act", args=[class_8a.public_id, "pause"])
    page = as_ada.post(where, {"minutes": "45", "reason": "Test"}, follow=True).content.decode()
    assert "Adaptation is paused." in page
    assert "Take it back" in page
    assert as_ada.post(where, {"minutes": "3"}, follow=True).status_code == 200
    assert TeacherAction.objects.count() == 1


def test_a_projector_gets_no_name_in_the_pages_source(
    as_ada: Client, class_8a: Classroom, bo: User, session: Session
) -> None:
    place = reverse("teach_class", args=[class_8a.public_id])
    assert bo.display_name in as_ada.get(place).content.decode()
    assert bo.display_name not in as_ada.get(f"{place}?projector=1").content.decode()

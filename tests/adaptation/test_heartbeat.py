"""A tick: stored, acked, observed, scored, decided, and told once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import msgspec
import pytest
import redis
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from attention_model.signals import Signal, decode
from tests.adaptation.conftest import Places
from tests.signals import DRIFTING, NOT_ENOUGH, FakeEstimate, FakeEstimator, Page, Said
from tests.valkey import ValkeyUnderTest
from tutor import push
from tutor.accounts.models import Classroom, Enrolment, User
from tutor.accounts.services import create_person, enrol
from tutor.adaptation import heartbeat as heartbeat_module
from tutor.adaptation import selectors, services
from tutor.adaptation.gather import epoch_ms
from tutor.adaptation.heartbeat import Heartbeat
from tutor.adaptation.models import Decision
from tutor.adaptation.tasks import heartbeat
from tutor.adaptation.watched import looked_ms, note_looked, note_watched, watched_classes
from tutor.config.celery import app
from tutor.content.models import Lesson
from tutor.domain.policy.situation import INTERVENTIONS, Action
from tutor.events.buffer import entry_of, stream_key
from tutor.events.frames import IncomingFrame, pack
from tutor.events.models import Frame
from tutor.events.services import acknowledge, store_frames
from tutor.focus.live import LiveWindows
from tutor.focus.models import Estimate
from tutor.focus.services import ask_probe
from tutor.learning import services as learning
from tutor.learning.models import Session

Messages = dict[int, list[dict[str, Any]]]


class Told:
    """What the pages were told: by session and by class, and in how many bundles."""

    def __init__(self) -> None:
        self.sessions: Messages = defaultdict(list)
        self.classes: Messages = defaultdict(list)
        self.bundles = 0

    def take(self, bundle: push.Bundle) -> None:
        self.bundles += 1
        for found, texts in (
            (self.sessions, bundle.sessions.items()),
            (self.classes, bundle.classes.items()),
        ):
            for pk, messages in texts:
                found[pk] += [msgspec.json.decode(text) for text in messages]

    def of(self, session: Session, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.sessions[session.pk] if message["type"] == kind]


@pytest.fixture
def told() -> Iterator[Told]:
    taken = Told()
    push.deliver_here(taken.take)
    yield taken
    push.deliver_here(None)


class Class:
    """A worker and the pages of its learners, with a clock."""

    def __init__(self, said: Said, now_ms: int) -> None:
        self.estimator = FakeEstimator(said)
        self.worker = self.new_worker()
        self.pages: dict[int, Page] = {}
        self.start_ms = now_ms
        self.now_ms = now_ms

    def new_worker(self) -> Heartbeat:
        self.worker = Heartbeat(windows=LiveWindows(load=lambda: cast("Any", self.estimator)))
        return self.worker

    def at(self, seconds: float, kind: str, **fields: object) -> Signal:
        return decode(kind, {"at_ms": self.start_ms + int(seconds * 1000), **fields})

    def tick(self, seconds: float, frames: dict[Session, list[Signal]]) -> None:
        """A tick at `seconds`, with one frame of each session."""
        self.now_ms = self.start_ms + int(seconds * 1000)
        made = [
            self.pages.setdefault(session.pk, Page(session.pk)).frame(*events, now_ms=self.now_ms)
            for session, events in frames.items()
        ]
        self.take(made)

    def take(self, frames: list[IncomingFrame]) -> None:
        with push.gathered(), TestCase.captureOnCommitCallbacks(execute=True):
            stored = store_frames(frames, now_ms=self.now_ms)
            acknowledge(stored)
            active = self.worker.react(stored, now_ms=self.now_ms)
            self.worker.tell_teachers(active, now_ms=self.now_ms)


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyUnderTest]:
    server = ValkeyUnderTest(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def say() -> dict[str, FakeEstimate]:
    return {"now": FakeEstimate()}


@pytest.fixture
def school(say: dict[str, FakeEstimate], now: datetime, told: Told) -> Class:
    return Class(lambda _: say["now"], epoch_ms(now))


@pytest.fixture
def class_pk(session: Session, valkey: ValkeyUnderTest, settings: Settings) -> int:
    """Of Bo's class, where a real Redis can note that a teacher has it open."""
    settings.REDIS_URL = valkey.url
    return cast("int", session.classroom_id)


def view(school: Class, seconds: float, places: Places, name: str = "practice") -> Signal:
    segment = getattr(places, name)
    return school.at(
        seconds,
        "segment_view",
        segment=segment.pk,
        segment_kind=segment.kind,
        words=100,
        expected_ms=30_000,
    )


def back(school: Class, seconds: float, hidden_ms: int = 120_000) -> Signal:
    return school.at(seconds, "visibility", is_visible=True, hidden_ms=hidden_ms)


def click(school: Class, seconds: float) -> Signal:
    return school.at(seconds, "click", target="content", is_interactive=False)


def test_coming_back_after_two_minutes_brings_the_worked_example_back(
    school: Class, session: Session, places: Places, told: Told
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(130, {session: [back(school, 130)]})
    [decision] = Decision.objects.all()
    assert (decision.action, decision.trigger) == (Action.EXAMPLE, "returned")
    [message] = told.of(session, "decision")
    assert message["decision"] == str(decision.public_id)
    assert message["why"] == "You were in another tab for 2 min, so the worked example is back."
    services.resolve(decision, resolution="undone", now=decision.decided_at)
    assert selectors.shown_decisions(session) == []


def test_coming_back_needs_no_model(
    school: Class, session: Session, places: Places, told: Told
) -> None:
    def load() -> Any:
        raise RuntimeError("no weights")

    school.worker = Heartbeat(windows=LiveWindows(load=load))
    school.tick(0, {session: [view(school, 0, places, "reading")]})
    school.tick(130, {session: [back(school, 130)]})
    assert Decision.objects.get().action == Action.REREAD
    assert not Estimate.objects.exists()
    assert told.of(session, "estimate") == []


def test_a_short_absence_is_no_decision_point(
    school: Class, session: Session, places: Places
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(60, {session: [back(school, 60, hidden_ms=50_000)]})
    assert not Decision.objects.exists()


def test_away_may_be_shortened_for_a_demonstration(
    school: Class, session: Session, places: Places, settings: Settings
) -> None:
    settings.AWAY_MS = 1_000
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(3, {session: [back(school, 3, hidden_ms=2_000)]})
    decision = Decision.objects.get()
    assert (decision.action, decision.situation["away_ms"]) == (Action.EXAMPLE, 1_000)


def test_a_return_told_twice_is_one_decision(
    school: Class, session: Session, places: Places
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(130, {session: [back(school, 130)]})
    school.new_worker()  # the other was killed before it could forget the frame
    school.tick(131, {session: [click(school, 131)]})
    assert Decision.objects.count() == 1


def test_a_worker_killed_between_store_and_decision_is_made_up_for(
    school: Class, session: Session, places: Places
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    school.now_ms = school.start_ms + 130_000
    lost = school.pages[session.pk].frame(back(school, 130), now_ms=school.now_ms)
    store_frames([lost], now_ms=school.now_ms)
    school.new_worker()
    school.tick(131, {session: [click(school, 131)]})
    assert Decision.objects.get().action == Action.EXAMPLE


def test_frames_are_acked_whatever_the_rest_does(
    school: Class, session: Session, places: Places, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(school.worker.windows, "take", side_effect=RuntimeError("broken")):
        school.tick(0, {session: [view(school, 0, places)]})
    assert [ack["seqs"] for ack in told.of(session, "ack")] == [[1]]
    assert "A tick ended early" in caplog.text


def test_a_policy_that_fails_leaves_estimates_and_the_teachers_view(
    school: Class, session: Session, places: Places, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        patch.object(heartbeat_module, "decide", side_effect=RuntimeError("broken")),
        patch.object(school.worker._classes, "tell") as teachers_view,
    ):
        school.tick(0, {session: [view(school, 0, places), click(school, 0)]})
    assert told.of(session, "estimate")
    assert teachers_view.called
    assert "No decisions for" in caplog.text


def test_all_of_a_tick_is_told_in_one_bundle(
    school: Class,
    session: Session,
    cy: User,
    lesson: Lesson,
    places: Places,
    told: Told,
    now: datetime,
) -> None:
    other = learning.start_session(cy, lesson=lesson, now=now)
    school.tick(0, {session: [view(school, 0, places)], other: [view(school, 0, places)]})
    assert told.bundles == 1
    assert told.of(session, "ack")
    assert told.of(other, "ack")


def test_estimates_are_kept_and_shown_every_five_seconds(
    school: Class, session: Session, places: Places, told: Told
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    for tenth in range(1, 51):
        school.tick(tenth / 10, {session: [click(school, tenth / 10)]})
    assert [row.at_ms - school.start_ms for row in Estimate.objects.order_by("at_ms")] == [0, 5_000]
    [first, _second] = told.of(session, "estimate")
    assert (first["low"], first["high"], first["evidence"]) == (0.1, 0.4, "enough")
    assert first["reasons"][0]["words"] == "Your last answers were quicker than usual for you"


def test_thin_evidence_is_said_as_such(
    school: Class, session: Session, places: Places, told: Told, say: dict[str, FakeEstimate]
) -> None:
    say["now"] = NOT_ENOUGH
    school.tick(0, {session: [view(school, 0, places)]})
    [message] = told.of(session, "estimate")
    assert (message["evidence"], message["low"]) == ("not_enough", None)
    assert message["why_not"]


def _read_for_twenty_seconds(school: Class, session: Session, places: Places) -> None:
    school.tick(0, {session: [view(school, 0, places, "reading")]})
    for second in range(5, 21, 5):
        school.tick(second, {session: [click(school, second)]})


@pytest.mark.usefixtures("no_questions")
def test_a_sustained_estimate_while_reading_is_a_decision_point(
    school: Class, session: Session, places: Places, say: dict[str, FakeEstimate]
) -> None:
    say["now"] = DRIFTING
    _read_for_twenty_seconds(school, session, places)
    decision = Decision.objects.get()
    assert decision.trigger == "tick"
    assert {each["action"] for each in decision.alternatives} == {Action.REREAD, Action.STAY}
    assert decision.situation["focus"]["top_feature"] == "answer_pace"


def test_a_calm_learner_costs_no_rows(school: Class, session: Session, places: Places) -> None:
    _read_for_twenty_seconds(school, session, places)
    assert not Decision.objects.exists()


def test_the_control_is_left_alone(
    bo: User,
    lesson: Lesson,
    school: Class,
    places: Places,
    say: dict[str, FakeEstimate],
    now: datetime,
) -> None:
    session = learning.start_session(bo, lesson=lesson, now=now, policy="fixed")
    say["now"] = DRIFTING
    _read_for_twenty_seconds(school, session, places)
    school.tick(200, {session: [back(school, 200)]})
    assert not Decision.objects.filter(action__in=list(INTERVENTIONS)).exists()


def test_nobody_is_interrupted_while_writing(
    school: Class, session: Session, places: Places, say: dict[str, FakeEstimate]
) -> None:
    say["now"] = DRIFTING
    item = places.item(places.reading)
    opened = school.at(0, "item_view", item=item.pk, exercise_type="short_text")
    school.tick(0, {session: [view(school, 0, places, "reading"), opened]})
    for second in range(5, 41, 5):
        school.tick(second, {session: [click(school, second)]})
    assert not Decision.objects.exists()


@pytest.mark.usefixtures("no_questions")
def test_i_drifted_is_answered_in_the_same_tick(
    school: Class, session: Session, places: Places
) -> None:
    school.tick(0, {session: [view(school, 0, places, "reading")]})
    school.tick(3, {session: [school.at(3, "drifted")]})
    decision = Decision.objects.get()
    assert (decision.action, decision.reason_code) == (Action.REREAD, "drifted_reread")
    school.tick(14, {session: [click(school, 14)]})
    assert Decision.objects.count() == 1


def test_i_drifted_in_a_part_with_a_question_waits_for_its_end(
    school: Class, session: Session, places: Places, say: dict[str, FakeEstimate]
) -> None:
    say["now"] = DRIFTING
    school.tick(0, {session: [view(school, 0, places, "reading")]})
    school.tick(3, {session: [school.at(3, "drifted")]})
    assert not Decision.objects.exists()
    engagement = Estimate.objects.latest("at_ms").engagement
    assert (engagement["part"], engagement["has_drifted_here"]) == (places.reading.pk, True)


def test_a_probes_answer_is_kept(
    school: Class, session: Session, places: Places, now: datetime
) -> None:
    probe = ask_probe(session, propensity_p=0.5, now=now)
    told_ = school.at(2, "probe_answer", probe=probe.pk, answer="elsewhere", latency_ms=1_800)
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(2, {session: [told_]})
    probe.refresh_from_db()
    assert (probe.answer, probe.latency_ms) == ("elsewhere", 1_800)


def test_a_change_that_came_into_view_was_shown(
    school: Class, session: Session, places: Places
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(130, {session: [back(school, 130)]})
    decision = Decision.objects.get()
    for second in (131, 140):
        seen = school.at(second, "adaptation_seen", decision=decision.ordinal)
        school.tick(second, {session: [seen]})
    decision.refresh_from_db()
    assert decision.shown_at is not None
    assert epoch_ms(decision.shown_at) == school.start_ms + 131_000


def test_who_is_active_was_seen(school: Class, session: Session, places: Places) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(5, {session: [click(school, 5)]})
    school.tick(11, {session: [click(school, 11)]})
    session.refresh_from_db()
    assert epoch_ms(session.last_seen_at) == school.start_ms + 11_000


def test_a_watching_teacher_is_told_about_changed_rows_every_two_seconds(
    school: Class, session: Session, places: Places, told: Told, class_pk: int
) -> None:
    note_watched(class_pk, now_ms=school.start_ms)
    school.tick(0, {session: [view(school, 0, places)]})
    school.tick(1, {session: [click(school, 1)]})
    assert len(told.classes[class_pk]) == 1
    [row] = told.classes[class_pk][0]["rows"]
    assert row["name"] == "Bo Nguyen"


def test_the_worker_looks_at_the_whole_class_for_what_only_time_changes(
    school: Class, session: Session, places: Places, told: Told, class_pk: int
) -> None:
    late = create_person("lou", password="a long enough word", name="Lou Meyer")
    enrol(late, classroom=Classroom.objects.get(pk=class_pk), now=session.started_at)
    note_watched(class_pk, now_ms=school.start_ms)
    school.tick(0, {session: [view(school, 0, places)]})
    assert {row["name"] for row in told.classes[class_pk][0]["rows"]} == {"Bo Nguyen", "Lou Meyer"}
    assert looked_ms(class_pk) == school.start_ms
    told.classes.clear()
    Enrolment.objects.filter(learner=late).delete()
    note_watched(class_pk, now_ms=school.start_ms + 12_000)
    school.tick(12, {session: [click(school, 12)]})
    [message] = told.classes[class_pk]
    assert message["is_whole"]
    assert [row["name"] for row in message["rows"]] == ["Bo Nguyen"]


def test_a_class_that_another_worker_looked_at_is_not_looked_at_again(
    school: Class, session: Session, places: Places, told: Told, class_pk: int
) -> None:
    note_watched(class_pk, now_ms=school.start_ms)
    note_looked(class_pk, now_ms=school.start_ms - 5_000)
    school.tick(0, {session: [view(school, 0, places)]})
    assert looked_ms(class_pk) == school.start_ms - 5_000


def test_a_class_that_nobody_watches_costs_nothing(
    school: Class, session: Session, places: Places, told: Told, class_pk: int
) -> None:
    note_watched(class_pk, now_ms=school.start_ms - 10_001)
    school.tick(0, {session: [view(school, 0, places)]})
    assert not told.classes


@pytest.mark.django_db(transaction=True)
def test_what_learners_wait_for_leaves_before_the_class_is_looked_at(
    school: Class, session: Session, places: Places, class_pk: int, valkey: ValkeyUnderTest
) -> None:
    note_watched(class_pk, now_ms=school.now_ms)
    frame = Page(session.pk).frame(view(school, 0, places), now_ms=school.now_ms)
    left: list[str] = []
    push.deliver_here(lambda bundle: left.append("learner" if bundle.sessions else "teacher"))
    with redis.Redis.from_url(valkey.url) as client:
        client.xadd(stream_key(0), cast("Any", entry_of(pack([frame]))))
    assert school.worker.beat(0, now_ms=school.now_ms) == 1
    assert left == ["learner", "teacher"]


def test_watching_needs_no_redis_to_be_there(settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL = ""
    note_watched(1, now_ms=0)
    assert watched_classes(now_ms=0) == frozenset()
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    note_watched(1, now_ms=0)
    note_looked(1, now_ms=0)
    assert watched_classes(now_ms=0) == frozenset()
    assert looked_ms(1) == 0


def test_frames_of_a_deleted_session_change_nothing(
    school: Class, session: Session, places: Places
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    gone = Session(pk=session.pk + 1_000)
    school.tick(1, {gone: [view(school, 1, places)], session: [click(school, 1)]})
    assert Frame.objects.count() == 3
    assert set(Estimate.objects.values_list("session_id", flat=True)) == {session.pk}


@pytest.mark.parametrize("sent_at_ms", [10**17, -(10**17), 0])
def test_a_clock_that_cannot_be_true_harms_nobody(
    school: Class,
    session: Session,
    cy: User,
    lesson: Lesson,
    places: Places,
    now: datetime,
    sent_at_ms: int,
) -> None:
    school.tick(0, {session: [view(school, 0, places)]})
    other = learning.start_session(cy, lesson=lesson, now=now)
    seen = school.at(130, "adaptation_seen", decision=2**53 - 1)
    odd = Page(other.pk).frame(view(school, 130, places), seen, now_ms=school.start_ms + 130_000)
    odd = msgspec.structs.replace(odd, sent_at_ms=sent_at_ms)
    fair = school.pages[session.pk].frame(back(school, 130), now_ms=school.start_ms + 130_000)
    school.now_ms = school.start_ms + 130_000
    school.take([odd, fair])
    assert Decision.objects.get().session == session
    assert Estimate.objects.filter(session=other).exists()


def test_ticks_do_not_ask_more_of_the_database_for_more_learners(
    school: Class, session: Session, places: Places, cy: User, lesson: Lesson, now: datetime
) -> None:
    other = learning.start_session(cy, lesson=lesson, now=now)
    sessions = [session, other]
    school.tick(0, {each: [view(school, 0, places)] for each in sessions})
    counts = []
    for second, active in ((10.0, sessions[:1]), (20.0, sessions)):
        with (
            CaptureQueriesContext(connection) as queries,
            patch.object(school.worker._classes, "tell"),
        ):
            school.tick(second, {each: [click(school, second)] for each in active})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_a_beat_drains_a_real_stream_and_forgets_what_is_stored(
    valkey: ValkeyUnderTest,
    settings: Settings,
    school: Class,
    session: Session,
    places: Places,
    told: Told,
) -> None:
    settings.REDIS_URL = valkey.url
    page = Page(session.pk)
    frames = [
        page.frame(view(school, 0, places), now_ms=school.now_ms),
        page.frame(back(school, 130), now_ms=school.start_ms + 130_000),
    ]
    with redis.Redis.from_url(valkey.url) as client:
        client.xadd(stream_key(0), cast("Any", entry_of(pack(frames))))
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert school.worker.beat(0, now_ms=school.start_ms + 130_000) == 2
        assert client.xlen(stream_key(0)) == 0
    assert school.worker.beat(0, now_ms=school.start_ms + 130_100) == 0
    assert Frame.objects.count() == 2
    assert Decision.objects.get().action == Action.EXAMPLE


def test_a_shard_held_by_another_worker_is_left_to_it(
    valkey: ValkeyUnderTest, settings: Settings, school: Class, session: Session, places: Places
) -> None:
    settings.REDIS_URL = valkey.url
    frame = Page(session.pk).frame(view(school, 0, places), now_ms=school.now_ms)
    with redis.Redis.from_url(valkey.url) as client:
        client.xadd(stream_key(0), cast("Any", entry_of(pack([frame]))))
        client.set("attune:lease:0", "another", px=3_000)
        assert school.worker.beat(0, now_ms=school.now_ms) == 0
        client.delete("attune:lease:0")
        assert school.worker.beat(0, now_ms=school.now_ms) == 1


def test_without_redis_there_is_nothing_to_drain(school: Class, settings: Settings) -> None:
    settings.REDIS_URL = ""
    assert school.worker.beat(0, now_ms=school.now_ms) == 0


def test_the_task_has_the_name_that_the_supervisor_sends(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = ""
    assert heartbeat.name == "attune.heartbeat"
    assert "attune.heartbeat" in app.tasks
    with caplog.at_level(logging.WARNING):
        heartbeat(0)
    assert caplog.records == []

"""What is known right now is fresh, has enough evidence, and belongs to one session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest

from attention_model.features import FEATURES
from attention_model.signals import decode
from attention_model.signals.probe_answer import ProbeAnswer
from tests.signals import DRIFTING, NOT_ENOUGH, FakeEstimate, FakeReason
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.domain.policy.hysteresis import Sustained
from tutor.focus import selectors, services
from tutor.focus.live import Live
from tutor.focus.models import Estimate, Probe
from tutor.focus.words import _WORDS, has_words, observed
from tutor.learning.models import Session
from tutor.learning.services import start_session


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return start_session(bo, lesson=lesson, now=now)


def epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def record(session: Session, said: FakeEstimate, *, now: datetime) -> None:
    live = Live(session_pk=session.pk)
    live.estimate = cast("None", said)
    live.sustained = Sustained(since_ms=epoch_ms(now) - 16_000, last_ms=epoch_ms(now))
    live.watch.wrong_in_a_row = 2
    services.record_estimates([live], now_ms=epoch_ms(now))


def test_the_latest_estimate_is_known_for_thirty_seconds(session: Session, now: datetime) -> None:
    record(session, DRIFTING, now=now)
    focus = selectors.latest_focus(session, now=now + timedelta(seconds=30))
    assert focus is not None
    assert (focus.p_off_task, focus.low, focus.sustained_ms) == (0.7, 0.55, 16_000)
    assert (focus.top_feature, focus.top_value) == ("answer_pace", -1.4)
    assert selectors.latest_focus(session, now=now + timedelta(seconds=30.1)) is None


def test_without_enough_evidence_there_is_presence_but_no_focus(
    session: Session, now: datetime
) -> None:
    record(session, DRIFTING, now=now)
    record(session, NOT_ENOUGH, now=now + timedelta(seconds=5))
    reading = selectors.latest_reading(session, now=now + timedelta(seconds=6))
    assert reading is not None
    assert reading.focus is None
    assert reading.presence.wrong_in_a_row == 2


def test_an_estimate_of_bo_is_none_of_cy(
    session: Session, cy: User, lesson: Lesson, now: datetime
) -> None:
    record(session, DRIFTING, now=now)
    other = start_session(cy, lesson=lesson, now=now)
    assert selectors.latest_focus(other, now=now) is None


def test_only_what_speaks_for_being_elsewhere_is_a_reason(session: Session, now: datetime) -> None:
    calm = FakeReason(contribution=-0.9, words_key="pointer")
    unnamed = FakeReason(contribution=2.0, words_key="")
    record(session, FakeEstimate(reasons=(unnamed, calm, FakeReason())), now=now)
    focus = selectors.latest_focus(session, now=now)
    assert focus is not None
    assert focus.top_feature == "answer_pace"


def test_the_same_moment_is_recorded_once(session: Session, now: datetime) -> None:
    record(session, DRIFTING, now=now)
    record(session, NOT_ENOUGH, now=now)
    assert Estimate.objects.get().evidence == "enough"


def probe_answer(probe: int, answer: str, now: datetime) -> ProbeAnswer:
    fields = {"at_ms": epoch_ms(now), "probe": probe, "answer": answer, "latency_ms": 1_500}
    return cast("ProbeAnswer", decode("probe_answer", fields))


def answer(session: Session, probe: Probe, said: str, *, now: datetime, skew_ms: int = 0) -> None:
    signal = probe_answer(probe.pk, said, now)
    services.record_probe_answers(
        [services.Answered(session_pk=session.pk, answer=signal, skew_ms=skew_ms)]
    )
    probe.refresh_from_db()


def test_a_probe_keeps_its_first_answer_on_our_clock(session: Session, now: datetime) -> None:
    probe = services.ask_probe(session, propensity_p=0.5, now=now)
    answer(session, probe, "stuck", now=now, skew_ms=4_000)
    answer(session, probe, "on_task", now=now)
    assert (probe.answer, probe.latency_ms) == ("stuck", 1_500)
    assert probe.answered_at_ms == epoch_ms(now) + 4_000


def test_nobody_answers_anothers_probe(
    session: Session, cy: User, lesson: Lesson, now: datetime
) -> None:
    probe = services.ask_probe(session, propensity_p=0.5, now=now)
    answer(start_session(cy, lesson=lesson, now=now), probe, "on_task", now=now)
    assert probe.answer == ""


def test_probes_lie_apart_and_wait_for_an_answer(session: Session, now: datetime) -> None:
    assert selectors.may_probe(session, now=now)
    probe = services.ask_probe(session, propensity_p=0.5, now=now)
    soon, later = now + timedelta(seconds=89), now + timedelta(seconds=91)
    assert not selectors.may_probe(session, now=soon)
    assert not selectors.may_probe(session, now=later)
    answer(session, probe, "on_task", now=soon)
    assert selectors.may_probe(session, now=later)


def test_two_skips_in_a_row_end_the_asking(session: Session, now: datetime) -> None:
    for minute in (0, 2):
        moment = now + timedelta(minutes=minute)
        probe = services.ask_probe(session, propensity_p=0.5, now=moment)
        answer(session, probe, "skipped", now=moment)
    assert not selectors.may_probe(session, now=now + timedelta(minutes=4))


def test_six_probes_in_twenty_five_minutes_are_enough_over_all_lessons(
    session: Session, bo: User, now: datetime
) -> None:
    second = session.lesson.course.lessons.get(position=2)
    other = start_session(bo, lesson=second, now=now)
    for number in range(6):
        moment = now + timedelta(minutes=2 * number)
        probe = services.ask_probe(other, propensity_p=0.5, now=moment)
        answer(other, probe, "on_task", now=moment)
    assert not selectors.may_probe(session, now=now + timedelta(minutes=14))
    assert selectors.may_probe(session, now=now + timedelta(minutes=26))


def test_every_behaviour_that_the_model_names_has_words() -> None:
    keys = {feature.words_key for feature in FEATURES if feature.words_key}
    assert {key for key in keys if not has_words(key)} == set()


@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0])
def test_words_name_behaviours_and_never_traits(value: float) -> None:
    for key in _WORDS:
        sentence = observed(key, value)
        assert not sentence.endswith(".")
        assert "!" not in sentence
        assert not any(word in sentence.lower() for word in ("lazy", "distract", "inattentive"))

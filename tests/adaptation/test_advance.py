"""After an answer and after a finished part the tutor decides once, by what it may know."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.adaptation.conftest import Places, estimate, give
from tutor.accounts.models import User
from tutor.adaptation import selectors, services
from tutor.adaptation.gather import as_json
from tutor.adaptation.models import Decision, TurnedOff
from tutor.content.models import Course, Item, Lesson
from tutor.domain.policy import policy_named
from tutor.domain.policy.probes import asking_p
from tutor.domain.policy.seeds import decision_seed
from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Place,
    Presence,
    Situation,
    Trigger,
)
from tutor.focus.models import Probe
from tutor.learning import services as learning
from tutor.learning.models import Session
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent

MINUTE = timedelta(minutes=1)


def answered(session: Session, item: Item, text: str, *, now: datetime) -> Decision:
    attempt = give(session, item, text, now=now)
    decision = services.advance(session, trigger=Trigger.ITEM_ANSWERED, now=now, attempt=attempt)
    assert decision is not None
    return decision


def finished(session: Session, places: Places, *, now: datetime) -> Decision:
    learning.finish_segment(session, segment=places.reading, now=now)
    decision = services.advance(
        session, trigger=Trigger.SEGMENT_FINISHED, now=now, segment=places.reading
    )
    assert decision is not None
    return decision


def test_a_solved_exercise_leads_to_the_next_by_need(
    session: Session, places: Places, now: datetime
) -> None:
    decision = answered(session, places.item(places.practice), "4", now=now)
    assert decision.action == Action.NEXT_ITEM
    others = {places.item(places.practice, 2).pk, places.item(places.practice, 3).pk}
    assert selectors.next_item(decision) in others
    assert {each["target"]["item"] for each in decision.alternatives} == others
    assert sum(each["propensity_p"] for each in decision.alternatives) == pytest.approx(1)


def test_an_exercise_that_is_not_solved_stays(
    session: Session, places: Places, now: datetime
) -> None:
    decision = answered(session, places.item(places.practice), "9", now=now)
    assert decision.action == Action.STAY
    assert selectors.next_item(decision) is None


def test_after_the_answer_was_shown_one_goes_on(
    session: Session, places: Places, now: datetime
) -> None:
    item = places.item(places.practice)
    for _ in range(3):
        learning.show_hint(session, item=item, now=now)
    assert answered(session, item, "9", now=now).action == Action.NEXT_ITEM


def test_the_steps_of_one_problem_keep_their_order(
    session: Session, places: Places, now: datetime
) -> None:
    Course.objects.update(source_format="oatutor")
    session = Session.objects.get(pk=session.pk)
    decision = answered(session, places.item(places.practice), "4", now=now)
    assert [each["target"] for each in decision.alternatives] == [
        {"item": places.item(places.practice, 2).pk}
    ]


def test_the_last_exercise_has_none_after_it(
    session: Session, places: Places, now: datetime
) -> None:
    last = places.item(places.second_reading)
    assert answered(session, last, "2x+3", now=now).action == Action.STAY


def test_the_same_answer_told_twice_is_one_decision(
    session: Session, places: Places, now: datetime
) -> None:
    attempt = give(session, places.item(places.practice), "4", now=now)
    first = services.advance(session, trigger=Trigger.ITEM_ANSWERED, now=now, attempt=attempt)
    again = services.advance(session, trigger=Trigger.ITEM_ANSWERED, now=now, attempt=attempt)
    assert first == again
    assert Decision.objects.count() == 1


def test_three_answers_that_did_not_work_out_bring_the_example_back(
    session: Session, places: Places, now: datetime
) -> None:
    item = places.item(places.practice)
    for number, text in enumerate(("9", "8", "7")):
        decision = answered(session, item, text, now=now + number * MINUTE)
    assert decision.action == Action.EXAMPLE
    [message] = selectors.shown_decisions(session)
    assert message.title == "The worked example again"
    assert message.why == "The last 3 answers did not work out yet, so the worked example is back."
    assert message.html == places.example.html


def test_a_sustained_estimate_changes_what_follows_a_finished_part(
    session: Session, places: Places, now: datetime
) -> None:
    estimate(session, now=now, part=places.reading)
    decision = finished(session, places, now=now + timedelta(seconds=5))
    offered = {each["action"] for each in decision.alternatives}
    assert offered == {Action.CHECK, Action.STAY}
    assert decision.situation["focus"]["p_off_task"] == 0.7
    assert decision.situation["presence"]["active_session_ms"] == 300_000


def test_what_was_estimated_over_another_part_says_nothing_about_this_one(
    session: Session, places: Places, now: datetime
) -> None:
    # Dice by which no probe is drawn here, as one may be after any part.
    Session.objects.filter(pk=session.pk).update(seed=_seed_that(Action.STAY, places))
    session.refresh_from_db()
    estimate(session, now=now, part=places.example, has_drifted_here=True)
    decision = finished(session, places, now=now)
    assert decision.action == Action.STAY
    assert decision.situation["focus"]["part_p"] is None
    assert not decision.situation["presence"]["has_drifted_here"]


def test_a_part_in_which_bo_said_that_he_drifted_ends_with_its_question(
    session: Session, places: Places, now: datetime
) -> None:
    estimate(session, now=now, p=0.2, part=places.reading, has_drifted_here=True)
    decision = finished(session, places, now=now)
    assert (decision.action, decision.propensity_p) == (Action.CHECK, 1)
    [message] = selectors.shown_decisions(session)
    assert message.why == (
        "You said that you had drifted, so here is a short question on what you just read."
    )


def test_what_was_asked_for_is_remembered_as_such(
    session: Session, places: Places, now: datetime
) -> None:
    estimate(session, now=now, part=places.reading, has_drifted_here=True)
    finished(session, places, now=now)
    later = now + timedelta(seconds=20)
    estimate(session, now=later)
    services.advance(session, trigger=Trigger.SEGMENT_FINISHED, now=later, segment=places.example)
    [past] = Decision.objects.latest("ordinal").situation["past"]
    assert past["is_asked"]


def test_an_old_estimate_is_no_estimate(session: Session, places: Places, now: datetime) -> None:
    estimate(session, now=now)
    decision = finished(session, places, now=now + timedelta(seconds=31))
    assert (decision.action, decision.situation["focus"]) == (Action.STAY, None)


def test_withdrawn_consent_blinds_the_tutor_at_once(
    session: Session, places: Places, bo: User, now: datetime
) -> None:
    estimate(session, now=now)
    decide_consent(bo, purpose=Purpose.ACTIVITY, is_granted=False, now=now)
    decision = finished(session, places, now=now)
    assert decision.action == Action.STAY
    assert decision.situation["focus"] is None
    assert not any(decision.situation["presence"].values())


def test_without_consent_practice_still_knows_what_was_answered(
    cy: User, lesson: Lesson, places: Places, now: datetime
) -> None:
    session = learning.start_session(cy, lesson=lesson, now=now)
    assert answered(session, places.item(places.practice), "4", now=now).action == Action.NEXT_ITEM
    item = places.item(places.practice, 2)
    for text in ("b", "c", "b", "c"):
        assert answered(session, item, text, now=now).action not in INTERVENTIONS


def test_the_control_goes_by_the_lessons_order(
    bo: User, lesson: Lesson, places: Places, now: datetime
) -> None:
    session = learning.start_session(bo, lesson=lesson, now=now, policy="fixed")
    estimate(session, now=now)
    assert finished(session, places, now=now).action not in INTERVENTIONS
    decision = answered(session, places.item(places.practice), "4", now=now)
    assert selectors.next_item(decision) == places.item(places.practice, 2).pk


def test_a_session_of_a_policy_that_is_no_more_runs_the_control(
    bo: User, lesson: Lesson, places: Places, now: datetime
) -> None:
    session = learning.start_session(bo, lesson=lesson, now=now, policy="bygone")
    assert finished(session, places, now=now).policy == "fixed"


def test_kinds_turned_off_are_known_in_every_lesson(
    session: Session, places: Places, bo: User, now: datetime
) -> None:
    TurnedOff.objects.create(learner=bo, action=Action.CHECK, turned_off_at=now)
    estimate(session, now=now)
    decision = finished(session, places, now=now)
    assert decision.situation["turned_off"] == [Action.CHECK]
    assert all(each["action"] != Action.CHECK for each in decision.alternatives)


def test_interruptions_of_another_lesson_count_for_the_quarter_of_an_hour(
    session: Session, places: Places, bo: User, now: datetime
) -> None:
    other = learning.start_session(
        bo, lesson=session.lesson.course.lessons.get(position=2), now=now - 3 * MINUTE
    )
    _interrupt(other, now=now - MINUTE)
    estimate(session, now=now)
    decision = finished(session, places, now=now)
    [past] = decision.situation["past"]
    assert (past["at_ms"], past["is_other_lesson"]) == (-60_000, True)
    assert decision.action == Action.STAY


def test_cys_decisions_are_no_part_of_bos_past(
    session: Session, places: Places, cy: User, lesson: Lesson, now: datetime
) -> None:
    _interrupt(learning.start_session(cy, lesson=lesson, now=now), now=now)
    assert finished(session, places, now=now).situation["past"] == []


def test_a_probe_is_asked_with_its_propensity(
    session: Session, places: Places, now: datetime
) -> None:
    Session.objects.filter(pk=session.pk).update(seed=_seed_that(Action.PROBE, places))
    session.refresh_from_db()
    estimate(session, now=now, p=0.2, sustained_ms=0)
    decision = finished(session, places, now=now)
    assert decision.action == Action.PROBE
    probe = Probe.objects.get(session=session)
    here = msgspec.convert(decision.situation, Situation)
    assert (probe.propensity_p, probe.ordinal) == (asking_p(here.focus), 1)


def _seed_that(action: Action, places: Places) -> int:
    """A session's seed whose first dice choose `action` at a boundary with a probe allowed."""
    place = Place(segment=places.reading.pk, segment_kind="reading")
    here = Situation(
        trigger=Trigger.SEGMENT_FINISHED,
        now_ms=0,
        focus=None,
        presence=Presence(),
        place=place,
        may_probe=True,
    )
    seeds = (
        seed
        for seed in range(100)
        if policy_named("adaptive").step(here, rng=Random(decision_seed(seed, ordinal=1))).action
        is action
    )
    return next(seeds)


def test_a_tutor_that_fails_costs_no_lesson(
    session: Session, places: Places, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    attempt = give(session, places.item(places.practice), "4", now=now)
    with patch.object(services, "situations", side_effect=RuntimeError("broken")):
        decision = services.advance(
            session, trigger=Trigger.ITEM_ANSWERED, now=now, attempt=attempt
        )
    assert decision is None
    assert "No decision for session" in caplog.text
    attempt.refresh_from_db()
    assert attempt.outcome == "right"


def test_the_stored_situation_is_the_policys_whole_input(
    session: Session, places: Places, now: datetime
) -> None:
    estimate(session, now=now)
    stored = finished(session, places, now=now)
    stored.refresh_from_db()
    situation = msgspec.convert(stored.situation, Situation)
    assert as_json(situation) == stored.situation


def test_a_decision_takes_a_constant_number_of_queries(
    session: Session, places: Places, now: datetime
) -> None:
    item = places.item(places.practice)
    counts = []
    for number in range(4):
        moment = now + number * MINUTE
        attempt = give(session, item, "9", now=moment)
        with CaptureQueriesContext(connection) as queries:
            services.advance(session, trigger=Trigger.ITEM_ANSWERED, now=moment, attempt=attempt)
        counts.append(len(queries))
    assert max(counts) <= 24
    assert counts[0] == counts[1]


def _interrupt(session: Session, *, now: datetime) -> Decision:
    return Decision.objects.create(
        session=session,
        ordinal=1,
        trigger=Trigger.RETURNED,
        policy="adaptive",
        policy_version="1",
        seed=1,
        situation={},
        alternatives=[],
        action=Action.EXAMPLE,
        target={},
        propensity_p=1,
        decided_at=now,
    )

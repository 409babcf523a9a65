"""What Ada does in Bo's lesson: stored, told, respected by the tutor, answered, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.adaptation.gather import Moment, facts_of, situations
from tutor.adaptation.lesson_map import lesson_map
from tutor.content.models import Item, Lesson
from tutor.domain.policy import policy_named
from tutor.domain.policy.situation import INTERVENTIONS, Action, Situation, Trigger
from tutor.domain.policy.steered import step
from tutor.guidance import services
from tutor.guidance.models import Pacing, TeacherAction
from tutor.guidance.selectors import for_learner, steering_of, waiting_for
from tutor.guidance.words import done_words, text_for_learner
from tutor.learning.models import HintUse, Session

HOUR = timedelta(hours=1)


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return make_session(bo, lesson=lesson, now=now, outcomes=())


def situation(session: Session, *, now: datetime) -> Situation:
    before_reading = session.lesson.segments.get(position=3)
    moment = Moment(
        session=facts_of(session),
        lesson=lesson_map(session.lesson),
        trigger=Trigger.SEGMENT_FINISHED,
        segment=before_reading.pk,
        may_probe=True,
    )
    (found,) = situations([moment], now=now)
    assert found is not None
    return found


def test_a_message_waits_for_bo_and_his_thanks_come_back(
    session: Session, ada: User, bo: User, now: datetime
) -> None:
    made = services.nudge(session, text="  Take your   time. ", teacher=ada, now=now)
    assert list(waiting_for(session, now=now)) == [made]
    assert text_for_learner(made) == "Take your time."
    services.mark_seen(made, now=now)
    services.answer(made, said="thanks", now=now)
    services.answer(made, said="dismissed", now=now)
    assert not waiting_for(session, now=now).exists()
    now_ms = int(now.timestamp() * 1000)
    assert done_words(made, now_ms=now_ms) == "Message sent, less than a minute ago (thanks)"
    assert list(for_learner(bo)) == [made]


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), ("x" * 201, "201 characters"), ("You are lazy", "what somebody is")],
)
def test_a_message_that_is_empty_long_or_unkind_is_not_sent(
    session: Session, ada: User, now: datetime, text: str, why: str
) -> None:
    with pytest.raises(services.Refused, match=why):
        services.nudge(session, text=text, teacher=ada, now=now)
    assert not TeacherAction.objects.exists()


def test_messages_come_two_minutes_apart(session: Session, ada: User, now: datetime) -> None:
    services.nudge(session, text="One step more.", teacher=ada, now=now)
    with pytest.raises(services.Refused, match="two minutes"):
        services.nudge(session, text="And?", teacher=ada, now=now + timedelta(seconds=119))
    services.nudge(session, text="I come by.", teacher=ada, now=now + timedelta(seconds=121))


def test_a_message_taken_back_before_it_was_read_does_not_come(
    session: Session, ada: User, bo: User, now: datetime
) -> None:
    made = services.nudge(session, text="One step more.", teacher=ada, now=now)
    services.undo(made, by=ada, now=now)
    assert not waiting_for(session, now=now).exists()
    assert for_learner(bo).get().undone_at == now


def test_an_opened_hint_counts_as_shown_when_bos_page_shows_it(
    session: Session, ada: User, now: datetime
) -> None:
    item = Item.objects.get(segment__lesson=session.lesson, exercise_type="numeric")
    made = services.open_hint(session, item=item, teacher=ada, now=now)
    assert not HintUse.objects.exists()
    for _time in range(2):
        services.mark_seen(made, now=now)
    assert [use.hint.position for use in HintUse.objects.all()] == [1]


def test_a_pause_leaves_the_tutor_nothing_to_change_and_ends(
    session: Session, class_8a: Classroom, ada: User, bo: User, now: datetime
) -> None:
    services.pause_adaptation(
        class_8a, learner=bo, session=session, reason="", lasts=HOUR, teacher=ada, now=now
    )
    paused = situation(session, now=now)
    assert set(paused.turned_off) >= INTERVENTIONS
    assert not paused.may_probe
    after = situation(session, now=now + HOUR)
    assert set(after.turned_off).isdisjoint(INTERVENTIONS)
    assert after.may_probe


def test_smaller_steps_are_decided_for_certain_and_bos_own_word_goes_before(
    session: Session, class_8a: Classroom, ada: User, now: datetime
) -> None:
    services.set_pacing(
        class_8a,
        pacing=Pacing.SMALL_STEPS,
        learner=None,
        session=None,
        reason="We read together",
        lasts=HOUR,
        teacher=ada,
        now=now,
    )
    found = situation(session, now=now)
    choice = step(policy_named("fixed"), found, rng=Random(1))
    assert (choice.action, choice.propensity_p) == (Action.SHORTEN, 1.0)
    assert choice.reason_code == "teacher_shorten_next"
    session.learner.turned_off.create(action=Action.SHORTEN, turned_off_at=now)
    assert step(policy_named("fixed"), situation(session, now=now), rng=Random(1)).action != (
        Action.SHORTEN
    )


def test_what_is_set_for_bo_goes_before_what_is_set_for_the_class(
    session: Session, class_8a: Classroom, ada: User, bo: User, now: datetime
) -> None:
    for learner, pacing in ((None, Pacing.SMALL_STEPS), (bo, Pacing.AS_WRITTEN)):
        services.set_pacing(
            class_8a,
            pacing=pacing,
            learner=learner,
            session=None,
            reason="Because",
            lasts=HOUR,
            teacher=ada,
            now=now + timedelta(seconds=1 if learner is None else 0),
        )
    steering = steering_of({bo.pk: class_8a.pk}, now=now + timedelta(seconds=2))[bo.pk]
    assert steering.is_as_written
    assert not steering.is_small_steps


def test_a_pace_without_a_reason_or_of_no_kind_is_refused(
    class_8a: Classroom, ada: User, now: datetime
) -> None:
    for pacing, reason, why in (("as_written", " ", "reason"), ("faster", "x", "no pace")):
        with pytest.raises(services.Refused, match=why):
            services.set_pacing(
                class_8a,
                pacing=pacing,
                learner=None,
                session=None,
                reason=reason,
                lasts=HOUR,
                teacher=ada,
                now=now,
            )


def test_another_class_is_not_steered(
    class_8a: Classroom, class_8b: Classroom, ada: User, cy: User, now: datetime
) -> None:
    services.pause_adaptation(
        class_8a, learner=None, session=None, reason="", lasts=HOUR, teacher=ada, now=now
    )
    assert steering_of({cy.pk: class_8b.pk}, now=now) == {}

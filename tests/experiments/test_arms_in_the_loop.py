"""Decisions of learners who take part are their arm's; everybody else's are the usual ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.experiments.conftest import ASKED, USUAL, begin, finish_part, plan_of
from tutor.accounts.models import Classroom, User
from tutor.adaptation.models import Decision
from tutor.adaptation.replay import differences
from tutor.content.models import Lesson
from tutor.experiments.models import Assignment, Experiment, Exposure
from tutor.experiments.services import (
    ArmFields,
    ExperimentError,
    create_experiment,
    revise_experiment,
    start_experiment,
    stop_experiment,
)
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent
from tutor.studies.models import Study
from tutor.studies.services import decide_study, withdraw_from_study

Join = Callable[[str], User]
LATER = timedelta(minutes=7)


def test_without_an_experiment_the_usual_policy_decides(
    bo: User, lesson: Lesson, now: datetime
) -> None:
    assert finish_part(begin(bo, lesson, now=now), now=now).policy == "adaptive"
    assert not Exposure.objects.exists()


def test_a_learner_who_takes_part_gets_the_policy_of_their_arm_and_keeps_it(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    sessions = [begin(join(f"learner{n}"), lesson, now=now) for n in range(12)]
    for session in sessions:
        first = finish_part(session, now=now)
        second = finish_part(session, position=2, now=now + LATER)
        [exposure] = session.exposures.all()
        assert first.policy == second.policy == exposure.arm.policy
        assert exposure.decision_ordinal == first.ordinal
        session.refresh_from_db()
        assert session.policy == exposure.arm.policy
    assert set(Counter(Exposure.objects.values_list("arm__key", flat=True))) == {"usual", "asked"}
    assert not list(differences(Decision.objects.all()))


def test_whoever_does_not_take_part_is_left_alone(
    experiment: Experiment, bo: User, cy: User, lesson: Lesson, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    for learner in (bo, cy):
        assert finish_part(begin(learner, lesson, now=now), now=now).policy == "adaptive"
    assert not Assignment.objects.exists()


def test_without_consent_to_activity_nobody_is_assigned(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    learner = join("eve")
    decide_consent(learner, purpose=Purpose.ACTIVITY, is_granted=False, now=now)
    finish_part(begin(learner, lesson, now=now), now=now)
    assert not Assignment.objects.exists()


def test_whoever_withdraws_goes_back_to_the_usual_policy_at_once(
    experiment: Experiment, study: Study, join: Join, lesson: Lesson, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    learner = join("fay")
    session = begin(learner, lesson, now=now)
    finish_part(session, now=now)
    withdraw_from_study(learner, study=study, now=now)
    assert finish_part(session, position=2, now=now + LATER).policy == "adaptive"
    session.refresh_from_db()
    assert session.policy == "adaptive"


def test_a_stopped_experiment_decides_no_more(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    started = start_experiment(experiment, now=now)
    session = begin(join("gil"), lesson, now=now)
    finish_part(session, now=now)
    stop_experiment(started, reason="The term is over.", now=now)
    assert finish_part(session, position=2, now=now + LATER).policy == "adaptive"


def test_it_takes_nobody_in_any_more_and_ends_by_itself_as_its_rule_says(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    plan = plan_of(lesson, stop_units=2, follow_up_days=3)
    revise_experiment(experiment, plan=plan, now=now)
    start_experiment(experiment, now=now)
    first, *_ = sessions = [begin(join(name), lesson, now=now) for name in ("hal", "ida", "jim")]
    for session in sessions:
        finish_part(session, now=now)
    assert Assignment.objects.count() == 2
    finish_part(first, position=2, now=now + timedelta(days=2))
    experiment.refresh_from_db()
    assert experiment.is_running
    assert finish_part(first, position=3, now=now + timedelta(days=3)).policy == "adaptive"
    experiment.refresh_from_db()
    assert experiment.is_stopped
    assert experiment.stop_reason == "The planned 2 units were reached and followed."


def test_blocks_are_filled_in_the_order_of_arrival(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    revise_experiment(experiment, plan=plan_of(lesson, block=2, strata=["classroom"]), now=now)
    start_experiment(experiment, now=now)
    for n in range(8):
        finish_part(begin(join(f"learner{n}"), lesson, now=now), now=now)
    arms = list(Assignment.objects.order_by("number").values_list("arm__key", flat=True))
    assert [set(arms[n : n + 2]) for n in range(0, 8, 2)] == [{"usual", "asked"}] * 4
    numbers = Assignment.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(8))


def test_a_class_has_one_arm_for_all(
    experiment: Experiment, join: Join, class_8a: Classroom, lesson: Lesson, now: datetime
) -> None:
    revise_experiment(experiment, plan=plan_of(lesson, unit="classroom"), now=now)
    start_experiment(experiment, now=now)
    for n in range(4):
        finish_part(begin(join(f"learner{n}"), lesson, now=now), now=now)
    of_class = Assignment.objects.get(learner=None)
    assert of_class.classroom == class_8a
    people = Assignment.objects.exclude(learner=None)
    assert set(people.values_list("arm", flat=True)) == {of_class.arm_id}
    assert people.count() == 4


def test_parts_of_lessons_are_drawn_anew_with_their_chance_logged(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    revise_experiment(experiment, plan=plan_of(lesson, unit="part"), now=now)
    start_experiment(experiment, now=now)
    for n in range(6):
        session = begin(join(f"learner{n}"), lesson, now=now)
        decisions = [finish_part(session, position=p, now=now + p * LATER) for p in (1, 2, 3, 4)]
        exposures = list(session.exposures.all())
        assert [row.arm.policy for row in exposures] == [each.policy for each in decisions]
        assert {row.propensity_p for row in exposures} == {0.5}
        assert len({row.part for row in exposures}) == 4
    assert set(Exposure.objects.values_list("arm__key", flat=True)) == {"usual", "asked"}
    assert not list(differences(Decision.objects.all()))


def test_an_arms_rules_are_in_the_stored_situation(
    experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    rules = {"without": ["check_question"], "may_probe": False}
    quiet = ArmFields(**{**ASKED.__dict__, "rules": rules})
    revise_experiment(experiment, plan=plan_of(lesson, arms=(USUAL, quiet)), now=now)
    start_experiment(experiment, now=now)
    for n in range(8):
        session = begin(join(f"learner{n}"), lesson, now=now)
        decision = finish_part(session, now=now + LATER)
        is_quiet = session.exposures.get().arm.key == "asked"
        assert ("check_question" in decision.situation["turned_off"]) is is_quiet
        assert not (is_quiet and decision.action == "check_question")


def test_a_plan_is_frozen_once_it_has_started(
    experiment: Experiment, lesson: Lesson, now: datetime
) -> None:
    started = start_experiment(experiment, now=now)
    with pytest.raises(ExperimentError, match="has started"):
        revise_experiment(started, plan=plan_of(lesson), now=now)


def test_what_is_wrong_is_told_at_once(study: Study, lesson: Lesson, now: datetime) -> None:
    plan = plan_of(lesson, unit="part", outcome="right_later_p", stop_units=None, block=3)
    broken = create_experiment(study, plan=plan, now=now)
    with pytest.raises(ExperimentError) as raised:
        start_experiment(broken, now=now)
    for part in ("Say when it ends", "multiple of 2", "cannot be read for each part"):
        assert part in str(raised.value)


def test_two_experiments_of_a_course_do_not_run_at_once(
    experiment: Experiment, study: Study, lesson: Lesson, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    other = create_experiment(study, plan=plan_of(lesson, title="Another"), now=now)
    with pytest.raises(ExperimentError, match="runs in this course already"):
        start_experiment(other, now=now)


def test_every_step_is_written_down(experiment: Experiment, rae: User, now: datetime) -> None:
    start_experiment(experiment, now=now, person=rae)
    with pytest.raises(ExperimentError, match="Say why it ends"):
        stop_experiment(experiment, reason=" ", now=now, person=rae)
    stop_experiment(experiment, reason="Enough.", now=now, person=rae)
    steps = list(experiment.log.values_list("step", "person__username", "detail"))
    assert steps == [
        ("created", "rae", ""),
        ("started", "rae", ""),
        ("stopped", "rae", "Enough."),
    ]


def test_agreeing_again_brings_a_learner_back_into_the_same_arm(
    experiment: Experiment, study: Study, join: Join, lesson: Lesson, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    learner = join("jo")
    session = begin(learner, lesson, now=now)
    first = finish_part(session, now=now)
    withdraw_from_study(learner, study=study, now=now)
    decide_study(learner, study=study, is_granted=True, now=now + LATER)
    assert finish_part(session, position=2, now=now + LATER).policy == first.policy

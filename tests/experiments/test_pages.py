"""Rae plans, starts, watches, stops and reads an experiment on its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.experiments.conftest import begin, finish_part, plan_of
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.domain.experiments.analysis import ArmCounts, Comparison, Results
from tutor.domain.experiments.balance import sample_ratio
from tutor.domain.experiments.estimators.effect import effect
from tutor.experiments.models import Experiment
from tutor.experiments.presenters import count_lines, ratio_words, result_lines
from tutor.experiments.services import (
    create_experiment,
    revise_experiment,
    start_experiment,
    stop_experiment,
)
from tutor.studies.models import Study
from tutor.studies.services import withdraw_from_study

Join = Callable[[str], User]


@pytest.fixture
def page(client: Client, rae: User) -> Client:
    client.force_login(rae)
    return client


def typed(study: Study, lesson: Lesson, **changes: Any) -> dict[str, Any]:
    """What a browser posts for the smallest sound plan."""
    fields: dict[str, Any] = {
        "study": study.pk,
        "title": "Adaptive or not",
        "hypothesis": "It helps.",
        "course": lesson.course_id,
        "unit": "learner",
        "outcome": "right_p",
        "least_points": "5",
        "block": "4",
        "stop_units": "200",
        "follow_up_days": "7",
        "arms-TOTAL_FORMS": "2",
        "arms-INITIAL_FORMS": "2",
        "arms-0-title": "As written",
        "arms-0-kind": "control",
        "arms-0-policy": "fixed",
        "arms-0-weight": "1",
        "arms-0-may_probe": "on",
        "arms-1-title": "Adaptive",
        "arms-1-kind": "treatment",
        "arms-1-policy": "adaptive",
        "arms-1-weight": "1",
        "arms-1-without": ["offer_break"],
        "arms-1-may_probe": "on",
    }
    return {**fields, **changes}


SIZES = {
    "spread_points": "20",
    "explained_points": "0",
    "icc_points": "5",
    "class_size": "20",
    "parts": "10",
}


def test_a_plan_is_saved_as_a_draft(page: Client, study: Study, lesson: Lesson) -> None:
    answer = page.post("/research/experiments/new/", typed(study, lesson), follow=True)
    made = Experiment.objects.get()
    assert answer.redirect_chain[-1][0] == f"/research/experiments/{made.public_id}/"
    assert made.least_that_matters == 0.05 and made.is_draft
    arms = list(made.arms.values_list("key", "policy", "rules"))
    assert arms[1] == ("adaptive", "adaptive", {"without": ["offer_break"], "may_probe": True})
    text = answer.content.decode()
    assert "Ready to start?" in text and "The plan is complete" in text


def test_the_calculator_answers_and_keeps_what_was_typed(
    page: Client, study: Study, lesson: Lesson
) -> None:
    typed_so_far = typed(study, lesson, title="Half typed", hypothesis="")
    posted = {**typed_so_far, **SIZES, "calculate": "1"}
    text = page.post("/research/experiments/new/", posted).content.decode()
    assert "506 learners</strong> in all" in text
    assert "This field is required" not in text
    assert "In 100 simulated runs" in text and 'value="Half typed"' in text
    assert not Experiment.objects.exists()


def test_what_is_missing_is_said_beside_its_field(
    page: Client, study: Study, lesson: Lesson
) -> None:
    posted = typed(study, lesson, title="", strata=["size"])
    text = page.post("/research/experiments/new/", posted).content.decode()
    assert "This field is required" in text
    assert "cannot be kept even for what is randomised" in text
    assert not Experiment.objects.exists()


def test_a_draft_with_faults_lists_them_and_does_not_start(
    page: Client, study: Study, lesson: Lesson, now: datetime
) -> None:
    made = create_experiment(study, plan=plan_of(lesson, stop_units=None), now=now)
    address = f"/research/experiments/{made.public_id}/"
    assert "Say when it ends" in page.get(address).content.decode()
    answer = page.post(f"{address}start/", follow=True)
    assert "Say when it ends" in answer.content.decode()
    made.refresh_from_db()
    assert made.is_draft


def test_while_it_runs_numbers_are_shown_and_outcomes_are_not(
    page: Client, experiment: Experiment, join: Join, lesson: Lesson, now: datetime
) -> None:
    address = f"/research/experiments/{experiment.public_id}/"
    page.post(f"{address}start/")
    for n in range(6):
        finish_part(begin(join(f"learner{n}"), lesson, now=now), now=now)
    text = page.get(address).content.decode()
    assert "6 of 200 planned" in text
    assert "Outcomes are shown once it has stopped" in text
    assert "compared with" not in text


def test_it_stops_with_a_reason_and_whoever_reads_results_is_logged(
    page: Client, experiment: Experiment, rae: User, now: datetime
) -> None:
    start_experiment(experiment, now=now)
    address = f"/research/experiments/{experiment.public_id}/"
    assert "Say why it ends" in page.post(f"{address}stop/", follow=True).content.decode()
    page.post(f"{address}stop/", {"reason": "The term is over."})
    text = page.get(address).content.decode()
    assert "The term is over." in text and "There is too little to compare" in text
    assert experiment.log.filter(step="results", person=rae).exists()


def test_somebody_elses_experiment_is_as_good_as_none(
    client: Client, experiment: Experiment, max_admin: User, ada: User
) -> None:
    other = User.objects.create(username="other", role="researcher")
    client.force_login(other)
    assert client.get(f"/research/experiments/{experiment.public_id}/").status_code == 404
    client.force_login(ada)
    assert client.get("/research/experiments/").status_code == 403
    client.force_login(max_admin)
    assert client.get(f"/research/experiments/{experiment.public_id}/").status_code == 200


def test_a_started_plan_is_no_more_for_editing(
    page: Client, experiment: Experiment, now: datetime
) -> None:
    address = f"/research/experiments/{experiment.public_id}/edit/"
    assert page.get(address).status_code == 200
    start_experiment(experiment, now=now)
    assert page.get(address).status_code == 302


def test_an_arm_can_be_seen_as_a_learner_sees_it(page: Client, experiment: Experiment) -> None:
    address = f"/research/experiments/{experiment.public_id}/preview/"
    asked = page.get(address, {"arm": "asked", "case": "calm"}).content.decode()
    assert "A question on this part" in asked or "Keep · Undo" in asked
    usual = page.get(address, {"arm": "usual", "case": "away"}).content.decode()
    assert "Keep · Undo" not in usual and "Nothing is added" in usual


def results(found: Any, *, compared: tuple[int, int] = (60, 62)) -> Results:
    arms = ("usual", "asked")
    return Results(
        counts=tuple(
            ArmCounts(arm=arm, drawn=n, compared=n, left_out={})
            for arm, n in zip(arms, compared, strict=True)
        ),
        ratio=sample_ratio(
            dict(zip(arms, compared, strict=True)), shares_p={"usual": 0.5, "asked": 0.5}
        ),
        comparisons=(Comparison(arm="asked", effect=found, why_not="", balance=()),),
    )


def an_effect(estimate: float, se: float) -> Any:
    return effect(
        estimate,
        se=se,
        dof=100,
        units=(60, 62),
        control_mean=0.6,
        spread=0.2,
        method="Difference of means",
    )


def test_an_inconclusive_result_says_that_it_cannot_tell(experiment: Experiment) -> None:
    [line] = result_lines(experiment, results(an_effect(0.02, 0.03)))
    assert line.words.startswith("This cannot tell whether Planned questions does better or worse")
    assert line.plot is not None and line.plot.low < line.plot.zero < line.plot.high


def test_small_arms_are_not_shown(experiment: Experiment) -> None:
    few = results(an_effect(0.2, 0.03), compared=(4, 62))
    [line] = result_lines(experiment, few)
    assert "could be told apart" in line.words and line.estimate == ""
    assert [each.compared for each in count_lines(experiment, few)] == ["fewer than 5", "62"]


def test_a_mismatch_of_numbers_warns_before_anything_else(experiment: Experiment) -> None:
    skewed = results(an_effect(0.2, 0.03), compared=(30, 90))
    assert "Do not trust this comparison" in ratio_words(skewed)
    assert result_lines(experiment, skewed)[0].words.startswith("Not to be trusted")


def test_whoever_withdraws_is_left_out_and_counted(
    page: Client,
    experiment: Experiment,
    study: Study,
    join: Join,
    lesson: Lesson,
    now: datetime,
) -> None:
    revise_experiment(experiment, plan=plan_of(lesson, block=2), now=now)
    started = start_experiment(experiment, now=now)
    learners = [join(f"learner{n}") for n in range(12)]
    for learner in learners:
        finish_part(begin(learner, lesson, now=now), now=now)
    for learner in learners[:10]:
        withdraw_from_study(learner, study=study, now=now)
    stop_experiment(started, reason="Enough.", now=now)
    text = page.get(f"/research/experiments/{experiment.public_id}/").content.decode()
    assert text.count("5 take no part in the study any more") == 2
    assert "fewer than 5 left nothing after it" in text

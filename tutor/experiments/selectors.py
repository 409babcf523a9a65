"""Who may see an experiment, and the rows that its results are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.http import Http404

from tutor.accounts.models import User
from tutor.domain.experiments.analysis import LearnerRow, PartRow, Results, analyse
from tutor.domain.experiments.design import Unit
from tutor.domain.experiments.eligibility import (
    WORDS_OF_INELIGIBLE,
    Facts,
    Ineligible,
    why_excluded,
    why_not,
)
from tutor.experiments.covariates import before
from tutor.experiments.enrolment import criteria_of
from tutor.experiments.models import Assignment, Experiment, Exposure
from tutor.experiments.outcomes import Outcome, mean_since, next_after, outcome_named
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import people_consenting
from tutor.studies.selectors import invited_people, participants, studies_of


def experiments_of(researcher: User) -> QuerySet[Experiment]:
    """Those of the researcher's studies; administrators see all."""
    found = Experiment.objects.filter(study__in=studies_of(researcher).values("pk"))
    return found.select_related("study", "course").prefetch_related("arms")


def accessible_experiment(researcher: User, public_id: UUID | str) -> Experiment:
    """For members of its study; somebody else's is as good as none: 404."""
    experiment = experiments_of(researcher).filter(public_id=public_id).first()
    if experiment is None:
        raise Http404("There is no such experiment.")
    return experiment


def results_of(experiment: Experiment) -> Results:
    """Everything that the results page says, from the records as they are now."""
    rows = part_rows(experiment) if experiment.unit == Unit.PART else learner_rows(experiment)
    return analyse(experiment.design, rows)


def learner_rows(experiment: Experiment) -> list[LearnerRow]:
    """One row a learner who was assigned, in the order of assignment."""
    assignments = list(
        Assignment.objects.filter(experiment=experiment)
        .exclude(learner=None)
        .select_related("arm")
        .annotate(exposed_at=Min("exposures__exposed_at"), exposed=Count("exposures"))
        .order_by("pk")
    )
    taking_part = _taking_part(experiment)
    outcome = outcome_named(experiment.outcome)
    readings = outcome.readings(taking_part, course=experiment.course_id)
    return [
        _learner_row(row, outcome, readings.get(row.learner_id or 0, []), taking_part)
        for row in assignments
        if row.arm is not None
    ]


def _learner_row(row: Any, outcome: Outcome, readings: Any, taking_part: set[int]) -> LearnerRow:
    value, count = None, 0
    if row.exposed_at is not None and row.learner_id in taking_part:
        value, count = mean_since(readings, since=row.exposed_at + outcome.after)
    return LearnerRow(
        learner=row.learner_id,
        arm=row.arm.key,
        outcome=value,
        covariates=(row.covariates.get("right_p"), row.covariates.get("answers")),
        classroom=row.classroom_id,
        excluded=why_excluded(
            takes_part=row.learner_id in taking_part, exposures=row.exposed, outcomes=count
        ),
    )


def part_rows(experiment: Experiment) -> list[PartRow]:
    """One row a part that was drawn, in the order in which they came."""
    taking_part = _taking_part(experiment)
    outcome = outcome_named(experiment.outcome)
    readings = outcome.readings(taking_part, course=experiment.course_id)
    exposures = (
        Exposure.objects.filter(assignment__experiment=experiment)
        .select_related("arm", "assignment")
        .order_by("exposed_at", "pk")
    )
    return [_part_row(row, readings, taking_part) for row in exposures]


def _part_row(row: Exposure, readings: dict[int, Any], taking_part: set[int]) -> PartRow:
    learner = row.assignment.learner_id or 0
    takes_part = learner in taking_part
    value = (
        next_after(readings.get(learner, []), session=row.session_id, at=row.exposed_at)
        if takes_part
        else None
    )
    return PartRow(
        learner=learner,
        arm=row.arm.key,
        propensity_p=row.propensity_p,
        outcome=value,
        before=row.assignment.covariates.get("right_p"),
        excluded=why_excluded(
            takes_part=takes_part, exposures=1, outcomes=0 if value is None else 1
        ),
    )


def _taking_part(experiment: Experiment) -> set[int]:
    """Who agrees to the study right now: nobody else's record is read."""
    return set(participants(experiment.study).values_list("pk", flat=True))


def reasons_against(experiment: Experiment) -> dict[str, int]:
    """Of the learners who are asked: how many cannot be in it, by reason, right now."""
    asked = list(invited_people(experiment.study).values_list("pk", "is_simulated"))
    pks = [pk for pk, _ in asked]
    agreeing = _taking_part(experiment)
    active = set(
        people_consenting(Purpose.ACTIVITY).filter(pk__in=pks).values_list("pk", flat=True)
    )
    assigned = set(experiment.assignments.values_list("learner_id", flat=True))
    known = before(pks, at=experiment.started_at) if experiment.started_at else {}
    found: dict[Ineligible, int] = {}
    for pk, is_simulated in asked:
        facts = Facts(
            agrees_to_study=pk in agreeing,
            agrees_to_activity=pk in active,
            classroom=0,
            course=experiment.course_id,
            answers_before=known[pk].answers if pk in known else 0,
            is_in_another=False,
            is_simulated=is_simulated,
            is_running=True,
        )
        for reason in () if pk in assigned else why_not(criteria_of(experiment), facts):
            found[reason] = found.get(reason, 0) + 1
    return {WORDS_OF_INELIGIBLE[reason]: count for reason, count in found.items()}


def last_day(experiment: Experiment) -> datetime | None:
    """The newest exposure: how fresh the counts are."""
    newest = Exposure.objects.filter(assignment__experiment=experiment).order_by("-exposed_at")
    return newest.values_list("exposed_at", flat=True).first()

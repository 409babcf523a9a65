"""The only writers of experiments: their plan, their start and their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from tutor.accounts.models import User
from tutor.content.models import Course
from tutor.domain.experiments.design import ArmKind, problems
from tutor.domain.experiments.stopping import problems_of, why_over
from tutor.experiments.models import Arm, Experiment, LogEntry, State, Step
from tutor.experiments.outcomes import outcome_named
from tutor.studies.models import Study


class ExperimentError(ValueError):
    """A step that an experiment cannot take; the text says all that is wrong, and the way out."""


@dataclass(frozen=True, kw_only=True)
class ArmFields:
    key: str
    title: str
    kind: str
    policy: str
    weight: int = 1
    rules: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExperimentPlan:
    """Everything that its researchers write down before it starts."""

    title: str
    hypothesis: str
    course: Course
    unit: str
    outcome: str
    least_that_matters: float
    block: int = 0
    strata: Sequence[str] = ()
    hold_out_p: float = 0.0
    least_answers_before: int = 0
    with_simulated: bool = False
    stop_units: int | None = None
    follow_up_days: int = 7
    stop_at: datetime | None = None
    seed: int = 1
    arms: Sequence[ArmFields] = ()


_COLUMNS = tuple(one.name for one in fields(ExperimentPlan) if one.name not in {"arms", "strata"})


@transaction.atomic
def create_experiment(
    study: Study,
    *,
    plan: ExperimentPlan,
    now: datetime,
    person: User | None = None,
    public_id: UUID | None = None,
) -> Experiment:
    """A draft. It may be incomplete: `start_experiment` asks for the rest."""
    experiment = Experiment(study=study, created_at=now)
    if public_id is not None:
        experiment.public_id = public_id
    _write(experiment, plan)
    _log(experiment, Step.CREATED, person=person, now=now)
    return experiment


@transaction.atomic
def revise_experiment(
    experiment: Experiment, *, plan: ExperimentPlan, now: datetime, person: User | None = None
) -> Experiment:
    """Writes `plan` over a draft; raises ExperimentError once it has started."""
    if not experiment.is_draft:
        raise ExperimentError(
            f"“{experiment.title}” has started: its plan stays as it is. "
            "Stop it and make another for another plan."
        )
    _write(experiment, plan)
    _log(experiment, Step.REVISED, person=person, now=now)
    return experiment


def _write(experiment: Experiment, plan: ExperimentPlan) -> None:
    for name in _COLUMNS:
        setattr(experiment, name, getattr(plan, name))
    experiment.strata = list(plan.strata)
    experiment.full_clean()
    experiment.save()
    experiment.arms.all().delete()
    Arm.objects.bulk_create(
        Arm(
            experiment=experiment,
            position=position,
            **{one.name: getattr(arm, one.name) for one in fields(ArmFields)},
        )
        for position, arm in enumerate(plan.arms, start=1)
    )
    experiment.__dict__.pop("design", None)


def problems_with(experiment: Experiment) -> list[str]:
    """All that keeps a draft from starting."""
    found = [*problems(experiment.design), *problems_of(experiment.stop_rule)]
    if not experiment.study.is_open:
        found.append(f"The study “{experiment.study}” is not open: nobody can take part yet.")
    if experiment.least_that_matters <= 0:
        found.append("Say which difference would matter: a number above 0.")
    outcome = outcome_named(experiment.outcome)
    if experiment.unit not in outcome.units:
        found.append(f"“{outcome.title}” cannot be read for each part of a lesson.")
    yoked = [arm for arm in experiment.design.arms if arm.kind is ArmKind.YOKED]
    if yoked and not any(arm.policy == "adaptive" for arm in experiment.design.compared):
        found.append("A yoked arm needs an arm with the policy `adaptive` whose times it repeats.")
    return found


@transaction.atomic
def start_experiment(
    experiment: Experiment, *, now: datetime, person: User | None = None
) -> Experiment:
    """From now on its arms decide for those who take part. Raises ExperimentError with all faults.

    One experiment a course runs at a time: nobody is in two at once.
    """
    experiment = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
    found = problems_with(experiment)
    if not experiment.is_draft:
        found = [f"“{experiment.title}” is {experiment.get_state_display()}: only a draft starts."]
    others = Experiment.objects.filter(state=State.RUNNING, course=experiment.course)
    found += [
        f"“{other.title}” runs in this course already: wait until it has stopped."
        for other in others.exclude(pk=experiment.pk)
    ]
    if found:
        raise ExperimentError(" ".join(found))
    experiment.state, experiment.started_at = State.RUNNING, now
    experiment.save(update_fields=["state", "started_at"])
    _log(experiment, Step.STARTED, person=person, now=now)
    return experiment


@transaction.atomic
def stop_experiment(
    experiment: Experiment, *, reason: str, now: datetime, person: User | None = None
) -> Experiment:
    """Everybody goes back to the usual policy at their next decision."""
    experiment = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
    if not experiment.is_running:
        raise ExperimentError(f"“{experiment.title}” is not running.")
    if not reason.strip():
        raise ExperimentError("Say why it ends: the reason stays with the results.")
    experiment.state, experiment.stopped_at = State.STOPPED, now
    experiment.stop_reason = reason.strip()[:200]
    experiment.save(update_fields=["state", "stopped_at", "stop_reason"])
    _log(experiment, Step.STOPPED, person=person, now=now, detail=experiment.stop_reason)
    return experiment


def stop_where_due(experiment: Experiment, *, now: datetime) -> bool:
    """Stops it where its rule says so; asked at decisions and when its page is opened."""
    came = came_at(experiment)
    reason = why_over(
        experiment.stop_rule, exposed=len(came), last_came_at=max(came, default=None), now=now
    )
    if reason and experiment.is_running:
        stop_experiment(experiment, reason=reason, now=now)
    return bool(reason)


def came_at(experiment: Experiment) -> list[datetime]:
    """The first exposure of each unit: learners, or classes where classes are randomised."""
    unit = "classroom" if experiment.unit == "classroom" else "learner"
    rows = experiment.assignments.filter(exposures__isnull=False).values(unit).order_by()
    return [row["first"] for row in rows.annotate(first=Min("exposures__exposed_at"))]


def log_results_opened(experiment: Experiment, *, person: User, now: datetime) -> None:
    """Whoever looks at results is written down, once a day."""
    since = now - timedelta(days=1)
    seen = experiment.log.filter(step=Step.RESULTS, person=person, logged_at__gt=since)
    if not seen.exists():
        _log(experiment, Step.RESULTS, person=person, now=now)


def _log(
    experiment: Experiment,
    step: Step,
    *,
    person: User | None,
    now: datetime,
    detail: str = "",
) -> LogEntry:
    return LogEntry.objects.create(
        experiment=experiment, person=person, step=step, detail=detail, logged_at=now
    )

"""Reads about attention activities. A run is its owner's alone."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from tutor.accounts.models import User
from tutor.domain.activities import Activity, Planned, Trial, UnknownActivityError, activity
from tutor.domain.activities.base import Response
from tutor.learning.models import ActivityRun, ActivityTrial

# As many earlier runs as a small table holds.
SHOWN_RUNS = 6


def activity_named(name: str) -> Activity:
    """Foreign is the same 404 as missing, here as everywhere."""
    try:
        return activity(name)
    except UnknownActivityError as error:
        raise Http404("There is no such activity.") from error


def accessible_run(user: User, public_id: UUID) -> ActivityRun:
    """A run of one's own."""
    run = ActivityRun.objects.filter(learner=user).filter(public_id=public_id).first()
    if run is None:
        raise Http404("There is no such run.")
    return run


def trials_of(run: ActivityRun) -> tuple[Trial, ...]:
    """What was recorded, in order, as the domain reads it."""
    return tuple(map(_as_trial, run.trials.all()))


def recorded_blocks(run: ActivityRun) -> int:
    """Blocks are recorded in order, so that the count is the number of the next one."""
    return run.trials.order_by().values("block").distinct().count()


def block_parameters(run: ActivityRun, *, block: int) -> dict[str, Any] | None:
    """What a block is made of: a fold over the blocks before it; None past the last."""
    kind = activity(run.activity)
    parameters: dict[str, Any] | None = dict(run.parameters)
    trials = trials_of(run)
    for number in range(block):
        if parameters is None:
            return None
        done = [trial for trial in trials if trial.block == number]
        following = kind.next_parameters(parameters, block=number, trials=done)
        parameters = None if following is None else dict(following)
    return parameters


def plan_of(run: ActivityRun, *, block: int) -> tuple[Planned, ...]:
    """The trials of a block, the same each time; empty past the last block."""
    parameters = block_parameters(run, block=block)
    if parameters is None:
        return ()
    return activity(run.activity).plan(parameters, rng=_dice(run, block))


def practice_of(run: ActivityRun) -> tuple[Planned, ...]:
    return activity(run.activity).practice(run.parameters, rng=_dice(run, "practice"))


def _dice(run: ActivityRun, part: int | str) -> Random:
    return Random(f"{run.seed}:{part}")  # noqa: S311 - the dice of a plan, not a secret


def runs_of(user: User, *, activity_name: str) -> QuerySet[ActivityRun]:
    """Finished runs, newest first."""
    return ActivityRun.objects.filter(
        learner=user, activity=activity_name, finished_at__isnull=False
    ).order_by("-finished_at", "-pk")


def comparable_runs(run: ActivityRun) -> QuerySet[ActivityRun]:
    """Earlier runs that differ from `run` only by the day: same form, version, device and input."""
    return runs_of(run.learner, activity_name=run.activity).filter(
        version=run.version,
        form=run.form,
        input_kind=run.input_kind,
        device=run.device,
        started_at__lt=run.started_at,
    )


def values_of(runs: Sequence[ActivityRun], measure: str) -> list[float]:
    """A measure of these runs, where it could be said."""
    found = [run.score.get("values", {}).get(measure) for run in runs]
    return [float(value) for value in found if value is not None]


def _as_trial(row: ActivityTrial) -> Trial:
    return Trial(
        block=row.block,
        position=row.position,
        kind=row.kind,
        stimulus=row.stimulus,
        responses=tuple(Response(action=action, rt_ms=rt_ms) for action, rt_ms in row.responses),
        onset_ms=row.onset_ms,
        shown_ms=row.shown_ms,
        dropped_frames=row.dropped_frames,
        is_blurred=row.is_blurred,
    )

"""The only writer of activity runs. What is sent twice is stored once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tutor.accounts.models import User
from tutor.domain.activities import Activity, Planned, activity
from tutor.learning.models import ActivityRun, ActivityTrial
from tutor.learning.selectors_activities import plan_of, recorded_blocks, trials_of

# A signed 64-bit column holds it on both databases.
SEED_BITS = 62


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedTrial:
    """What the page measured of one planned trial; what it showed is known from the plan."""

    position: int
    responses: Sequence[tuple[str, float]]
    onset_ms: float
    shown_ms: float
    dropped_frames: int
    is_blurred: bool


def start_run(learner: User, *, kind: Activity, form: str, now: datetime) -> ActivityRun:
    """Raises ValueError naming the forms of the activity when `form` is none of them."""
    return ActivityRun.objects.create(
        learner=learner,
        activity=kind.name,
        version=kind.version,
        form=form,
        parameters=kind.parameters(form),
        seed=secrets.randbits(SEED_BITS),
        started_at=now,
    )


def record_trials(
    run: ActivityRun, *, block: int, trials: Sequence[RecordedTrial]
) -> tuple[Planned, ...]:
    """Stores a block and gives the plan of the next one, empty after the last.

    A block that is already stored stays as it was first sent. Raises ValueError where the run is
    finished or left with another version, a block was skipped, or a trial was never planned.
    """
    with transaction.atomic():
        locked = ActivityRun.objects.select_for_update().get(pk=run.pk)
        known = recorded_blocks(locked)
        if block >= known:
            _check_block(locked, block=block, known=known)
            _store(locked, block=block, trials=trials)
    return plan_of(run, block=block + 1)


def finish_run(
    run: ActivityRun, *, timing: Mapping[str, Any], input_kind: str, device: str, now: datetime
) -> ActivityRun:
    """Scores what was recorded; a run that is finished stays as it is."""
    with transaction.atomic():
        locked = ActivityRun.objects.select_for_update().get(pk=run.pk)
        if locked.finished_at is not None:
            return locked
        trials = trials_of(locked)
        if not trials:
            raise ValueError("Nothing of this run was recorded, so there is nothing to score.")
        score = activity(locked.activity).score(trials)
        locked.score = {
            "values": dict(score.values),
            "counted": score.counted,
            "left_out": score.left_out,
        }
        locked.timing, locked.input_kind, locked.device = dict(timing), input_kind, device
        locked.finished_at = now
        locked.save()
    return locked


def _check_block(run: ActivityRun, *, block: int, known: int) -> None:
    if run.finished_at is not None:
        raise ValueError("This run is finished; start a new one.")
    if run.version != activity(run.activity).version:
        raise ValueError("The activity has changed since this run began; start a new one.")
    if block > known:
        raise ValueError(f"Block {block} came before block {known}: send them in order.")


def _store(run: ActivityRun, *, block: int, trials: Sequence[RecordedTrial]) -> None:
    planned = {one.position: one for one in plan_of(run, block=block)}
    positions = [trial.position for trial in trials]
    foreign = sorted(set(positions) - set(planned))
    if foreign or len(set(positions)) != len(positions) or not positions:
        raise ValueError(
            f"Block {block} has {len(planned)} trials; {len(positions)} were sent, "
            f"not planned are {foreign[:5]}: each may be sent once."
        )
    ActivityTrial.objects.bulk_create(
        ActivityTrial(
            run=run,
            block=block,
            position=trial.position,
            kind=planned[trial.position].kind,
            stimulus=dict(planned[trial.position].stimulus),
            responses=[[action, rt_ms] for action, rt_ms in trial.responses],
            onset_ms=trial.onset_ms,
            shown_ms=trial.shown_ms,
            dropped_frames=trial.dropped_frames,
            is_blurred=trial.is_blurred,
        )
        for trial in trials
    )

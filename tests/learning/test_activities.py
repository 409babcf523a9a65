"""A run keeps what was shown and done: once, whole, and scored from what is stored."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from django.http import Http404

from tutor.accounts.models import User
from tutor.domain.activities import Planned, activity
from tutor.learning import selectors_activities as selectors
from tutor.learning import services_activities as services
from tutor.learning.models import ActivityRun, ActivityTrial

MINUTE = timedelta(minutes=1)
TIMING = {"interval_ms": 16.7, "refresh_hz": 60.0, "frames": 9000, "dropped_frames": 2}


def start(learner: User, now: datetime, *, name: str = "sart", form: str = "short") -> ActivityRun:
    return services.start_run(learner, kind=activity(name), form=form, now=now)


def simulated(
    run: ActivityRun, plan: tuple[Planned, ...], *, skill: float = 0.7
) -> list[services.RecordedTrial]:
    """What a page would send of a simulated go at this plan."""
    kind = activity(run.activity)
    return [
        services.RecordedTrial(
            position=trial.position,
            responses=[(one.action, one.rt_ms) for one in trial.responses],
            onset_ms=trial.onset_ms,
            shown_ms=trial.shown_ms,
            dropped_frames=trial.dropped_frames,
            is_blurred=trial.is_blurred,
        )
        for trial in kind.simulate(plan, rng=Random(run.seed), skill=skill)
    ]


def play(run: ActivityRun, now: datetime, *, skill: float = 0.7, device: str = "d") -> ActivityRun:
    block, plan = 0, selectors.plan_of(run, block=0)
    while plan:
        trials = simulated(run, plan, skill=skill)
        plan = services.record_trials(run, block=block, trials=trials)
        block += 1
    return services.finish_run(run, timing=TIMING, input_kind="keys", device=device, now=now)


def test_the_plan_of_a_run_is_the_same_each_time_it_is_asked(bo: User, now: datetime) -> None:
    run = start(bo, now)
    assert len(selectors.plan_of(run, block=0)) == 135
    assert selectors.plan_of(run, block=0) == selectors.plan_of(run, block=0)
    assert selectors.plan_of(run, block=1) == ()
    assert selectors.plan_of(start(bo, now), block=0) != selectors.plan_of(run, block=0)


def test_trials_are_kept_with_what_the_plan_showed_and_scored(bo: User, now: datetime) -> None:
    run = play(start(bo, now), now + MINUTE)
    assert run.trials.count() == 135
    planned = {one.position: one for one in selectors.plan_of(run, block=0)}
    for row in run.trials.all():
        assert (row.kind, row.stimulus) == (
            planned[row.position].kind,
            planned[row.position].stimulus,
        )
    again = activity("sart").score(selectors.trials_of(run))
    assert run.score == {
        "values": dict(again.values),
        "counted": again.counted,
        "left_out": again.left_out,
    }
    assert run.finished_at == now + MINUTE


def test_a_block_that_is_sent_twice_is_stored_once(bo: User, now: datetime) -> None:
    run = start(bo, now)
    plan = selectors.plan_of(run, block=0)
    services.record_trials(run, block=0, trials=simulated(run, plan, skill=0.2))
    before = list(ActivityTrial.objects.values())
    assert services.record_trials(run, block=0, trials=simulated(run, plan, skill=0.9)) == ()
    assert list(ActivityTrial.objects.values()) == before


def test_finishing_twice_keeps_the_first_result(bo: User, now: datetime) -> None:
    run = play(start(bo, now), now + MINUTE)
    again = services.finish_run(
        run, timing={}, input_kind="touch", device="other", now=now + 9 * MINUTE
    )
    assert (again.finished_at, again.input_kind, again.timing) == (now + MINUTE, "keys", TIMING)


def test_blocks_follow_the_level_and_the_level_follows_the_block(bo: User, now: datetime) -> None:
    run = play(start(bo, now, name="n_back", form="standard"), now + MINUTE, skill=1.0)
    levels = [
        run.trials.filter(block=block).first().stimulus["n"]  # type: ignore[union-attr] # four blocks were played
        for block in range(4)
    ]
    assert levels[0] == 1
    assert max(levels) > 1
    assert run.score["values"]["level_highest"] == max(levels)
    assert selectors.plan_of(run, block=4) == ()


@pytest.mark.parametrize("form", ["standard", "own_pace"])
def test_a_block_may_not_be_left_out(bo: User, now: datetime, form: str) -> None:
    run = start(bo, now, name="n_back", form=form)
    with pytest.raises(ValueError, match="Block 2 came before block 0"):
        services.record_trials(run, block=2, trials=[])


def test_a_trial_that_was_never_planned_is_refused_with_its_number(bo: User, now: datetime) -> None:
    run = start(bo, now)
    good = simulated(run, selectors.plan_of(run, block=0))
    foreign = services.RecordedTrial(
        position=999, responses=[], onset_ms=0, shown_ms=0, dropped_frames=0, is_blurred=False
    )
    for trials in ([*good, foreign], [good[0], good[0]], []):
        with pytest.raises(ValueError, match="each may be sent once"):
            services.record_trials(run, block=0, trials=trials)
    assert not ActivityTrial.objects.exists()


def test_a_finished_run_and_a_run_without_trials_are_refused(bo: User, now: datetime) -> None:
    run = start(bo, now, name="n_back", form="standard")
    with pytest.raises(ValueError, match="nothing to score"):
        services.finish_run(run, timing={}, input_kind="keys", device="", now=now)
    plan = selectors.plan_of(run, block=0)
    services.record_trials(run, block=0, trials=simulated(run, plan))
    services.finish_run(run, timing={}, input_kind="keys", device="", now=now)
    following = selectors.plan_of(run, block=1)
    with pytest.raises(ValueError, match="finished"):
        services.record_trials(run, block=1, trials=simulated(run, following))


def test_an_old_run_is_not_continued_by_a_changed_activity(bo: User, now: datetime) -> None:
    run = start(bo, now)
    ActivityRun.objects.update(version="0")
    with pytest.raises(ValueError, match="has changed since"):
        services.record_trials(run, block=0, trials=[])


def test_a_run_is_its_owners_alone(bo: User, cy: User, ada: User, now: datetime) -> None:
    run = start(bo, now)
    assert selectors.accessible_run(bo, run.public_id) == run
    for other in (cy, ada):
        with pytest.raises(Http404):
            selectors.accessible_run(other, run.public_id)


def test_a_result_stands_beside_runs_that_differ_only_by_the_day(
    bo: User, cy: User, now: datetime
) -> None:
    earlier = play(start(bo, now - 5 * MINUTE), now - 4 * MINUTE)
    play(start(bo, now - 5 * MINUTE), now - 4 * MINUTE, device="another")
    play(start(bo, now - 5 * MINUTE, form="full"), now - 4 * MINUTE)
    play(start(cy, now - 5 * MINUTE), now - 4 * MINUTE)
    start(bo, now - 5 * MINUTE)
    run = play(start(bo, now), now + MINUTE)
    assert list(selectors.comparable_runs(run)) == [earlier]
    assert selectors.runs_of(bo, activity_name="sart").count() == 4
    values = selectors.values_of([earlier], "rt_mean_ms")
    assert values == [earlier.score["values"]["rt_mean_ms"]]

"""The study through the services and the quick one are the same study; its interval is honest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tutor.content.models import Course, Lesson
from tutor.demo.trial import quick
from tutor.demo.trial.coverage import coverage
from tutor.demo.trial.full import Trial, shape_of
from tutor.demo.trial.world import Shape, World
from tutor.domain.experiments.analysis import LearnerRow
from tutor.domain.experiments.design import Unit
from tutor.experiments.selectors import learner_rows, part_rows, results_of

SHAPE = Shape(parts=(("reading", 0), ("practice", 7), ("more", 0), ("last", 7)))


def lessons(course: Course) -> tuple[Lesson, Lesson]:
    before, lesson = course.lessons.order_by("position")
    return before, lesson


@pytest.mark.parametrize("unit", list(Unit))
def test_the_services_and_the_quick_study_give_the_same_rows_and_results(
    unit: Unit, course: Course, now: datetime
) -> None:
    world = World(seed=5, learners=13, unit=unit, effect=0.1, before_items=3, class_size=4)
    before, lesson = lessons(course)
    trial = Trial(world=world, before=before, lesson=lesson, began=now)
    experiment = trial.run(lambda _done, _of: None)
    quickly = quick.run(world, shape_of(lesson), lesson=lesson.slug)
    numbers = {
        learner.pk: person.number
        for person, learner in zip(trial.people, trial.learners, strict=True)
    }
    rows = part_rows(experiment) if unit is Unit.PART else learner_rows(experiment)
    ours = [replace(row, learner=numbers[row.learner]) for row in rows]
    if unit is not Unit.PART:
        classes = {room.pk: number for number, room in enumerate(trial.classes)}
        ours = [
            replace(row, classroom=classes[row.classroom or 0])
            for row in ours
            if isinstance(row, LearnerRow)
        ]
    assert ours == quickly.rows
    assert results_of(experiment) == quickly.results


@pytest.mark.parametrize("unit", list(Unit))
def test_intervals_hold_the_truth_and_err_at_their_rate(unit: Unit) -> None:
    world = World(seed=100, learners=120, unit=unit, effect=0.1)
    found = coverage(world, SHAPE, lesson="two", runs=16)
    assert found.covered >= 13
    assert found.mean_estimate == pytest.approx(found.truth, abs=0.03)
    nothing = coverage(replace(world, effect=0.0), SHAPE, lesson="two", runs=16)
    assert nothing.conclusive <= 3


def test_the_command_asks_for_the_course_first(db: None) -> None:
    with pytest.raises(CommandError, match="first_start"):
        call_command("simulate_study", stdout=StringIO())


def test_the_command_runs_a_study_to_its_bundle_and_tells_the_truth_beside_it(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.demo.management.commands.simulate_study.DEMO_COURSE", course.slug)
    out = StringIO()
    bundle = tmp_path / "study.zip"
    options = ["--learners", "6", "--seed", "2", "--before", "3", "--out", str(bundle)]
    call_command("simulate_study", *options, stdout=out)
    said = json.loads(out.getvalue().splitlines()[-1])
    assert said["is_quick_path_the_same"] is True
    assert said["truth_p"] == 0.08
    assert said["exported_rows"] > 50 and bundle.stat().st_size > 1_000
    with pytest.raises(CommandError, match="another --seed"):
        call_command("simulate_study", *options, stdout=out)

"""`manage.py simulate_study`: a study with simulated learners, end to end, and what it found."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from attention_model.compat import override
from tutor.content.models import Lesson
from tutor.demo.trial import quick
from tutor.demo.trial.coverage import Coverage, coverage
from tutor.demo.trial.full import Trial, shape_of
from tutor.demo.trial.world import World
from tutor.domain.experiments.design import Unit
from tutor.experiments.models import Experiment
from tutor.experiments.selectors import results_of
from tutor.experiments.services import ExperimentError
from tutor.research.bundle_services import write_bundle
from tutor.teacher.demo import DEMO_COURSE

BEGAN = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


class Command(BaseCommand):
    help = (
        "Recruits simulated learners, asks them, runs an experiment with a known effect through "
        "the real services, exports the study and analyses it. With --runs it repeats the study "
        "over seeds without the database, by the same draw, answers and analysis, and counts how "
        "often the interval holds the truth."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=200)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--effect", type=float, default=0.08, help="as a share, 0.08 = 8 points"
        )
        parser.add_argument("--null", action="store_true", help="no effect at all")
        parser.add_argument("--unit", choices=[unit.value for unit in Unit], default="learner")
        parser.add_argument("--before", type=int, default=6, help="exercises done before it")
        parser.add_argument("--runs", type=int, help="so many quick studies, seeds from --seed on")
        parser.add_argument("--out", type=Path, help="where the study's bundle is written")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        world = World(
            seed=options["seed"],
            learners=options["learners"],
            unit=Unit(options["unit"]),
            effect=0.0 if options["null"] else options["effect"],
            before_items=options["before"],
        )
        before, lesson = _lessons()
        if options["runs"]:
            found = coverage(world, shape_of(lesson), lesson=lesson.slug, runs=options["runs"])
            self._tell_coverage(world, found)
            return
        self._run(world, before, lesson, out=options["out"])

    def _run(self, world: World, before: Lesson, lesson: Lesson, *, out: Path | None) -> None:
        if Experiment.objects.filter(public_id=world.experiment_id).exists():
            raise CommandError(
                "This very study was simulated in this database already: "
                "give another --seed, or another folder in ATTUNE_DATA."
            )
        trial = Trial(world=world, before=before, lesson=lesson, began=BEGAN)
        try:
            experiment = trial.run(self._tell_progress)
        except ExperimentError as error:
            raise CommandError(str(error)) from error
        out = out or Path(settings.DATA_DIR) / f"{trial.study.slug}.zip"
        built = write_bundle(out, study=trial.study, now=BEGAN, person=trial.researcher)
        self.stdout.write(f"Study {trial.study.slug}, experiment {experiment.public_id}")
        self.stdout.write(f"Bundle: {out}")
        results = results_of(experiment)
        effect = results.comparisons[0].effect
        quickly = quick.run(world, shape_of(lesson), lesson=lesson.slug)
        said = {
            "study": trial.study.slug,
            "experiment": str(experiment.public_id),
            "learners": world.learners,
            "compared": sum(arm.compared for arm in results.counts),
            "estimate_p": effect and round(effect.estimate, 6),
            "low_p": effect and round(effect.low, 6),
            "high_p": effect and round(effect.high, 6),
            "truth_p": round(quickly.truth, 6),
            "is_covered": effect is not None and effect.low <= quickly.truth <= effect.high,
            "is_quick_path_the_same": results == quickly.results,
            "exported_rows": sum(built.counts.values()),
        }
        self.stdout.write(json.dumps(said))

    def _tell_progress(self, done: int, of: int) -> None:
        if done % 20 == 0 or done == of:
            self.stdout.write(f"{done} of {of} learners are through")
            self.stdout.flush()

    def _tell_coverage(self, world: World, found: Coverage) -> None:
        self.stdout.write(
            f"{found.covered} of {found.runs} intervals hold the truth; "
            f"{found.conclusive} leave out zero."
        )
        said = {
            "runs": found.runs,
            "learners": world.learners,
            "unit": world.unit,
            "truth_p": round(found.truth, 6),
            "covered": found.covered,
            "conclusive": found.conclusive,
            "mean_estimate_p": round(found.mean_estimate, 6),
            "mean_half_width_p": round(found.mean_half_width, 6),
            "mismatches": found.mismatches,
        }
        self.stdout.write(json.dumps(said))


def _lessons() -> tuple[Lesson, Lesson]:
    lessons = Lesson.objects.filter(course__slug=DEMO_COURSE).order_by("position")
    first = list(lessons.select_related("course")[:2])
    if len(first) < 2:
        raise CommandError("The demo course is not there: run `manage.py first_start` first.")
    return first[0], first[1]

"""`manage.py simulate_policies`: every policy under simulated learners; the last line is JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from attention_model.compat import override
from attention_model.simulate import World
from tutor.research.simulated import report
from tutor.research.simulated.knowledge import MODELS
from tutor.research.simulated.study import cells


class Command(BaseCommand):
    help = "Compares the policies under simulated attention and knowledge."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, default=200, help="people in each cell")
        parser.add_argument("--seed", type=int, default=1)
        worlds = [world.value for world in World]
        parser.add_argument("--worlds", nargs="+", choices=worlds, default=worlds)
        names = [model.name for model in MODELS]
        parser.add_argument("--models", nargs="+", choices=names, default=names)
        parser.add_argument(
            "--keep", type=Path, help="a folder for finished cells, which are not computed again"
        )
        parser.add_argument("--write", type=Path, help="also write the table to this file")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        worlds = [World(name) for name in options["worlds"]]
        models = [model for model in MODELS if model.name in options["models"]]
        learners, seed = options["learners"], options["seed"]
        keep = options["keep"]
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
        for cell in cells(worlds, learners=learners, seed=seed, models=models, keep=keep):
            found.append(cell)
            gain = report.interval(cell.gain)
            self.stdout.write(f"{cell.world} {cell.model}: adaptive - proactive {gain}")
        command = (
            f"manage.py simulate_policies --learners {learners} --seed {seed} "
            f"--worlds {' '.join(worlds)}"
        )
        if models != list(MODELS):
            command += f" --models {' '.join(model.name for model in models)}"
        text = report.markdown(found, command=command)
        if options["write"]:
            options["write"].write_text(text)
        self.stdout.write(text)
        self.stdout.write(report.last_line(found))

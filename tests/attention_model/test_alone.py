"""The model is a package of its own: installed by pip, it estimates where Django never was."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent
WITHOUT = "for name in ('django', 'channels', 'celery', 'redis', 'tutor'): sys.modules[name] = None"
ASKED = f"""
import sys
{WITHOUT}
sys.path.insert(0, sys.argv[1])
from attention_model import weights_file
from attention_model.commands import main
from attention_model.estimator import Estimator
from attention_model.simulate import SimulatedLearner, study

assert str(weights_file.SHIPPED).startswith(sys.argv[1]), weights_file.SHIPPED
estimator = Estimator.load()
events = study(SimulatedLearner(seed=1), seed=2, minutes=4).events
[estimate] = estimator.update([(estimator.new_state(), events, 200_000)])
assert estimate.p_off_task is not None and estimate.reasons
sys.exit(main(["simulate", "--learners", "1", "--minutes", "2"]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip lays it, built from a copy so that nothing is left in the repository."""
    folder = tmp_path_factory.mktemp("alone")
    source = folder / "source"
    shutil.copytree(
        REPOSITORY / "attention_model",
        source / "attention_model",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(REPOSITORY / "pyproject.toml", source)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    target = folder / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)],
        check=True,
        capture_output=True,
    )
    return target


def test_installed_alone_it_estimates_and_runs_as_a_command(installed: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ASKED, str(installed)],
        cwd=installed.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1])["learners"] == 1


def test_what_is_installed_holds_the_weights_and_nothing_of_the_tutor(installed: Path) -> None:
    assert (installed / "attention_model" / "weights" / "network.npz").exists()
    assert not (installed / "tutor").exists()

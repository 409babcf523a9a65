"""`bench/knowledge.py` as it is run: small, on made learners and on any log given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, str(ROOT / "bench" / "knowledge.py")]
MODELS = ("default", "shipped", "logistic", "elo", "pfa", "bkt")


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def figures(done: subprocess.CompletedProcess[str]) -> dict[str, float]:
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_our_default_stands_beside_the_others_leak_free() -> None:
    done = bench("--learners", "40", "--seed", "3")
    assert done.returncode == 0
    for title in ("our default", "Elo", "PFA", "BKT", "logistic regression"):
        assert title in done.stdout
    found = figures(done)
    assert all(0.5 < found[f"auc_{name}"] < 0.9 for name in MODELS)
    assert found["auc_copying"] == found["auc_skill_mean"]
    assert found["rows_auc_copying"] > found["rows_auc_skill_mean"] + 0.1
    assert found["auc_default"] > found["auc_pfa"]
    assert found["learners"] == 12
    assert figures(bench("--learners", "40", "--seed", "3")) == found


def test_any_log_can_be_given(tmp_path: Path) -> None:
    rows = [
        f"learner{who},item{n % 7},skill{n % 3},{int((who + n) % 4 > 0)},{60 * n}"
        for who in range(20)
        for n in range(15)
    ]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["learner,item,skills,right,at", *rows]) + "\n")
    done = bench(str(path))
    assert done.returncode == 0
    assert figures(done)["questions"] == 15 * figures(done)["learners"]
    assert {f"auc_{name}" for name in MODELS} <= set(figures(done))


def test_what_is_no_log_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    missing = bench(str(tmp_path / "nothing.csv"))
    assert missing.returncode == 2
    assert "nothing.csv" in missing.stderr
    path = tmp_path / "other.csv"
    path.write_text("name,colour\nBo,blue\n")
    other = bench(str(path))
    assert other.returncode == 2
    assert "learner,item,skills,right" in other.stderr


def test_too_few_learners_are_refused_with_how_many_it_takes() -> None:
    done = bench("--learners", "2")
    assert done.returncode == 2
    assert "--learners 2: give at least 10" in done.stderr

"""The benchmark is honest: no model sees the answer it predicts, and repeated rows gain nothing."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.knowledge import synthetic_log
from tutor.domain.learner.benchmark import logs, metrics, regression
from tutor.domain.learner.benchmark.base import Model, answers
from tutor.domain.learner.benchmark.compare import MODELS, Comparison, compare
from tutor.domain.learner.benchmark.copying import Copying
from tutor.domain.learner.benchmark.counting import SkillMean
from tutor.domain.learner.benchmark.logs import Event, History, Log, merged
from tutor.domain.learner.benchmark.reading import LogError, read_histories, read_log

LINES = "3,901\n7,7,8\n1,2,1\n0,0,1\n2,902\n8,9\n1,3\n1,0\n"


@pytest.fixture(scope="module")
def log() -> Log:
    return synthetic_log(learners=40, seed=7)


@pytest.fixture(scope="module")
def leak(log: Log) -> Comparison:
    return compare(log, models=[SkillMean, Copying])


@pytest.mark.parametrize("module", [logs, metrics, regression])
def test_the_docstrings_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_copying_the_row_before_gains_on_rows_and_nothing_on_questions(leak: Comparison) -> None:
    mean, copying = leak.lines
    assert mean.leak_free is not None
    assert mean.rows is not None
    assert copying.rows is not None
    assert copying.leak_free == mean.leak_free
    assert copying.rows.auc > mean.rows.auc + 0.1


@pytest.mark.parametrize("model_class", MODELS)
def test_no_prediction_knows_its_own_answer_or_a_later_one(
    model_class: type[Model], log: Log
) -> None:
    model = model_class()
    questions = log.questions()
    model.fit(questions.train[:12])
    history = questions.test[0]
    place = len(history.events) // 2
    before = model.predict([history])
    turned = tuple(
        replace(event, is_right=not event.is_right) if index >= place else event
        for index, event in enumerate(history.events)
    )
    after = model.predict([replace(history, events=turned)])
    assert before[: place + 1] == pytest.approx(after[: place + 1])


@pytest.mark.parametrize("model_class", MODELS)
def test_held_out_learners_teach_a_model_nothing(model_class: type[Model], log: Log) -> None:
    model = model_class()
    questions = log.questions()
    model.fit(questions.train[:12])
    alone = model.predict(questions.test[1:2])
    together = model.predict(questions.test[:2])
    assert alone == pytest.approx(together[-len(alone) :])


def test_auc_is_that_of_scikit_learn_ties_and_all() -> None:
    rng = np.random.default_rng(1)
    p = rng.integers(0, 10, 500) / 10
    right = rng.random(500) < p
    assert metrics.auc(p, right) == pytest.approx(roc_auc_score(right, p))


def test_the_regression_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(2)
    dense = np.c_[np.ones(400), rng.normal(size=400)]
    group = rng.integers(0, 8, 400)
    right = rng.random(400) < 1 / (1 + np.exp(-(dense[:, 1] + group / 4 - 1)))
    design = regression.Design(
        dense=dense, rows=np.arange(400), columns=group, values=np.ones(400), width=8
    )
    ours = regression.fit(design, right)
    sparse = np.eye(8)[group]
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
    theirs.fit(np.c_[dense[:, 1:], sparse], right)
    assert ours[0] == pytest.approx(theirs.intercept_[0], abs=0.01)
    assert ours[1:] == pytest.approx(theirs.coef_[0], abs=0.01)


def test_knowledge_tracing_finds_the_parameters_that_made_the_answers() -> None:
    rng = Random(5)
    histories = tuple(_traced(rng, number) for number in range(500))
    model = MODELS[5]()
    model.fit(histories)
    found = model._parameters  # type: ignore[attr-defined] # the fitted values are not part of Model
    assert found.known[0] == pytest.approx(0.3, abs=0.06)
    assert found.learn[0] == pytest.approx(0.15, abs=0.03)
    assert found.guess[0] == pytest.approx(0.2, abs=0.05)
    assert found.slip[0] == pytest.approx(0.1, abs=0.03)


def _traced(rng: Random, number: int) -> History:
    is_known, events = rng.random() < 0.3, []
    for _ in range(12):
        is_right = rng.random() < (0.9 if is_known else 0.2)
        events.append(Event(item=None, skills=("a",), is_right=is_right))
        is_known = is_known or rng.random() < 0.15
    return History(learner=str(number), events=tuple(events))


def test_a_question_met_again_later_is_another_event() -> None:
    rows = [Event(item="7", skills=("a",), is_right=True, at_s=at_s) for at_s in (0.0, 60.0)]
    assert len(list(merged(rows))) == 2


def test_lines_with_questions_are_read_with_the_learners_ids(tmp_path: Path) -> None:
    path = tmp_path / "log_test.csv"
    path.write_text(LINES)
    first, second = read_histories(path)
    assert first.learner == "901"
    assert [event.item for event in first.events] == ["7", "7", "8"]
    assert next(iter(merged(first.events))).skills == ("1", "2")
    assert [event.is_right for event in second.events] == [True, False]


def test_lines_without_questions_have_no_leak_free_figure(tmp_path: Path) -> None:
    for part, learners in (("train", 3), ("test", 2)):
        text = "4\n1,1,2,2\n0,1,0,1\n" * learners
        (tmp_path / f"log_{part}.csv").write_text(text)
    comparison = compare(read_log(tmp_path), models=[SkillMean])
    assert comparison.questions is None
    assert comparison.lines[0].leak_free is None
    assert comparison.lines[0].rows is not None


def test_a_table_of_pykt_is_read_without_its_padding(tmp_path: Path) -> None:
    path = tmp_path / "test.csv"
    path.write_text(
        "fold,uid,questions,concepts,responses,timestamps\n"
        '0,5,"1,2,-1","3_4,5,-1","1,0,-1","1000,2000,-1"\n'
    )
    (history,) = read_histories(path)
    assert [event.skills for event in history.events] == [("3", "4"), ("5",)]
    assert [event.at_s for event in history.events] == [1.0, 2.0]


def test_a_file_that_is_no_log_says_what_was_expected(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("name,colour\nBo,blue\n")
    with pytest.raises(LogError, match="learner,item,skills,right"):
        read_histories(path)
    path.write_text("learner,item,skills,right,at\nbo,1,a,maybe,\n")
    with pytest.raises(LogError, match=r"line 2: an answer is 1 or 0, not 'maybe'"):
        read_histories(path)


def test_the_command_prints_both_figures_and_ends_with_json(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "log.csv"
    lines = ["learner,item,skills,right,at"]
    for history in (*log.train, *log.test):
        lines += [
            f"{history.learner},{event.item},{' '.join(s.replace(' ', '') for s in event.skills)},"
            f"{int(event.is_right)},{event.at_s}"
            for event in history.events
        ]
    path.write_text("\n".join(lines) + "\n")
    out = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tutor.domain.learner.benchmark", str(path)]
    done = subprocess.run(
        [*command, "--models", "skill_mean", "copying", "--json", str(out)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == json.loads(out.read_text())
    assert found["rows_auc_copying"] > found["auc_copying"] == found["auc_skill_mean"]
    assert found["rows"] > found["questions"]
    assert "contains repeats" in done.stdout


def test_the_web_process_never_loads_the_benchmark() -> None:
    code = (
        "import sys, tutor.domain.learner; "
        "sys.exit(any('benchmark' in name or name == 'numpy' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_there_is_something_to_compare(log: Log) -> None:
    rights = answers(log.test)
    assert 0.4 < rights.mean() < 0.9

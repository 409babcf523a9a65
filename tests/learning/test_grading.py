"""Grading in the server: with an engine that can be killed, and without it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.tree import Node
from tutor.learning import grading
from tutor.learning.grading import SymbolicWorker

# The first question waits for SymPy to load; on a busy machine that may take seconds.
_PATIENT_S = 60.0
_ENDLESS = ("(x+1)^900", "(x+2)^900")


@pytest.fixture
def worker() -> Iterator[SymbolicWorker]:
    started = SymbolicWorker(limit_s=_PATIENT_S)
    yield started
    started.close()


def ask(worker: SymbolicWorker, first: str, second: str) -> bool | None:
    return worker(parse(first), parse(second))


def test_the_engine_knows_equal_unequal_and_undefined(worker: SymbolicWorker) -> None:
    assert ask(worker, "sin(x)^2+cos(x)^2", "1") is True
    assert ask(worker, "√(x^2)", "|x|") is True
    assert ask(worker, "√(x^2)", "x") is None
    assert ask(worker, "x", "x+1") is False
    assert ask(worker, "root(-8, 3)", "-2") is True
    assert ask(worker, "root(x^3, 3)", "x") is not False
    assert ask(worker, "1/0", "1") is None
    assert ask(worker, "50%", "1/2") is True
    assert ask(worker, "log(1000)", "3") is True


def test_a_statement_is_no_question_for_it(worker: SymbolicWorker) -> None:
    assert ask(worker, "x=1", "x=1") is None


def test_an_endless_question_is_stopped_and_the_next_is_answered(worker: SymbolicWorker) -> None:
    assert ask(worker, "x", "x") is True
    pid = _pid(worker)
    worker.limit_s = 0.5
    start_s = time.monotonic()
    assert ask(worker, *_ENDLESS) is None
    assert time.monotonic() - start_s < 5.0
    worker.limit_s = _PATIENT_S
    worker._no_start_before = 0.0  # the pause after a kill is tested below
    assert ask(worker, "x+x", "2x") is True
    assert _pid(worker) != pid


def test_after_a_kill_it_pauses_before_it_starts_again(worker: SymbolicWorker) -> None:
    assert ask(worker, "x", "x") is True
    worker.limit_s = 0.2
    assert ask(worker, *_ENDLESS) is None
    assert ask(worker, "x", "x") is None
    assert worker._process is None


def test_a_worker_that_dies_by_itself_costs_one_answer(worker: SymbolicWorker) -> None:
    assert ask(worker, "x", "x") is True
    process = worker._process
    assert process is not None
    process.kill()
    process.wait()
    worker._no_start_before = 0.0
    assert ask(worker, "x+x", "2x") is True


def test_a_learner_never_waits_for_it_to_start() -> None:
    impatient = SymbolicWorker(limit_s=0.01)
    try:
        start_s = time.monotonic()
        assert ask(impatient, "x", "x") is None
        assert time.monotonic() - start_s < 5.0
        assert impatient._process is not None
        assert impatient._process.poll() is None
    finally:
        impatient.close()


def _pid(worker: SymbolicWorker) -> int:
    assert worker._process is not None
    return worker._process.pid


def test_everyday_answers_never_start_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(first: Node, second: Node) -> bool | None:
        pytest.fail(f"the engine was asked about {first} and {second}")

    monkeypatch.setattr(grading, "_worker", asked)
    spec = {"answer": "2x+6", "form": "expanded"}
    said = [
        grading.grade("algebraic", spec=spec, response={"text": text}).outcome
        for text in ("6+2x", "2(x+3)", "2x-6", "√x", "sin(x)", "|x|", "x=3", "(((", "9**9**9")
    ]
    assert said == ["right", "almost", *["not_yet"] * 7]


def test_the_same_response_gets_the_same_grade() -> None:
    spec = {"answer": "√(x^2)"}
    grades = {grading.grade("algebraic", spec=spec, response={"text": "|x|"}) for _ in range(3)}
    assert len(grades) == 1


def test_a_response_with_broken_characters_is_graded() -> None:
    assert grading.grade("numeric", spec={"answer": "1"}, response={"text": "\ud800"}).feedback


def test_feedback_is_html_rendered_when_saved_or_now() -> None:
    said = grading.grade("numeric", spec={"answer": "5"}, response={"text": "5"})
    assert "That is right." in grading.feedback_html(said)
    rendered = {"rendered": {"That is right.": "<b>saved</b>"}}
    assert grading.feedback_html(said, spec=rendered) == "<b>saved</b>"

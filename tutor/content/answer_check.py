"""Does the grader grade the answers in OATutor's files as their authors meant them?

Three measures of the grader: every answer itself must be right; the same answer with its terms in
another order too; and an answer with one slip in it must not be. And one of the files: where the
question and its answer are expressions, are they equal? Where not, another form was asked for
(completing a square) or one of the two has a mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tutor.content.importers.oatutor_pool import read_source
from tutor.content.importers.oatutor_problems import read_record
from tutor.domain.algebra.equivalence import equivalent
from tutor.domain.algebra.literals import literal_number
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.printer import show
from tutor.domain.algebra.tree import Collection, Matrix, Phrase, Relation, variables
from tutor.domain.algebra.variants import rewritten, slipped
from tutor.domain.exercises import Grade, Outcome, exercise_type
from tutor.domain.exercises.oatutor import UnsupportedStepError, spec_from_step

__all__ = ["AnswerReport", "check_oatutor"]

_Record = Mapping[str, Any]
_STATEMENTS = (Relation, Collection, Matrix, Phrase)
_Dice = Random  # places to compare at and slips to make, not secrets


@dataclass
class AnswerReport:
    """Counts, and a sentence for each answer that was not graded right."""

    answers: int = 0
    right: int = 0
    almost: int = 0
    rewritten: int = 0
    rewritten_right: int = 0
    slipped: int = 0
    slipped_right: int = 0
    questions: int = 0
    questions_equal: int = 0
    failures: list[str] = field(default_factory=list)
    suspects: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, int | float]:
        """The report as one flat object; `_p` are fractions."""
        return {
            "answers": self.answers,
            "right": self.right,
            "right_p": _fraction(self.right, self.answers),
            "almost": self.almost,
            "rewritten": self.rewritten,
            "rewritten_right_p": _fraction(self.rewritten_right, self.rewritten),
            "slipped": self.slipped,
            "slipped_right_p": _fraction(self.slipped_right, self.slipped),
            "questions": self.questions,
            "questions_equal": self.questions_equal,
        }

    def take(self, name: str, question: _Record, *, instructions: str) -> None:
        """Grade the answer of one step or scaffold, and what can be made of it."""
        self.answers += 1
        try:
            exercise, spec = spec_from_step(question, instructions=instructions)
        except UnsupportedStepError as error:
            self.failures.append(f"{name}: {error}")
            return
        grade = _grade(exercise, spec, _response(exercise, spec, question))
        self.right += grade.outcome is Outcome.RIGHT
        self.almost += grade.outcome is Outcome.ALMOST
        if grade.outcome is not Outcome.RIGHT:
            self.failures.append(
                f"{name}: {_answer(question)} is {grade.outcome}: {grade.feedback}"
            )
        if exercise in ("numeric", "algebraic"):
            self._take_variants(name, exercise, spec)
            self._take_question(name, spec)

    def _take_variants(self, name: str, exercise: str, spec: _Record) -> None:
        rng, answer = _Dice(name), parse(spec["answer"])
        text = show(rewritten(answer, rng=rng))
        grade = _grade(exercise, spec, {"text": text})
        self.rewritten += 1
        self.rewritten_right += grade.outcome is Outcome.RIGHT
        if grade.outcome is not Outcome.RIGHT:
            self.failures.append(f"{name}: {text}, rewritten, is {grade.outcome}: {grade.feedback}")
        slip = slipped(answer, rng=rng)
        if slip is not None:
            grade = _grade(exercise, spec, {"text": show(slip)})
            self.slipped += 1
            self.slipped_right += grade.outcome is Outcome.RIGHT

    def _take_question(self, name: str, spec: _Record) -> None:
        answer = parse(spec["answer"])
        question = parse(spec["given"]) if "given" in spec else answer
        parts = (answer, question)
        is_evaluated = bool(variables(question)) and not variables(answer)
        is_number = literal_number(question) is not None  # asked for its opposite, or the like
        if (
            question is answer
            or is_evaluated
            or is_number
            or any(isinstance(p, _STATEMENTS) for p in parts)
        ):
            return
        self.questions += 1
        if equivalent(answer, question, rng=_Dice(name)).kind == "equal":
            self.questions_equal += 1
        else:
            self.suspects.append(f"{name}: {show(question)} is answered by {show(answer)}")


def check_oatutor(path: Path) -> AnswerReport:
    """Grade every answer of every step and scaffold in a pool.

    Raises:
        PoolError: naming what is missing or broken.
    """
    report = AnswerReport()
    for problem, files in sorted(read_source(path).pool.problems.items()):
        record = read_record(files, f"{problem}.json")
        instructions = f"{record.get('title', '')} {record.get('body', '')}"
        for file, content in sorted(files.items()):
            if not file.startswith("steps/") or not file.endswith(".json"):
                continue
            data = json.loads(content)
            if isinstance(data, dict):
                report.take(str(data["id"]), data, instructions=instructions)
            else:
                for hint in _scaffolds(data):
                    report.take(str(hint["id"]), hint, instructions="")
    return report


def _scaffolds(hints: list[_Record]) -> Iterator[_Record]:
    for hint in hints:
        if hint.get("type") == "scaffold":
            yield hint
        yield from _scaffolds(hint.get("subHints") or [])


def _answer(question: _Record) -> str:
    answers = question.get("stepAnswer") or question.get("hintAnswer") or [""]
    return str(answers[0]).strip()


def _response(exercise: str, spec: _Record, question: _Record) -> dict[str, str]:
    if exercise != "multiple_choice":
        return {"text": _answer(question)}
    chosen = next(c["id"] for c in spec["choices"] if c["text"] == _answer(question))
    return {"choice": chosen}


def _grade(exercise: str, spec: _Record, response: dict[str, str]) -> Grade:
    return exercise_type(exercise).grade(spec, response, rng=_Dice(0))


def _fraction(part: int, whole: int) -> float:
    return round(part / whole, 5) if whole else 0.0

"""Whatever is typed: nothing is run, nothing hangs, nothing escapes as another error."""

from __future__ import annotations

import ast
import builtins
import os
import subprocess
import time
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest

from tests.domain.algebra.hostile import hostile_texts
from tutor.domain import algebra
from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.parser import parse
from tutor.domain.exercises import exercise_type

_SPECS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("algebraic", {"answer": "(x+1)^20", "given": "x", "feedback": [{"when": "x+2", "say": "?"}]}),
    ("algebraic", {"answer": "x=±√2"}),
    ("algebraic", {"answer": "x(x+1)", "form": "factored"}),
    ("algebraic", {"answer": "x+1", "form": "simplified"}),
    ("numeric", {"answer": "3/4", "unit": "cm"}),
    ("short_text", {"accepted": ["slope of the line"], "edit_distance": 2}),
)
_SLOWEST_S = 1.0


@pytest.fixture
def no_back_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """eval, exec, compile and starting a program fail the test."""

    def refused(*args: object, **kwargs: object) -> NoReturn:
        pytest.fail(f"something was run: {args!r}"[:200])

    for name in ("eval", "exec", "compile"):
        monkeypatch.setattr(builtins, name, refused)
    monkeypatch.setattr(os, "system", refused)
    monkeypatch.setattr(subprocess, "Popen", refused)


@pytest.mark.usefixtures("no_back_doors")
@pytest.mark.parametrize(("name", "spec"), _SPECS)
def test_seven_hundred_hostile_answers_are_graded_within_a_second_each(
    name: str, spec: dict[str, Any]
) -> None:
    slow = []
    for text in hostile_texts():
        start_s = time.process_time()
        grade = exercise_type(name).grade(spec, {"text": text}, rng=Random(1))
        taken_s = time.process_time() - start_s
        assert grade.outcome != "right", text[:80]
        assert grade.feedback
        if taken_s > _SLOWEST_S:
            slow.append((round(taken_s, 2), text[:80]))
    assert slow == []


def test_reading_raises_nothing_but_its_own_error() -> None:
    for text in hostile_texts():
        try:
            parse(text)
        except AlgebraError as error:
            assert error.message.endswith((".", ")", "]", "}", "(", "[", "{")), error.message


def test_no_source_of_the_algebra_can_run_text() -> None:
    """Not even indirectly: no eval, exec, compile, and of SymPy neither sympify nor a parser."""
    forbidden = {"eval", "exec", "compile", "sympify", "parse_expr", "parse_latex", "S", "lambdify"}
    folder = Path(algebra.__file__).parent
    found = [
        (path.name, name)
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and (name := _name(node)) in forbidden
        and not (path.name != "symbolic.py" and name == "S")
    ]
    # `re.compile` is not `compile`.
    assert [pair for pair in found if pair[1] != "compile"] == []


def _name(node: ast.Name | ast.Attribute | ast.alias) -> str:
    match node:
        case ast.Name(id=name) | ast.alias(name=name):
            return name.rpartition(".")[2]
        case ast.Attribute(attr=name):
            return name


def test_sympy_is_imported_by_one_module_only() -> None:
    folder = Path(algebra.__file__).parents[1]
    users = [p.name for p in folder.rglob("*.py") if "import sympy" in p.read_text("utf-8")]
    assert users == ["symbolic.py"]

"""OATutor's steps and scaffolds to our exercise specs.

Source of the format: OATutor content pool (CAHLR), see docs/reference/grading.md. A step has
problemType TextBox | MultipleChoice and answerType arithmetic | string; a scaffold hint has the
same with hintAnswer in place of stepAnswer. Texts hold LaTeX inside $$...$$.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.forms import Form, meets_form
from tutor.domain.algebra.literals import is_lowest_terms, literal_number
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.printer import structure_key
from tutor.domain.algebra.tree import (
    Collection,
    Divide,
    Node,
    Number,
    Phrase,
    Relation,
    Variable,
    variables,
    walk,
)
from tutor.domain.exercises.multiple_choice import choice_id
from tutor.domain.exercises.reading import tidied

ExerciseSpec = tuple[str, dict[str, Any]]

#: "11a13c": so many adults and so many children. Multiplied out it would accept wrong counts.
_COUNTS = re.compile(r"(\d+)([a-z])(\d+)([a-z])")
_FORMULA = re.compile(r"\$\$(.*?)\$\$")


class UnsupportedStepError(ValueError):
    """A step that cannot become an exercise; the message says which part and why."""


def spec_from_step(step: Mapping[str, Any], *, instructions: str = "") -> ExerciseSpec:
    """The exercise type and spec of a step, or of a scaffold hint.

    `instructions` is the title and body of the step's problem ("factor completely"): it tells which
    form an answer should have.

    Raises:
        UnsupportedStepError: naming what is missing.

    >>> spec_from_step({"problemType": "TextBox", "answerType": "arithmetic",
    ...                 "stepTitle": "$$1+1$$", "stepAnswer": ["$$2$$"]})[0]
    'numeric'
    """
    answer = _answer(step)
    match step.get("problemType"):
        case "MultipleChoice":
            return "multiple_choice", _choice_spec(step, answer)
        case "TextBox":
            return _text_box(step, answer, instructions)
        case other:
            raise UnsupportedStepError(f"problemType {other!r} is not TextBox or MultipleChoice")


def _answer(step: Mapping[str, Any]) -> str:
    answers = step.get("stepAnswer") or step.get("hintAnswer")
    if not isinstance(answers, list) or not answers or not str(answers[0]).strip():
        raise UnsupportedStepError("it has no answer")
    return str(answers[0]).strip()


def _choice_spec(step: Mapping[str, Any], answer: str) -> dict[str, Any]:
    texts = list(dict.fromkeys(str(text).strip() for text in step.get("choices") or ()))
    if answer not in texts:
        raise UnsupportedStepError(f"its answer {answer!r} is not among its choices")
    if len(texts) < 2:
        raise UnsupportedStepError("it has fewer than two different choices")
    choices = [
        {"id": choice_id(index), "text": text, "is_right": text == answer, "feedback": ""}
        for index, text in enumerate(texts)
    ]
    return {"choices": choices, "shuffle": True}


def _text_box(step: Mapping[str, Any], answer: str, instructions: str) -> ExerciseSpec:
    counts = _COUNTS.fullmatch(answer)
    if counts:
        return "short_text", _counts_spec(*counts.groups())
    text = _repaired(answer)
    try:
        tree = parse(text)
    except AlgebraError:
        return "short_text", {"accepted": [answer], "edit_distance": 0}
    if _is_words(text, tree):
        distance = 1 if len(answer) >= 8 else 0
        return "short_text", {"accepted": [answer], "edit_distance": distance}
    given = _given(step, tree)
    if literal_number(tree) is not None:
        form = _number_form(step, tree, instructions)
        return "numeric", {"answer": text, "tolerance": "0", "form": form, **given}
    letters = variables(tree) | (variables(parse(given["given"])) if given else frozenset())
    form = _form(step, tree, instructions)
    return "algebraic", {"answer": text, "form": form, "variables": sorted(letters), **given}


def _counts_spec(first: str, one: str, second: str, other: str) -> dict[str, Any]:
    a, b = f"{first}{one}", f"{second}{other}"
    pairs = [f"{x}{gap}{y}" for x, y in ((a, b), (b, a)) for gap in ("", ", ", " and ", "+")]
    return {"accepted": pairs, "edit_distance": 0}


def _repaired(answer: str) -> str:
    """The answer without its $$, tidied as a learner's would be, and its lists spaced."""
    text = tidied(re.sub(r"\s+", " ", answer.replace("$$", " ")).strip())
    if re.fullmatch(r"-?\d{1,3}(,-?\d{1,3})+", text):
        return text.replace(",", ", ")  # 615,195 is two numbers here, never six hundred thousand
    return text


def _is_words(text: str, tree: Node) -> bool:
    """Is this a word (Complex, N, TRUE, uphill speed = 5) rather than mathematics?"""
    if isinstance(tree, Phrase):
        return tree.meaning in ("true", "false", "yes")
    plain = re.sub(r"\\[A-Za-z]+|\bor\b|\band\b|DNE|UND", " ", text)
    has_word = re.search(r"[A-Za-z]{4,}", plain) is not None
    return (has_word and len(variables(tree)) > 4) or text == "N"


def _given(step: Mapping[str, Any], answer: Node) -> dict[str, str]:
    """The one expression of the question, unless it is its own answer."""
    formulas = _FORMULA.findall(str(step.get("stepTitle") or ""))
    if len(formulas) != 1:
        return {}
    try:
        tree = parse(formulas[0])
    except AlgebraError:
        return {}
    is_trivial = isinstance(tree, Number | Variable)
    is_own_answer = structure_key(tree) == structure_key(answer)
    return {} if is_trivial or is_own_answer else {"given": formulas[0].strip()}


def _words(step: Mapping[str, Any], instructions: str) -> str:
    own = (str(step.get(key) or "") for key in ("stepTitle", "stepBody", "title", "text"))
    return " ".join([instructions, *own])


def _number_form(step: Mapping[str, Any], answer: Node, instructions: str) -> str:
    is_asked = re.search(r"\b(?:simplif|reduc|lowest)", _words(step, instructions), re.IGNORECASE)
    is_fraction = any(isinstance(part, Divide) for part in walk(answer))
    return "lowest_terms" if is_asked and is_fraction and is_lowest_terms(answer) else "any"


def _form(step: Mapping[str, Any], answer: Node, instructions: str) -> Form:
    """The form the question asks for, as far as its own answer has it."""
    words = _words(step, instructions)
    wanted: list[Form] = []
    if re.search(r"\bfactor(?:ed|ing|ize)?\b(?! of)", words, re.IGNORECASE):
        wanted.append("factored")
    if re.search(r"\b(?:expand|multiply|product of)\b", words, re.IGNORECASE):
        wanted.append("expanded")
    wanted.append("simplified")
    if isinstance(answer, Relation | Collection):
        return "any"
    return next((form for form in wanted if meets_form(answer, form, rng=Random(0))), "any")

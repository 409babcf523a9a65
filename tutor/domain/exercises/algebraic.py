"""An expression, an equation, an inequality, a list of solutions, a point or an interval."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import Remark, SymbolicCheck, Verdict, equivalent
from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.forms import FORMS, form_complaints, meets_form
from tutor.domain.algebra.literals import literal_number, scientific_value
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.printer import show, structure_key
from tutor.domain.algebra.solutions import flattened, interval, solutions, solved_for
from tutor.domain.algebra.tree import Negate, Node, Relation, renamed, variables
from tutor.domain.algebra.variants import rewritten, slipped
from tutor.domain.exercises.base import (
    COMMON_KEYS,
    ExerciseType,
    Grade,
    Outcome,
    Response,
    Spec,
    clip,
    default_feedback,
    feedback_errors,
    response_text,
    right_feedback,
    text_errors,
    unknown_key_errors,
)
from tutor.domain.exercises.reading import readings
from tutor.domain.exercises.units import split_unit

_OWN_KEYS = ("answer", "form", "variables", "given", "decimal_comma")
_ORDER = (Outcome.RIGHT, Outcome.ALMOST, Outcome.NOT_YET)

#: Equal but for something small.
_ALMOST_EQUAL: dict[Remark, str] = {
    "no_brackets": "Those are the right values. Write them as a point, in parentheses.",
    "as_point": "Those are the right values. Without brackets: in them they make a point.",
    "no_variable": "That is the right side. Write the whole equation.",
}
#: Not equal, but part of the way.
_PARTLY: dict[Remark, tuple[Outcome, str]] = {
    "some_missing": (Outcome.ALMOST, "That is part of the answer. Something is still missing."),
    "some_extra": (Outcome.ALMOST, "Part of this is right. Check each value in the question."),
    "endpoint": (Outcome.ALMOST, "Look at the ends: is each one included?"),
    "unit": (Outcome.NOT_YET, "Look at the unit again."),
}
_FUNCTION_NAME = re.compile(r"^\s*[fgh]\([a-z]\)\s*=")
_DENOMINATOR = re.compile(r"/\s*(\d*[A-Za-z][\w^]*)")


class Algebraic(ExerciseType):
    """{"answer", "form", "variables", "given", "feedback"}; answer {"text": "..."}."""

    name = "algebraic"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, (*_OWN_KEYS, *COMMON_KEYS))
        errors += text_errors(spec, ("feedback_default", "feedback_right")) + feedback_errors(spec)
        if spec.get("form", "any") not in FORMS:
            errors.append(f"form is {spec['form']!r}: it must be one of {', '.join(FORMS)}.")
        for key in ("answer", "given"):
            if key == "answer" or spec.get(key) is not None:
                errors += _reading_errors(key, spec.get(key))
        errors += _variable_errors(spec)
        if not errors:
            errors += _meaning_errors(spec)
        return errors

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        text = response_text(response, "text")
        if text is None:
            return _not_yet("Write an answer first.", "")
        try:
            trees = _trees(spec, text)
        except AlgebraError as error:
            return _not_yet(f"This could not be read. {error.message}", clip(text))
        grader = _Grader(spec, rng=rng, symbolic=symbolic)
        grades = [grader.grade(tree, text) for tree in trees]
        return min(grades, key=lambda grade: _ORDER.index(grade.outcome))

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {"variables": list(spec.get("variables") or ())}

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        answer = parse(spec["answer"])
        wanted = Outcome.RIGHT if is_right else Outcome.NOT_YET
        if is_right:
            trees = [rewritten(answer, rng=rng)]
        else:
            trees = [tree for _ in range(8) if (tree := slipped(answer, rng=rng)) is not None]
        for text in map(show, trees):
            if self.grade(spec, {"text": text}, rng=rng).outcome is wanted:
                return {"text": text}
        return {"text": str(spec["answer"]) if is_right else "?"}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "answer": "2x+6",
            "form": "expanded",
            "variables": ["x"],
            "given": "2(x+3)",
            "feedback": [{"when": "2x+3", "say": "The 2 multiplies both parts of the bracket."}],
        }


class _Grader:
    """Grades the readings of one response against one spec."""

    def __init__(self, spec: Spec, *, rng: Random, symbolic: SymbolicCheck | None) -> None:
        self.spec = spec
        self.rng = rng
        self.symbolic = symbolic
        self.answer = parse(spec["answer"])

    def compare(self, given: Node, expected: Node) -> Verdict:
        return equivalent(given, expected, rng=self.rng, symbolic=self.symbolic)

    def grade(self, tree: Node, text: str) -> Grade:
        tree = _with_case_of(tree, self.answer)
        shown = clip(show(tree))
        if self.repeats_question(tree):
            feedback = "That repeats the question. Take it one step further."
            return _not_yet(feedback, shown)
        verdict = self.compare(tree, self.answer)
        match verdict.kind:
            case "equal":
                return self.equal(tree, verdict, shown)
            case "undefined":
                return _not_yet("This divides by zero, so it has no value.", shown)
            case "undecided":
                feedback = "This could not be compared. Write it in a simpler way."
                return _not_yet(feedback, shown)
            case "unequal":
                return self.unequal(tree, verdict, shown, text=text)

    def repeats_question(self, tree: Node) -> bool:
        given = self.spec.get("given")
        if not given:
            return False
        question = structure_key(parse(given))
        return question == structure_key(tree) and question != structure_key(self.answer)

    def equal(self, tree: Node, verdict: Verdict, shown: str) -> Grade:
        complaints = [_ALMOST_EQUAL[verdict.remark]] if verdict.remark in _ALMOST_EQUAL else []
        complaints += self.unfinished(tree) + self.form_complaints(tree)
        if complaints:
            return Grade(outcome=Outcome.ALMOST, feedback=complaints[0], normalised=shown)
        feedback = right_feedback(self.spec)
        return Grade(outcome=Outcome.RIGHT, feedback=feedback, normalised=shown)

    def form_complaints(self, tree: Node) -> list[str]:
        form = self.spec.get("form", "any")
        if not meets_form(self.answer, form, rng=self.rng):
            return []
        complaints = form_complaints(tree, form, rng=self.rng)
        return [f"That is equal, but not finished. {text}" for text in complaints]

    def unfinished(self, tree: Node) -> list[str]:
        """x = 5 is asked, and 2x = 10 or x = 4 + 1 is written."""
        wanted, written = flattened(self.answer), flattened(tree)
        is_solution = any(isinstance(part, Relation) for part in wanted)
        if is_solution and all(map(_is_solved, wanted)) and not all(map(_is_solved, written)):
            return ["That is true, but not finished: get the letter alone on one side."]
        if _is_worked_out(self.answer) and not _is_worked_out(tree):
            return ["That has the right value. Now work it out."]
        return []

    def unequal(self, tree: Node, verdict: Verdict, shown: str, *, text: str) -> Grade:
        for rule in self.spec.get("feedback", ()):
            if self.compare(tree, parse(rule["when"])).kind == "equal":
                return _not_yet(rule["say"], shown, misconception=rule["when"])
        if verdict.remark in _PARTLY:
            outcome, feedback = _PARTLY[verdict.remark]
            return Grade(outcome=outcome, feedback=feedback, normalised=shown)
        if self.is_meant_otherwise(text):
            feedback = f"This is read as {shown}. Put the denominator in brackets if it is longer."
            return Grade(outcome=Outcome.ALMOST, feedback=feedback, normalised=shown)
        strange = sorted(variables(tree) - variables(self.answer) - self.known_letters())
        if len(strange) > 2:
            return _not_yet("Write it with numbers and signs instead of words.", shown)
        if strange:
            return _not_yet(f"The letter {strange[0]} is not in the question.", shown)
        if not _is_statement(tree) and self.compare(Negate(tree), self.answer).kind == "equal":
            return _not_yet("Look at the signs again.", shown)
        return _not_yet(default_feedback(self.spec), shown)

    def known_letters(self) -> frozenset[str]:
        given = self.spec.get("given")
        known = frozenset(self.spec.get("variables") or ())
        return known | (variables(parse(given)) if given else frozenset())

    def is_meant_otherwise(self, text: str) -> bool:
        """1/2x with 1/(2x) in mind."""
        grouped = _DENOMINATOR.sub(r"/(\1)", text)
        if grouped == text:
            return False
        try:
            tree = parse(grouped)
        except AlgebraError:
            return False
        return self.compare(tree, self.answer).kind == "equal"


def _trees(spec: Spec, text: str) -> list[Node]:
    """The readings of a text; a unit of several letters behind it is left out if need be."""
    is_decimal_comma = bool(spec.get("decimal_comma"))
    if not re.search("[fgh]", spec["answer"]):
        text = _FUNCTION_NAME.sub("", text)
    value, unit = split_unit(text)
    if unit is not None and len(unit) > 1 and not re.search(r"[A-Za-z]", value):
        return readings(value, is_decimal_comma=is_decimal_comma)
    return readings(text, is_decimal_comma=is_decimal_comma)


def _is_solved(part: Node) -> bool:
    """A letter alone beside a number, or no relation at all."""
    if not isinstance(part, Relation) or "≠" in part.signs:
        return True
    if part.signs != ("=",):
        return interval(part) is not None
    solved = solved_for(part)
    return solved is not None and not variables(solved[1])


def _is_worked_out(tree: Node) -> bool:
    """Are all its values plain numbers?"""
    values = solutions(tree)
    return values is not None and all(
        literal_number(value) is not None or scientific_value(value) is not None
        for value in values.values
    )


def _is_statement(tree: Node) -> bool:
    return len(flattened(tree)) != 1 or isinstance(flattened(tree)[0], Relation)


def _with_case_of(tree: Node, answer: Node) -> Node:
    """X for x, where the answer knows only one of the two."""
    known = variables(answer)
    names = {
        name: name.swapcase()
        for name in variables(tree)
        if name not in known and name.swapcase() in known
    }
    if any(other in variables(tree) for other in names.values()):
        return tree
    return renamed(tree, names) if names else tree


def _not_yet(feedback: str, normalised: str, misconception: str | None = None) -> Grade:
    return Grade(
        outcome=Outcome.NOT_YET,
        feedback=feedback,
        normalised=normalised,
        misconception=misconception,
    )


def _reading_errors(key: str, text: object) -> list[str]:
    if not isinstance(text, str):
        return [f"{key} is {text!r}: it must be a text."]
    try:
        parse(text)
    except AlgebraError as error:
        return [f"{key} is {text!r}: {error.message}"]
    return []


def _variable_errors(spec: Spec) -> list[str]:
    names = spec.get("variables", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return [f"variables is {names!r}: it must be a list of letters."]
    return []


def _meaning_errors(spec: Spec) -> list[str]:
    """A spec that can be read but cannot work."""
    rng, answer = Random(0), parse(spec["answer"])
    errors = []
    names = frozenset(spec.get("variables") or variables(answer))
    if strange := sorted(variables(answer) - names):
        errors.append(
            f"answer has the letters {', '.join(strange)}, which variables does not list."
        )
    complaints = form_complaints(answer, spec.get("form", "any"), rng=rng)
    errors += [f"answer is not {spec['form']} itself: {text}" for text in complaints]
    for number, rule in enumerate(spec.get("feedback", ()), start=1):
        broken = _reading_errors(f"feedback {number}: when", rule["when"])
        if not broken and equivalent(parse(rule["when"]), answer, rng=rng).kind == "equal":
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is the answer.")
        errors += broken
    return errors

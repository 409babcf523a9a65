"""A number, exact or within a tolerance, with or without a unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.algebra.errors import AlgebraError, LimitError, UndefinedError
from tutor.domain.algebra.evaluate import RejectedError, evaluate
from tutor.domain.algebra.literals import (
    decimal_places,
    is_lowest_terms,
    literal_number,
    scientific_value,
)
from tutor.domain.algebra.normal import normal_form
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.printer import decimal_text, show, structure_key
from tutor.domain.algebra.solutions import solutions
from tutor.domain.algebra.tree import Node, Quantity, variables
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
from tutor.domain.exercises.numeric_spec import (
    exact_number,
    rule_errors,
    tolerance_of,
    units_errors,
)
from tutor.domain.exercises.reading import readings
from tutor.domain.exercises.units import split_unit, unit_name

_OWN_KEYS = ("answer", "tolerance", "unit", "units_accepted", "form", "given", "decimal_comma")
_FORMS = ("any", "lowest_terms")
_ROUNDED_DIGITS = 3  # of the answer, before a longer decimal counts as the same one unrounded
_ORDER = (Outcome.RIGHT, Outcome.ALMOST, Outcome.NOT_YET)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One way to read a response: its tree, its value in the unit of the answer, its unit."""

    tree: Node
    value: Fraction
    is_exact: bool
    unit: str | None

    @property
    def is_finished(self) -> bool:
        """A number written out, rather than something still to be worked out."""
        return literal_number(self.tree) is not None or scientific_value(self.tree) is not None


class Numeric(ExerciseType):
    """{"answer", "tolerance", "unit", "units_accepted", "form", "feedback", "given"}; {"text"}."""

    name = "numeric"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, (*_OWN_KEYS, *COMMON_KEYS))
        errors += text_errors(spec, ("feedback_default", "feedback_right", "unit", "given"))
        errors += feedback_errors(spec)
        if exact_number(spec.get("answer")) is None:
            errors.append(
                f"answer is {spec.get('answer')!r}: it must be a number as a text, "
                "such as '3/4', '-0.5' or '1 1/2'."
            )
        if tolerance_of(spec) is None:
            errors.append(
                f"tolerance is {spec.get('tolerance')!r}: it must be a text such as '0' or '0.01'."
            )
        if spec.get("form", "any") not in _FORMS:
            errors.append(f"form is {spec['form']!r}: it must be any or lowest_terms.")
        errors += units_errors(spec)
        if not errors:
            errors += rule_errors(spec)
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
            return _not_yet("Write a number first.", "")
        try:
            grades = [_graded(spec, reading) for reading in _readings(spec, text)]
        except AlgebraError as error:
            return _not_yet(f"This could not be read as a number. {error.message}", clip(text))
        except UndefinedError:
            return _not_yet("This divides by zero, so it has no value.", clip(text))
        return min(grades, key=lambda grade: _ORDER.index(grade.outcome))

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {"expects_unit": bool(spec.get("unit"))}

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        unit = str(spec.get("unit") or "")
        suffix = f" {unit}" if unit else ""
        if is_right:
            return {"text": str(spec["answer"]) + suffix}
        answer = exact_number(spec["answer"]) or Fraction(0)
        shift = (tolerance_of(spec) or Fraction(0)) * 3 + rng.randint(1, 9)
        return {"text": f"{answer + shift}{suffix}"}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "answer": "3/4",
            "tolerance": "0",
            "unit": "m",
            "units_accepted": {"cm": "1/100"},
            "feedback": [{"when": "4/3", "say": "Look at which length is divided by which."}],
        }


def _not_yet(feedback: str, normalised: str, misconception: str | None = None) -> Grade:
    return Grade(
        outcome=Outcome.NOT_YET,
        feedback=feedback,
        normalised=normalised,
        misconception=misconception,
    )


def _almost(feedback: str, normalised: str) -> Grade:
    return Grade(outcome=Outcome.ALMOST, feedback=feedback, normalised=normalised)


def _readings(spec: Spec, text: str) -> list[_Reading]:
    """Every way to read a response, never empty.

    Raises:
        AlgebraError, UndefinedError: when there is none.
    """
    own_units = [str(spec["unit"])] if spec.get("unit") else []
    own_units += list(spec.get("units_accepted") or {})
    value_text, unit = split_unit(text, extra=own_units)
    trees = readings(value_text, is_decimal_comma=bool(spec.get("decimal_comma")))
    found: list[_Reading] = []
    complaint: AlgebraError | UndefinedError | None = None
    for tree in trees:
        try:
            found += _tree_readings(tree, unit)
        except (AlgebraError, UndefinedError) as error:
            complaint = complaint or error
    if not found and complaint is not None:
        raise complaint
    return found


def _tree_readings(tree: Node, unit: str | None) -> list[_Reading]:
    solved = solutions(tree)
    if solved is None or len(solved.values) != 1:
        raise AlgebraError("One number is asked for here.")
    node = solved.values[0]
    if variables(node):
        raise AlgebraError("A number is asked for here, without letters.")
    if isinstance(node, Quantity):
        scaled = _reading(node, node.unit)
        bare = replace(_reading(node.value, node.unit), tree=node)
        return [scaled, bare] if node.unit == "%" else [bare]
    if unit == "%":
        return [_reading(node, unit), replace(_reading(Quantity(node, "%"), None))]
    return [_reading(node, unit)]


def _reading(node: Node, unit: str | None) -> _Reading:
    literal = literal_number(node)
    value = scientific_value(node) if literal is None else literal
    if value is not None:
        return _Reading(tree=node, value=value, is_exact=True, unit=unit)
    try:
        value = normal_form(node).constant()
    except LimitError:
        value = None
    if value is not None:
        return _Reading(tree=node, value=value, is_exact=True, unit=unit)
    try:
        approximate = evaluate(node, {}).value.real
    except RejectedError as error:
        raise AlgebraError("This has no value that can be worked out here.") from error
    return _Reading(tree=node, value=Fraction(approximate), is_exact=False, unit=unit)


def _graded(spec: Spec, reading: _Reading) -> Grade:
    shown = clip(show(reading.tree) + (f" {reading.unit}" if reading.unit else ""))
    repeated = _repeats_question(spec, reading.tree)
    if repeated:
        return _not_yet("That repeats the question: work it out to one number.", shown)
    unit, complaint = _unit_factor(spec, reading.unit)
    if unit is None:
        return _not_yet(complaint, shown)
    reading = replace(reading, value=reading.value * unit)
    grade = _graded_value(spec, reading, shown)
    if complaint and grade.outcome is Outcome.RIGHT:
        return _almost(complaint, shown)
    return grade


def _repeats_question(spec: Spec, tree: Node) -> bool:
    """12/18 typed again where 12/18 is to be simplified; a number that is its own answer may be."""
    given = spec.get("given")
    if not given:
        return False
    try:
        question, answer = structure_key(parse(given)), structure_key(parse(spec["answer"]))
    except AlgebraError:
        return False
    return question == structure_key(tree) and question != answer


def _unit_factor(spec: Spec, unit: str | None) -> tuple[Fraction | None, str]:
    """(what to multiply a value by, complaint); None when the unit cannot be right."""
    wanted = spec.get("unit")
    if not wanted:
        return Fraction(1), ""
    if unit is None:
        return Fraction(1), "The number is right. Write its unit too."
    if unit == unit_name(wanted):
        return Fraction(1), ""
    for accepted, factor in (spec.get("units_accepted") or {}).items():
        if unit == unit_name(accepted):
            return exact_number(factor) or Fraction(1), ""
    return None, f"Look at the unit: the question does not ask for {unit}."


def _graded_value(spec: Spec, reading: _Reading, shown: str) -> Grade:
    answer, tolerance = exact_number(spec["answer"]), tolerance_of(spec)
    if answer is None or tolerance is None:
        return _not_yet(default_feedback(spec), shown)
    gap = abs(reading.value - answer)
    if gap <= tolerance + (0 if reading.is_exact else abs(answer) / 10**12):
        return _right_value(spec, reading, shown)
    for rule in spec.get("feedback", ()):
        if reading.value == exact_number(split_unit(rule["when"])[0]):
            return _not_yet(rule["say"], shown, misconception=rule["when"])
    if _is_rounding(reading, answer) or _is_longer(spec["answer"], answer, reading):
        return _almost("That is close: look at how exact the answer should be.", shown)
    if reading.value == -answer:
        return _not_yet("Look at the sign again.", shown)
    return _not_yet(default_feedback(spec), shown)


def _right_value(spec: Spec, reading: _Reading, shown: str) -> Grade:
    if not reading.is_finished and not (tolerance_of(spec) and not reading.is_exact):
        return _almost("That has the right value. Now work it out to one number.", shown)
    if spec.get("form") == "lowest_terms" and not is_lowest_terms(reading.tree):
        return _almost("That is equal, but the fraction can be reduced.", shown)
    return Grade(outcome=Outcome.RIGHT, feedback=right_feedback(spec), normalised=shown)


def _is_rounding(reading: _Reading, answer: Fraction) -> bool:
    """0.33 for 1/3: the answer rounded, or cut off, to two decimal places or more."""
    places = decimal_places(reading.tree)
    if places is None or places < 2 or decimal_text(answer) is not None:
        return False
    cut_off = Fraction(int(answer * 10**places), 10**places)
    return reading.value == cut_off or abs(reading.value - answer) <= Fraction(1, 2 * 10**places)


def _is_longer(written: str, answer: Fraction, reading: _Reading) -> bool:
    """0.35714 where 0.357 is the answer: right before it was rounded."""
    places = decimal_places(parse(written))
    if not places or len(str(abs(answer.numerator))) < _ROUNDED_DIGITS:
        return False
    return abs(reading.value - answer) <= Fraction(1, 2 * 10**places)

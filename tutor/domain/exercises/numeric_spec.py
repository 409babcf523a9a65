"""What an author of a number exercise may write, and all that can be amiss with it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.literals import literal_number, scientific_value
from tutor.domain.algebra.parser import parse
from tutor.domain.exercises.base import Spec
from tutor.domain.exercises.units import split_unit


def exact_number(text: object) -> Fraction | None:
    """The value of a number as authors write it; None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        tree = parse(text)
    except AlgebraError:
        return None
    value = literal_number(tree)
    return scientific_value(tree) if value is None else value


def tolerance_of(spec: Spec) -> Fraction | None:
    """How far from the answer is still right; None when it is no number from 0 up."""
    value = exact_number(spec.get("tolerance", "0"))
    return None if value is None or value < 0 else value


def units_errors(spec: Spec) -> list[str]:
    """Complaints about `units_accepted`."""
    accepted = spec.get("units_accepted") or {}
    if not isinstance(accepted, Mapping):
        return [f"units_accepted is {accepted!r}: it must map a unit to how many units it is."]
    if accepted and not spec.get("unit"):
        return ["units_accepted needs a unit to convert to."]
    return [
        f"units_accepted: {unit!r} is {factor!r}; it must be a positive number as a text."
        for unit, factor in accepted.items()
        if not (exact_number(factor) or 0) > 0
    ]


def rule_errors(spec: Spec) -> list[str]:
    """Feedback that can never be seen, or would be said to a right answer."""
    answer, tolerance = exact_number(spec["answer"]), tolerance_of(spec)
    errors = []
    for number, rule in enumerate(spec.get("feedback", ()), start=1):
        value = exact_number(split_unit(rule["when"])[0])
        if value is None:
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is not a number.")
        elif answer is not None and tolerance is not None and abs(value - answer) <= tolerance:
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is the answer.")
    return errors

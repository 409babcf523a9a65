"""Each of several things into one of a few categories."""

from __future__ import annotations

from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.base import (
    ExerciseType,
    Grade,
    Response,
    Spec,
    clip,
    not_yet,
    pointed_feedback,
    right,
)
from tutor.domain.exercises.entries import (
    assigned_feedback,
    given_assignment,
    ids,
    one_elsewhere,
    shown,
    sorting_errors,
    text_of,
)


class Categorise(ExerciseType):
    """{"categories": [{"id", "text"}], "elements": [...], "belongs": {element: category}}.

    A rule's `when` is "element = category". Answer {element: category, ...}.
    """

    name = "categorise"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        return sorting_errors(spec, things="elements", places="categories", goes="belongs")

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        elements = ids(spec["elements"])
        given = given_assignment(response, keys=elements, values=ids(spec["categories"]))
        read = clip(" ".join(f"{key}={value}" for key, value in given.items()))
        if len(given) < len(elements):
            return not_yet("Choose a place for each of them.", read)
        if given == dict(spec["belongs"]):
            return right(spec, read)
        rule = assigned_feedback(spec.get("feedback", ()), given)
        if rule is not None:
            return not_yet(rule["say"], read, misconception=rule["when"])
        return not_yet(pointed_feedback(spec, _where_to_look(spec, given)), read)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {
            "categories": shown(spec["categories"]),
            "elements": shown(spec["elements"]),
            "shuffle": bool(spec.get("shuffle", False)),
        }

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        if is_right:
            return dict(spec["belongs"])
        return one_elsewhere(spec["belongs"], places=ids(spec["categories"]), rng=rng)

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "categories": [{"id": "one", "text": "one solution"}, {"id": "zero", "text": "none"}],
            "elements": [
                {"id": "a", "text": "$2x=6$"},
                {"id": "b", "text": "$x+1=x$"},
                {"id": "c", "text": "$x=0$"},
            ],
            "belongs": {"a": "one", "b": "zero", "c": "one"},
            "feedback": [{"when": "c = zero", "say": "Zero is a number like any other."}],
        }


def _where_to_look(spec: Spec, given: dict[str, str]) -> str:
    """How many fit, and a category that holds one which does not.

    A category with one element is not named: that would point at the element, and where there are
    two categories, at its place.
    """
    off = [element for element in given if given[element] != spec["belongs"][element]]
    fitting = len(given) - len(off)
    words = "stands where it belongs" if fitting == 1 else "stand where they belong"
    count = f"{fitting} of {len(given)} {words}."
    crowded = [given[one] for one in off if list(given.values()).count(given[one]) > 1]
    if not crowded:
        return f"{count} Test each one again."
    return f"{count} Look again at what you put under: {text_of(spec['categories'], crowded[0])}."

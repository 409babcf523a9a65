"""A partner for each of several things; some partners may be nobody's."""

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


class Matching(ExerciseType):
    """{"prompts": [{"id", "text"}], "options": [{"id", "text"}], "pairs": {prompt: option}}.

    An option may belong to several prompts or to none. A rule's `when` is "prompt = option".
    Answer {prompt: option, ...}.
    """

    name = "matching"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        return sorting_errors(spec, things="prompts", places="options", goes="pairs")

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        prompts = ids(spec["prompts"])
        given = given_assignment(response, keys=prompts, values=ids(spec["options"]))
        read = clip(" ".join(f"{key}={value}" for key, value in given.items()))
        if len(given) < len(prompts):
            return not_yet("Choose a partner for each of them.", read)
        if given == dict(spec["pairs"]):
            return right(spec, read)
        rule = assigned_feedback(spec.get("feedback", ()), given)
        if rule is not None:
            return not_yet(rule["say"], read, misconception=rule["when"])
        return not_yet(pointed_feedback(spec, _where_to_look(spec, given)), read)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {
            "prompts": shown(spec["prompts"]),
            "options": shown(spec["options"]),
            "shuffle": bool(spec.get("shuffle", False)),
        }

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        if is_right:
            return dict(spec["pairs"])
        return one_elsewhere(spec["pairs"], places=ids(spec["options"]), rng=rng)

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "prompts": [{"id": "a", "text": "$x+3$"}, {"id": "b", "text": "$3x$"}],
            "options": [
                {"id": "sum", "text": "3 more than $x$"},
                {"id": "product", "text": "3 times $x$"},
                {"id": "power", "text": "$x$ to the third power"},
            ],
            "pairs": {"a": "sum", "b": "product"},
            "feedback": [{"when": "b = power", "say": "A number in front of $x$ multiplies it."}],
        }


def _where_to_look(spec: Spec, given: dict[str, str]) -> str:
    """How many fit, and one of the prompts that does not."""
    off = [prompt for prompt in ids(spec["prompts"]) if given[prompt] != spec["pairs"][prompt]]
    fitting = len(given) - len(off)
    look = f"Look at this one again: {text_of(spec['prompts'], off[0])}."
    if not fitting:
        return f"None of them fits yet. {look}"
    return f"{fitting} of {len(given)} {'fits' if fitting == 1 else 'fit'}. {look}"

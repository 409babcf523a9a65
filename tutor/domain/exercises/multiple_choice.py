"""One of several options, each with its own feedback."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.base import (
    DEFAULT_NOT_YET,
    ExerciseType,
    Grade,
    Outcome,
    Response,
    Spec,
    clip,
    response_text,
    right_feedback,
    text_errors,
    unknown_key_errors,
)

_CHOICE_KEYS = ("id", "text", "is_right", "feedback")


def choice_id(index: int) -> str:
    """a, b, ... z, then a1, b1, ...: the id of the choice at an index from 0."""
    letter = "abcdefghijklmnopqrstuvwxyz"[index % 26]
    return letter if index < 26 else f"{letter}{index // 26}"


class MultipleChoice(ExerciseType):
    """{"choices": [{"id", "text", "is_right", "feedback"}], "shuffle"}; answer {"choice": id}."""

    name = "multiple_choice"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        keys = ("choices", "shuffle", "feedback_default", "feedback_right")
        errors = unknown_key_errors(spec, keys)
        errors += text_errors(spec, ("feedback_default", "feedback_right"))
        if not isinstance(spec.get("shuffle", False), bool):
            errors.append(f"shuffle is {spec['shuffle']!r}: it must be true or false.")
        choices = spec.get("choices")
        if not isinstance(choices, list) or len(choices) < 2:
            return [*errors, "choices must be a list of at least two options."]
        for number, choice in enumerate(choices, start=1):
            errors += _choice_errors(number, choice)
        return errors or _set_errors(choices)

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        chosen = response_text(response, "choice")
        choice = next((c for c in spec["choices"] if c["id"] == chosen), None)
        if choice is None:
            return Grade(
                outcome=Outcome.NOT_YET,
                feedback="Choose one of the options.",
                normalised=clip(chosen or ""),
            )
        own = str(choice.get("feedback") or "")
        if choice["is_right"]:
            feedback = own or right_feedback(spec)
            return Grade(outcome=Outcome.RIGHT, feedback=feedback, normalised=choice["id"])
        return Grade(
            outcome=Outcome.NOT_YET,
            feedback=own or str(spec.get("feedback_default") or DEFAULT_NOT_YET),
            normalised=choice["id"],
            misconception=choice["id"] if own else None,
        )

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        options = [{"id": choice["id"], "text": choice["text"]} for choice in spec["choices"]]
        return {"choices": options, "shuffle": bool(spec.get("shuffle", False))}

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        wanted = [choice["id"] for choice in spec["choices"] if choice["is_right"] == is_right]
        return {"choice": rng.choice(wanted)}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "choices": [
                {"id": "a", "text": "$x=4$", "is_right": True, "feedback": ""},
                {
                    "id": "b",
                    "text": "$x=16$",
                    "is_right": False,
                    "feedback": "Divide both sides by 3 as the last step.",
                },
            ],
            "shuffle": True,
        }


def _choice_errors(number: int, choice: object) -> list[str]:
    if not isinstance(choice, Mapping):
        return [f"choice {number} is {choice!r}: it must have id, text, is_right and feedback."]
    errors = [f"choice {number}: {text}" for text in unknown_key_errors(choice, _CHOICE_KEYS)]
    errors += [
        f"choice {number}: {key} must be a text that is not empty."
        for key in ("id", "text")
        if not isinstance(choice.get(key), str) or not choice[key].strip()
    ]
    if not isinstance(choice.get("is_right"), bool):
        errors.append(f"choice {number}: is_right must be true or false.")
    errors += [f"choice {number}: {text}" for text in text_errors(choice, ("feedback",))]
    return errors


def _set_errors(choices: list[dict[str, Any]]) -> list[str]:
    errors = []
    for key in ("id", "text"):
        values = [choice[key].strip() for choice in choices]
        twice = sorted({value for value in values if values.count(value) > 1})
        errors += [f"two choices have the same {key}: {value!r}." for value in twice]
    rights = sum(choice["is_right"] for choice in choices)
    if rights == 0:
        errors.append("no choice is right: set is_right on one.")
    if rights == len(choices):
        errors.append("every choice is right: there is nothing to choose.")
    return errors

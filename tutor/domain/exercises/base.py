"""What every exercise type declares about itself, and the grade it gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from tutor.domain.algebra.equivalence import SymbolicCheck

Spec = Mapping[str, Any]
Response = Mapping[str, Any]

#: Longer answers are not graded. A lesson's longest answer has about 150 characters.
MAX_RESPONSE_CHARACTERS = 2_000


class Outcome(StrEnum):
    """The three states of an answer."""

    RIGHT = "right"
    ALMOST = "almost"
    NOT_YET = "not_yet"


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What an answer is worth and why.

    `feedback` is a plain sentence for the learner and may hold $tex$; `normalised` is the answer as
    it was read, for records and item analysis; `misconception` names the `feedback[].when` that
    matched, or is None.
    """

    outcome: Outcome
    feedback: str
    normalised: str
    misconception: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """The grade as a JSON object; `grade_from_json` reads it back."""
        return {
            "outcome": self.outcome.value,
            "feedback": self.feedback,
            "normalised": self.normalised,
            "misconception": self.misconception,
        }


def grade_from_json(data: Mapping[str, Any]) -> Grade:
    """The inverse of `Grade.as_json`."""
    return Grade(
        outcome=Outcome(data["outcome"]),
        feedback=str(data["feedback"]),
        normalised=str(data["normalised"]),
        misconception=data.get("misconception"),
    )


class ExerciseType(ABC):
    """One kind of exercise. Stateless; a member of `EXERCISE_TYPES`."""

    name: str

    @abstractmethod
    def check_spec(self, spec: Spec) -> list[str]:
        """All that is wrong with a spec, one sentence each; empty when it can be used."""

    @abstractmethod
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        """Grades any response whatever, without raising.

        `rng` draws the points where expressions are compared; `symbolic` is asked when exact
        arithmetic and sampling cannot decide (see `tutor.learning.grading`).
        """

    @abstractmethod
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        """What a browser may see: never an answer, a feedback or a tolerance."""

    @abstractmethod
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        """A response of a simulated learner, graded RIGHT or NOT_YET as asked."""

    @abstractmethod
    def sample(self) -> dict[str, Any]:
        """A small valid spec, for tests, the documentation and the authoring page."""


def response_text(response: object, key: str) -> str | None:
    """The text under a key of a response; None when it is missing, empty or not a text."""
    if not isinstance(response, Mapping):
        return None
    value = response.get(key)
    if not isinstance(value, str) or not value.strip():
        return None
    return value


def clip(text: str, *, limit: int = 200) -> str:
    """A text short enough for a record, without characters that a database may refuse."""
    kept = "".join(
        c for c in text[: limit * 2] if c.isprintable() and not 0xD800 <= ord(c) < 0xE000
    )
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def text_errors(spec: Spec, keys: Sequence[str]) -> list[str]:
    """Complaints about optional keys that must hold text when present."""
    return [
        f"{key} is {spec[key]!r}: it must be a text."
        for key in keys
        if spec.get(key) is not None and not isinstance(spec[key], str)
    ]


def unknown_key_errors(spec: Spec, known: Sequence[str]) -> list[str]:
    """Complaints about keys that this type does not read (a misspelt key must not pass)."""
    return [
        f"{key!r} is not a key of this exercise type; known are {', '.join(sorted(known))}."
        for key in spec
        if key not in known
    ]


def feedback_errors(spec: Spec) -> list[str]:
    """Complaints about the shape of `feedback`: a list of {"when", "say"}."""
    rules = spec.get("feedback", [])
    if not isinstance(rules, list):
        return [f"feedback is {rules!r}: it must be a list of {{when, say}}."]
    errors = []
    for number, rule in enumerate(rules, start=1):
        if not isinstance(rule, Mapping) or set(rule) != {"when", "say"}:
            errors.append(f"feedback {number} must have exactly the keys when and say.")
        elif not all(isinstance(rule[key], str) and rule[key].strip() for key in ("when", "say")):
            errors.append(f"feedback {number}: when and say must be texts that are not empty.")
    return errors


#: Keys that every spec may have besides its own.
COMMON_KEYS = ("feedback", "feedback_default", "feedback_right")

DEFAULT_RIGHT = "That is right."
DEFAULT_NOT_YET = "Not yet. Look at each step again, or take a hint."


def right_feedback(spec: Spec) -> str:
    """What to say to a right answer."""
    return str(spec.get("feedback_right") or DEFAULT_RIGHT)


def default_feedback(spec: Spec) -> str:
    """What to say when nothing more specific is known about an answer."""
    return str(spec.get("feedback_default") or DEFAULT_NOT_YET)


def pointed_feedback(spec: Spec, where: str) -> str:
    """Where to look, then the author's advice for answers that no rule foresaw, if there is any."""
    return f"{where} {spec['feedback_default']}" if spec.get("feedback_default") else where


def not_yet(feedback: str, normalised: str, *, misconception: str | None = None) -> Grade:
    """A grade that says where to look."""
    return Grade(
        outcome=Outcome.NOT_YET,
        feedback=feedback,
        normalised=normalised,
        misconception=misconception,
    )


def right(spec: Spec, normalised: str) -> Grade:
    """A grade for the answer that was asked for."""
    return Grade(outcome=Outcome.RIGHT, feedback=right_feedback(spec), normalised=normalised)

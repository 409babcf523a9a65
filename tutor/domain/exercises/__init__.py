"""Exercise types: what each asks of its spec, how it grades, what a browser may see of it."""

from __future__ import annotations

from tutor.domain.exercises.algebraic import Algebraic
from tutor.domain.exercises.base import ExerciseType, Grade, Outcome, grade_from_json
from tutor.domain.exercises.categorise import Categorise
from tutor.domain.exercises.cloze import Cloze
from tutor.domain.exercises.highlight import Highlight
from tutor.domain.exercises.matching import Matching
from tutor.domain.exercises.multiple_choice import MultipleChoice
from tutor.domain.exercises.multiple_response import MultipleResponse
from tutor.domain.exercises.numeric import Numeric
from tutor.domain.exercises.ordering import Ordering
from tutor.domain.exercises.short_text import ShortText

__all__ = [
    "EXERCISE_TYPES",
    "ExerciseType",
    "Grade",
    "Outcome",
    "UnknownExerciseTypeError",
    "exercise_type",
    "grade_from_json",
]

EXERCISE_TYPES: tuple[ExerciseType, ...] = (
    MultipleChoice(),
    MultipleResponse(),
    Numeric(),
    ShortText(),
    Algebraic(),
    Ordering(),
    Matching(),
    Cloze(),
    Highlight(),
    Categorise(),
)


class UnknownExerciseTypeError(KeyError):
    """No exercise type has this name."""


def exercise_type(name: str) -> ExerciseType:
    """The exercise type of a name.

    Raises:
        UnknownExerciseTypeError: naming those that exist.
    """
    for member in EXERCISE_TYPES:
        if member.name == name:
            return member
    known = ", ".join(member.name for member in EXERCISE_TYPES)
    raise UnknownExerciseTypeError(f"exercise type {name!r} is not one of {known}")

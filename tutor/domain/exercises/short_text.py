"""A word or a short phrase, with room for small slips of spelling."""

from __future__ import annotations

import re
import unicodedata
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.base import (
    COMMON_KEYS,
    MAX_RESPONSE_CHARACTERS,
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

_MAX_DISTANCE = 2


def plain(text: str) -> str:
    """Lower case, one space between words, no space beside marks, no final full stop.

    >>> plain("  The  Slope. "), plain("m = 2 , b = 3")
    ('the slope', 'm=2,b=3')
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("−", "-").replace("’", "'")
    folded = folded.replace("$$", " ")
    folded = re.sub(r"\s+", " ", folded).strip().rstrip(".").strip()
    return re.sub(r"\s*([=,;:+<>(){}\[\]/*^-])\s*", r"\1", folded)


def edit_distance(first: str, second: str, *, limit: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two texts; at most limit + 1.

    Optimal string alignment (L. Boytsov, 2011), stopped once a whole row is above the limit.

    >>> edit_distance("slope", "solpe", limit=2), edit_distance("a", "bcdefg", limit=2)
    (1, 3)
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        older, before, row = before, row, [i]
        for j, right in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


class ShortText(ExerciseType):
    """{"accepted": [...], "edit_distance": 0 | 1 | 2, "feedback"}; answer {"text": "..."}."""

    name = "short_text"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, ("accepted", "edit_distance", *COMMON_KEYS))
        errors += text_errors(spec, ("feedback_default", "feedback_right")) + feedback_errors(spec)
        accepted = spec.get("accepted")
        if not isinstance(accepted, list) or not accepted:
            errors.append("accepted must be a list of at least one answer.")
        elif not all(isinstance(text, str) and plain(text) for text in accepted):
            errors.append("accepted must hold texts that are not empty.")
        distance = spec.get("edit_distance", 0)
        if isinstance(distance, bool) or distance not in range(_MAX_DISTANCE + 1):
            errors.append(f"edit_distance is {distance!r}: it must be 0, 1 or 2.")
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
        if text is None or len(text) > MAX_RESPONSE_CHARACTERS:
            feedback = "Write an answer first." if text is None else "Write a shorter answer."
            return Grade(outcome=Outcome.NOT_YET, feedback=feedback, normalised="")
        given = plain(text)
        shown = clip(given)
        if any(given == plain(wanted) for wanted in spec["accepted"]):
            feedback = right_feedback(spec)
            return Grade(outcome=Outcome.RIGHT, feedback=feedback, normalised=shown)
        for rule in spec.get("feedback", ()):
            if given == plain(rule["when"]):
                return Grade(
                    outcome=Outcome.NOT_YET,
                    feedback=rule["say"],
                    normalised=shown,
                    misconception=rule["when"],
                )
        limit = spec.get("edit_distance", 0)
        if limit and any(_is_near(given, plain(wanted), limit) for wanted in spec["accepted"]):
            feedback = "That is the right idea. Check the spelling."
            return Grade(outcome=Outcome.ALMOST, feedback=feedback, normalised=shown)
        return Grade(outcome=Outcome.NOT_YET, feedback=default_feedback(spec), normalised=shown)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {}

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        if is_right:
            return {"text": rng.choice(spec["accepted"])}
        return {"text": "something else entirely " + str(rng.randrange(1000))}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "accepted": ["coefficient"],
            "edit_distance": 2,
            "feedback": [{"when": "constant", "say": "A constant stands alone, without a letter."}],
        }


def _is_near(given: str, wanted: str, limit: int) -> bool:
    """Digits and signs carry the meaning of an answer: a slip there is no slip of spelling."""

    def meaning(text: str) -> str:
        return re.sub(r"[^\d=<>+*/^-]", "", text)

    if meaning(given) != meaning(wanted) or len(wanted) < 2 * limit + 1:
        return False
    return edit_distance(given, wanted, limit=limit) <= limit

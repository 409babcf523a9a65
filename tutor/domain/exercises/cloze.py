"""A text with gaps, each a number, a word, an expression or a choice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.algebraic import Algebraic
from tutor.domain.exercises.base import (
    ExerciseType,
    Grade,
    Outcome,
    Response,
    Spec,
    clip,
    not_yet,
    pointed_feedback,
    response_text,
    right,
    text_errors,
    unknown_key_errors,
)
from tutor.domain.exercises.marked_text import bracket_complaint, gap_names, pieces
from tutor.domain.exercises.multiple_choice import MultipleChoice
from tutor.domain.exercises.numeric import Numeric
from tutor.domain.exercises.short_text import ShortText

_GAP_TYPES: dict[str, ExerciseType] = {
    one.name: one for one in (Numeric(), ShortText(), Algebraic(), MultipleChoice())
}
_GAP_KEYS = ("id", "label", "type", "spec")
_ID = re.compile(r"[a-z0-9]+")
_MAX_GAPS = 12
_FEEDBACK_KEYS = ("feedback_default", "feedback_right")


class Cloze(ExerciseType):
    """{"text": "Subtract [[a]] …", "gaps": [{"id", "label", "type", "spec"}]}; {gap id: answer}.

    A gap's type is numeric, short_text, algebraic or multiple_choice, with the spec of that type.
    """

    name = "cloze"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, ("text", "gaps", *_FEEDBACK_KEYS))
        errors += text_errors(spec, _FEEDBACK_KEYS)
        gaps = spec.get("gaps")
        if not isinstance(gaps, list) or not 1 <= len(gaps) <= _MAX_GAPS:
            return [*errors, f"gaps must be a list of 1 to {_MAX_GAPS} gaps."]
        for number, gap in enumerate(gaps, start=1):
            errors += [f"gap {number}: {text}" for text in _gap_errors(gap)]
        text = spec.get("text")
        if not isinstance(text, str):
            return [*errors, f"text is {text!r}: it must be a text with a [[gap]]."]
        if complaint := bracket_complaint(text):
            return [*errors, f"text: {complaint}"]
        return errors or _place_errors(text, [gap["id"] for gap in gaps])

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        given = _given(spec, response)
        read = " ".join(f"[{text}]" for text in given.values())
        order = gap_names(spec["text"])
        if empty := [number for number, name in enumerate(order, start=1) if not given[name]]:
            where = f"gap {empty[0]}" if len(order) > 1 else "the gap"
            return not_yet(f"Fill {where} first.", clip(read))
        gaps = {gap["id"]: gap for gap in spec["gaps"]}
        grades = {
            name: _gap_grade(gaps[name], given[name], rng=rng, symbolic=symbolic) for name in order
        }
        read = clip(" ".join(f"[{grades[name].normalised}]" for name in order))
        return _whole_grade(spec, grades, read)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        gaps = {gap["id"]: gap for gap in spec["gaps"]}
        numbers = {name: number for number, name in enumerate(gap_names(spec["text"]), start=1)}
        return {
            "count": len(gaps),
            "lines": [
                [
                    _public_gap(gaps[piece.gap], numbers[piece.gap]) | {"joins": piece.joins}
                    if piece.gap
                    else {"text": piece.text, "joins": piece.joins}
                    for piece in pieces(line)
                ]
                for line in spec["text"].splitlines()
                if line.strip()
            ],
        }

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        off = None if is_right else rng.randrange(len(spec["gaps"]))
        response = {}
        for number, gap in enumerate(spec["gaps"]):
            kind = _GAP_TYPES[gap["type"]]
            one = kind.simulate(gap["spec"], is_right=number != off, rng=rng)
            response[gap["id"]] = one[_response_key(gap)]
        return response

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "text": "From $2x+3=11$ take [[a]] on both sides.\nThen [[b]], so $x=$ [[c]].",
            "gaps": [
                {
                    "id": "a",
                    "label": "the number to take away",
                    "type": "numeric",
                    "spec": {
                        "answer": "3",
                        "feedback": [{"when": "11", "say": "Which number stands with $2x$?"}],
                    },
                },
                {"id": "b", "type": "algebraic", "spec": {"answer": "2x=8"}},
                {
                    "id": "c",
                    "type": "multiple_choice",
                    "spec": {
                        "choices": [
                            {"id": "a", "text": "4", "is_right": True},
                            {"id": "b", "text": "6", "is_right": False},
                        ]
                    },
                },
            ],
        }


def _given(spec: Spec, response: object) -> dict[str, str]:
    """The text in each gap, "" where there is none."""
    return {gap["id"]: response_text(response, gap["id"]) or "" for gap in spec["gaps"]}


def _response_key(gap: Mapping[str, Any]) -> str:
    return "choice" if gap["type"] == MultipleChoice.name else "text"


def _gap_grade(
    gap: Mapping[str, Any], text: str, *, rng: Random, symbolic: SymbolicCheck | None
) -> Grade:
    kind = _GAP_TYPES[gap["type"]]
    return kind.grade(gap["spec"], {_response_key(gap): text}, rng=rng, symbolic=symbolic)


def _whole_grade(spec: Spec, grades: Mapping[str, Grade], read: str) -> Grade:
    """Right when every gap is, almost when no gap is further off; else the first to look at."""
    off = [name for name, grade in grades.items() if grade.outcome is Outcome.NOT_YET]
    almost = [name for name, grade in grades.items() if grade.outcome is Outcome.ALMOST]
    if not off and not almost:
        return right(spec, read)
    name = (off or almost)[0]
    grade = grades[name]
    place = list(grades).index(name) + 1
    where = f"Gap {place}: {grade.feedback}" if len(grades) > 1 else grade.feedback
    if not off:
        return Grade(outcome=Outcome.ALMOST, feedback=where, normalised=read)
    fitting = len(grades) - len(off) - len(almost)
    if fitting:
        where = f"{fitting} of {len(grades)} {'fits' if fitting == 1 else 'fit'}. {where}"
    if grade.misconception is None:
        return not_yet(pointed_feedback(spec, where), read)
    return not_yet(where, read, misconception=f"{name}: {grade.misconception}")


def _public_gap(gap: Mapping[str, Any], number: int) -> dict[str, Any]:
    public = _GAP_TYPES[gap["type"]].public_spec(gap["spec"])
    return {
        "gap": gap["id"],
        "number": number,
        "label": str(gap.get("label") or ""),
        "type": gap["type"],
        **public,
    }


def _gap_errors(gap: object) -> list[str]:
    if not isinstance(gap, Mapping):
        return [f"it is {gap!r}; it must have id, type and spec."]
    errors = unknown_key_errors(gap, _GAP_KEYS) + text_errors(gap, ("label",))
    name, kind, spec = gap.get("id"), gap.get("type"), gap.get("spec")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        errors.append(f"id is {name!r}: use small letters and digits.")
    if not isinstance(kind, str) or kind not in _GAP_TYPES:
        errors.append(f"type is {kind!r}: it must be one of {', '.join(_GAP_TYPES)}.")
    elif not isinstance(spec, Mapping):
        errors.append(f"spec is {spec!r}: it must be the spec of a {kind} exercise.")
    else:
        errors += _GAP_TYPES[kind].check_spec(spec)
    return errors


def _place_errors(text: str, known: list[str]) -> list[str]:
    found = gap_names(text)
    errors = [f"text has [[{one}]], but no gap has this id." for one in found if one not in known]
    for name in dict.fromkeys(known):
        if known.count(name) > 1:
            errors.append(f"two gaps have the same id: {name!r}.")
        if (times := found.count(name)) != 1:
            errors.append(f"text must have [[{name}]] once; it stands there {times} times.")
    return errors

"""The words, sentences or lines of a text that fit a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.base import (
    COMMON_KEYS,
    ExerciseType,
    Grade,
    Response,
    Spec,
    clip,
    feedback_errors,
    not_yet,
    pointed_feedback,
    right,
    text_errors,
    unknown_key_errors,
)
from tutor.domain.exercises.marked_text import Unit, bracket_complaint, units
from tutor.domain.exercises.partial import f1_p

_BY = ("word", "sentence", "line")
_MAX_UNITS = 120
_NEAR_P = 0.75


class Highlight(ExerciseType):
    """{"text": "Add [[3 to both]] sides.", "by": "word" | "sentence" | "line", "feedback"}.

    What stands in double brackets is to be highlighted. A rule's `when` is a run of the text that
    is not, said when all of it is highlighted. Answer {"tokens": "1 2 3"}: places from 0.
    """

    name = "highlight"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, ("text", "by", *COMMON_KEYS))
        errors += text_errors(spec, ("feedback_default", "feedback_right")) + feedback_errors(spec)
        by, text = spec.get("by", "word"), spec.get("text")
        if by not in _BY:
            errors.append(f"by is {by!r}: it must be one of {', '.join(_BY)}.")
        if not isinstance(text, str):
            errors.append(f"text is {text!r}: it must be a text with a [[part]] to highlight.")
        elif complaint := bracket_complaint(text):
            errors.append(f"text: {complaint}")
        return errors or _meaning_errors(spec)

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        tokens = _units(spec)
        chosen = _given(response, len(tokens))
        if not chosen:
            return not_yet("Highlight at least one part of the text.", "")
        read = clip(_in_words(tokens, chosen))
        wanted = [place for place, token in enumerate(tokens) if token.is_right]
        if chosen == wanted:
            return right(spec, read)
        for rule in spec.get("feedback", ()):
            if any(set(run) <= set(chosen) for run in _runs(tokens, rule["when"])):
                return not_yet(rule["say"], read, misconception=rule["when"])
        return not_yet(pointed_feedback(spec, _where_to_look(chosen, wanted)), read)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        tokens = _units(spec)
        lines: list[list[dict[str, str]]] = [[] for _ in range(tokens[-1].line + 1)]
        for place, token in enumerate(tokens):
            lines[token.line].append({"id": str(place), "text": token.text})
        return {"by": spec.get("by", "word"), "lines": lines}

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        tokens = _units(spec)
        chosen = {place for place, token in enumerate(tokens) if token.is_right}
        if not is_right:
            # Adding a part is always possible and never leaves nothing highlighted.
            chosen.add(rng.choice([p for p, token in enumerate(tokens) if not token.is_right]))
        return {"tokens": " ".join(map(str, sorted(chosen)))}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "text": "In $4x+7$ the number [[$4$]] multiplies $x$, and [[$7$]] is added.",
            "by": "word",
            "feedback": [{"when": "$4x+7$", "say": "That is the whole expression."}],
        }


def _units(spec: Spec) -> list[Unit]:
    return units(spec["text"], by=spec.get("by", "word"))


def _given(response: object, count: int) -> list[int]:
    """The places in a response, sorted; empty where it is none."""
    text = response.get("tokens") if isinstance(response, Mapping) else None
    if not isinstance(text, str) or len(text) > 8 * _MAX_UNITS:
        return []
    known = {str(place): place for place in range(count)}
    found = {known.get(name) for name in text.split()}
    return [] if None in found else sorted(place for place in found if place is not None)


def _in_words(tokens: Sequence[Unit], chosen: Sequence[int]) -> str:
    """What was highlighted as it reads, so that a record outlives a change of the text."""
    runs: list[list[int]] = []
    for place in chosen:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return " | ".join(" ".join(tokens[place].text for place in run) for run in runs)


def _runs(tokens: Sequence[Unit], text: str) -> list[range]:
    """Every place where a run of tokens reads as `text`."""
    wanted = text.split()
    found = []
    for start in range(len(tokens)):
        words: list[str] = []
        for end in range(start, len(tokens)):
            words += tokens[end].text.split()
            if len(words) >= len(wanted):
                found += [range(start, end + 1)] if words == wanted else []
                break
    return found


def _where_to_look(chosen: Sequence[int], wanted: Sequence[int]) -> str:
    """Too much, too little or elsewhere; "close" by the F1 of the parts."""
    extra, missing = set(chosen) - set(wanted), set(wanted) - set(chosen)
    near = "Close. " if f1_p(chosen, wanted) >= _NEAR_P else ""
    if not missing:
        return f"{near}What was asked for is in it, and something more. Look at each part again."
    if not extra:
        return f"{near}What you highlighted fits. Something is still missing."
    if len(missing) < len(wanted):
        return f"{near}Part of it fits. Something is missing, and something does not belong."
    return "Not here yet. Read the question again, then each part of the text."


def _meaning_errors(spec: Spec) -> list[str]:
    tokens = _units(spec)
    if len(tokens) > _MAX_UNITS:
        return [f"text has {len(tokens)} parts to highlight; at most {_MAX_UNITS} are shown."]
    errors = []
    if not any(token.is_right for token in tokens):
        errors.append("text has nothing in double brackets: there is nothing to highlight.")
    elif all(token.is_right for token in tokens):
        errors.append("all of the text is in double brackets: there is nothing to choose.")
    for number, rule in enumerate(spec.get("feedback", ()), start=1):
        runs = _runs(tokens, rule["when"])
        if not runs:
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is not in the text.")
        elif any(all(tokens[place].is_right for place in run) for run in runs):
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is right.")
    return errors

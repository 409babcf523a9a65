"""Answers of other systems to specs of our exercise types; where they differ, it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tutor.content.importers.bank import NotTakenError
from tutor.domain.algebra.printer import decimal_text
from tutor.domain.exercises.multiple_choice import choice_id
from tutor.domain.exercises.numeric_spec import exact_number
from tutor.domain.exercises.short_text import plain

Note = Callable[[str], None]
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>$#.)+~=-])")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer and what it is worth: 1 is right, 0 or less is not, between is half right."""

    text: str
    credit_p: float
    feedback: str = ""
    tolerance: str = "0"

    @property
    def is_right(self) -> bool:
        return self.credit_p >= 0.999


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said to right and to other answers, where no answer has words of its own."""

    right: str = ""
    default: str = ""

    def keys(self) -> dict[str, str]:
        found = {"feedback_right": self.right, "feedback_default": self.default}
        return {key: text for key, text in found.items() if text.strip()}


def plain_words(markdown: str) -> str:
    """Markdown of a few words as the characters a learner would type."""
    return _ESCAPED.sub(r"\1", markdown).replace("**", "").strip()


def choice_spec(
    answers: Sequence[Answer], *, shuffle: bool, said: Said, note: Note
) -> tuple[str, dict[str, Any]]:
    """One right option, or several of which any one will do."""
    if not any(answer.is_right for answer in answers):
        best = max((answer.credit_p for answer in answers), default=0)
        if best <= 0:
            raise NotTakenError("none of its options is right")
        answers = [
            Answer(
                text=one.text, feedback=one.feedback, credit_p=float(one.credit_p >= best - 1e-9)
            )
            for one in answers
        ]
        note(f"the best option was worth {best:.0%} and counts as right here")
    _say_partial(answers, note)
    choices = [
        {
            "id": choice_id(index),
            "text": answer.text,
            "is_right": answer.is_right,
            "feedback": answer.feedback,
        }
        for index, answer in enumerate(answers)
    ]
    return "multiple_choice", {"choices": choices, "shuffle": shuffle, **said.keys()}


def response_spec(
    answers: Sequence[Answer], *, shuffle: bool, said: Said
) -> tuple[str, dict[str, Any]]:
    """All that fit: whatever adds to the mark."""
    options = [
        {
            "id": choice_id(index),
            "text": answer.text,
            "is_right": answer.credit_p > 0,
            "feedback": answer.feedback,
        }
        for index, answer in enumerate(answers)
    ]
    return "multiple_response", {"options": options, "shuffle": shuffle, **said.keys()}


def truth_spec(
    *, is_true: bool, when_right: str, when_wrong: str, said: Said
) -> tuple[str, dict[str, Any]]:
    """True or false, never shuffled."""
    choices = [
        {
            "id": choice_id(index),
            "text": text,
            "is_right": is_true is value,
            "feedback": when_right if is_true is value else when_wrong,
        }
        for index, (text, value) in enumerate((("True", True), ("False", False)))
    ]
    return "multiple_choice", {"choices": choices, "shuffle": False, **said.keys()}


def short_spec(answers: Sequence[Answer], *, said: Said, note: Note) -> tuple[str, dict[str, Any]]:
    """Words that are accepted. A pattern with * is not taken: what it lets through is unknown."""
    _say_partial(answers, note)
    accepted, rules, right_words, default = [], {}, "", said.default
    for answer in answers:
        text = answer.text.replace("\\*", "\0")
        if text.strip() == "*" and not answer.is_right:
            default = answer.feedback or default
        elif "*" in text:
            note(f"the pattern {answer.text!r} is left out: only whole answers are compared")
        elif answer.is_right:
            accepted.append(text.replace("\0", "*").strip())
            right_words = right_words or answer.feedback
        elif answer.feedback and plain(text):
            rules[text.replace("\0", "*").strip()] = answer.feedback
    accepted = [text for text in dict.fromkeys(accepted) if plain(text)]
    if not accepted:
        raise NotTakenError("it has no right answer that can be compared word for word")
    known = {plain(text) for text in accepted}
    feedback = [{"when": w, "say": s} for w, s in rules.items() if plain(w) not in known]
    said = Said(right=right_words or said.right, default=default)
    spec = {"accepted": accepted, "edit_distance": 0, **said.keys()}
    return "short_text", spec | ({"feedback": feedback} if feedback else {})


def numeric_spec(
    answers: Sequence[Answer], *, said: Said, note: Note, unit: str = "",
    units_accepted: dict[str, str] | None = None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """One number within its tolerance; other numbers have words of their own."""
    _say_partial(answers, note)
    rights = [one for one in answers if one.is_right and one.text.strip() != "*"]
    if not rights:
        raise NotTakenError("it has no right number")
    if len({exact_number(one.text) for one in rights}) > 1:
        raise NotTakenError("it accepts several different numbers; an exercise here has one answer")
    answer = max(rights, key=lambda one: exact_number(one.tolerance) or 0)
    default, rules = said.default, {}
    for one in answers:
        if one.text.strip() == "*":
            default = one.feedback or default
        elif not one.is_right and one.feedback and not _is_near(one, answer):
            rules[one.text.strip()] = one.feedback
    spec: dict[str, Any] = {
        "answer": answer.text.strip(),
        "tolerance": answer.tolerance.strip() or "0",
        **Said(right=answer.feedback or said.right, default=default).keys(),
    }
    if rules:
        spec["feedback"] = [{"when": when, "say": say} for when, say in rules.items()]
    if unit:
        spec |= {"unit": unit, "units_accepted": units_accepted or {}}
    return "numeric", spec


def range_answer(low: str, high: str, *, credit_p: float = 1, feedback: str = "") -> Answer:
    """The middle of a range, and half its width."""
    first, last = exact_number(low), exact_number(high)
    if first is None or last is None or first > last:
        raise NotTakenError(f"{low}..{high} is not a range of numbers")
    middle, half = (first + last) / 2, (last - first) / 2
    return Answer(
        text=written(middle), tolerance=written(half), credit_p=credit_p, feedback=feedback
    )


def written(value: Fraction) -> str:
    """A number as authors write it: a decimal where it ends, else a fraction."""
    return decimal_text(value) or f"{value.numerator}/{value.denominator}"


def matching_spec(
    pairs: Sequence[tuple[str, str]], *, extras: Sequence[str] = (), shuffle: bool, said: Said
) -> tuple[str, dict[str, Any]]:
    """Prompts and partners; `extras` are partners of nobody."""
    options = list(dict.fromkeys([*(answer for _, answer in pairs), *extras]))
    ids = {text: f"o{index}" for index, text in enumerate(options, start=1)}
    return "matching", {
        "prompts": [
            {"id": f"p{index}", "text": prompt} for index, (prompt, _) in enumerate(pairs, start=1)
        ],
        "options": [{"id": ids[text], "text": text} for text in options],
        "pairs": {f"p{index}": ids[answer] for index, (_, answer) in enumerate(pairs, start=1)},
        "shuffle": shuffle,
        **said.keys(),
    }


def ordering_spec(texts: Sequence[str], *, said: Said) -> tuple[str, dict[str, Any]]:
    """Texts in their right order; they are first shown turned by half, which is never right."""
    ids = [f"e{index}" for index in range(1, len(texts) + 1)]
    entries = [{"id": one, "text": text} for one, text in zip(ids, texts, strict=True)]
    half = (len(texts) + 1) // 2
    return "ordering", {"elements": entries[half:] + entries[:half], "order": ids, **said.keys()}


def _is_near(one: Answer, answer: Answer) -> bool:
    value, right = exact_number(one.text), exact_number(answer.text)
    tolerance = exact_number(answer.tolerance) or 0
    return value is None or right is None or abs(value - right) <= tolerance


def _say_partial(answers: Sequence[Answer], note: Note) -> None:
    for answer in answers:
        if 0 < answer.credit_p < 0.999:
            note(f"{answer.text[:60]!r} was worth {answer.credit_p:.0%}; here it is not yet right")

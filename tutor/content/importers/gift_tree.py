"""The tree of a GIFT file: our own classes, which can be written as the public grammar's JSON.

The shapes are those of fuhrmanator/GIFT-grammar-PEG.js, whose test files ours are tested against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words and how they are to be read: moodle, html, markdown or plain."""

    format: str
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"format": self.format, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number as written, with how far off is still right; or a range from low to high."""

    type: str  # simple | range | high-low
    number: str = ""
    tolerance: str = ""
    low: str = ""
    high: str = ""

    def as_json(self) -> dict[str, Any]:
        if self.type == "high-low":
            return {
                "type": self.type, "numberHigh": float(self.high), "numberLow": float(self.low)
            }  # fmt: skip
        plain: dict[str, Any] = {"type": self.type, "number": float(self.number)}
        return plain | ({"range": float(self.tolerance)} if self.type == "range" else {})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer; `weight` is a per cent, None where the author gave none."""

    is_correct: bool
    weight: float | None
    content: Text | Number
    feedback: Text | None

    def as_json(self) -> dict[str, Any]:
        return {
            "isCorrect": self.is_correct,
            "weight": self.weight,
            "text": self.content.as_json(),
            "feedback": self.feedback.as_json() if self.feedback else None,
        }


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A line of a matching question; without a prompt it is an answer that fits nowhere."""

    prompt: Text
    answer: str

    def as_json(self) -> dict[str, Any]:
        return {"subquestion": self.prompt.as_json(), "subanswer": self.answer}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, or a description, which asks nothing. `line` is where it begins, from 1."""

    type: str  # Description | Essay | TF | MC | Short | Numerical | Matching
    line: int
    stem: Text
    id: str | None = None
    tags: tuple[str, ...] = ()
    title: str | None = None
    is_embedded: bool = False
    global_feedback: Text | None = None
    choices: tuple[Choice, ...] = ()
    number: Number | None = None
    pairs: tuple[Pair, ...] = ()
    is_true: bool = False
    #: As the grammar calls them: the first feedback that is written, and the second.
    true_feedback: Text | None = None
    false_feedback: Text | None = None

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": self.id,
            "tags": list(self.tags) or None,
            "type": self.type,
            "title": self.title,
            "stem": self.stem.as_json(),
            "hasEmbeddedAnswers": self.is_embedded,
        }
        if self.type != "Description":
            found["globalFeedback"] = _json(self.global_feedback)
        if self.type == "TF":
            found |= {
                "isTrue": self.is_true,
                "trueFeedback": _json(self.true_feedback),
                "falseFeedback": _json(self.false_feedback),
            }
        elif self.type == "Matching":
            found["matchPairs"] = [pair.as_json() for pair in self.pairs]
        elif self.type in ("MC", "Short", "Numerical"):
            listed = [choice.as_json() for choice in self.choices]
            found["choices"] = self.number.as_json() if self.number else listed
        return found


@dataclass(frozen=True, kw_only=True)
class Category:
    """The folder of the question bank that the questions after it belong to."""

    title: str
    line: int

    def as_json(self) -> dict[str, Any]:
        return {"type": "Category", "title": self.title}


Node = Question | Category


def _json(text: Text | None) -> dict[str, Any] | None:
    return text.as_json() if text else None

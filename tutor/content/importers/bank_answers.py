"""What the last hint of an imported question says: its right answer, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.content.importers.base import QuestionDraft
from tutor.domain.exercises.entries import text_of

_Spec = Mapping[str, Any]


def answer_words(question: QuestionDraft) -> str:
    """The right answer of a question, as Markdown.

    >>> answer_words(QuestionDraft(exercise_type="numeric", spec={"answer": "4", "unit": "m"}))
    'The answer is 4 m.'
    """
    name, spec = question.exercise_type, question.spec
    if name in ("multiple_choice", "multiple_response"):
        return _chosen(spec.get("choices") or spec["options"])
    if name == "numeric":
        return f"The answer is {' '.join(filter(None, [spec['answer'], spec.get('unit')]))}."
    if name == "short_text":
        return f"The answer is {spec['accepted'][0]}."
    if name == "matching":
        return _pairs(spec["pairs"], spec["prompts"], spec["options"])
    if name == "categorise":
        return _pairs(spec["belongs"], spec["elements"], spec["categories"])
    if name == "ordering":
        texts = (text_of(spec["elements"], one) for one in spec["order"])
        return "The order is:\n\n" + "\n".join(f"1. {text}" for text in texts)
    if name == "cloze":
        gaps = (f"1. {gap_answer(gap)}" for gap in spec["gaps"])
        return "In the gaps, in order:\n\n" + "\n".join(gaps)
    return "Look at the marked parts again, one by one."


def gap_answer(gap: Mapping[str, Any]) -> str:
    """What belongs in a gap."""
    spec = gap["spec"]
    if gap["type"] == "multiple_choice":
        return next(str(one["text"]) for one in spec["choices"] if one["is_right"])
    if gap["type"] == "short_text":
        return str(spec["accepted"][0])
    return str(spec["answer"])


def _chosen(entries: list[dict[str, Any]]) -> str:
    texts = [str(one["text"]) for one in entries if one["is_right"]]
    if len(texts) == 1:
        return f"The answer is: {texts[0]}"
    if not texts:
        return "None of them fits."
    return "What fits:\n\n" + "\n".join(f"- {text}" for text in texts)


def _pairs(goes: Mapping[str, str], things: Any, places: Any) -> str:
    lines = (f"- {text_of(things, one)} → {text_of(places, goes[one])}" for one in goes)
    return "What belongs together:\n\n" + "\n".join(lines)

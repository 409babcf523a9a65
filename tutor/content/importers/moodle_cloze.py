"""Moodle's embedded answers, as {1:NUMERICAL:=3:0.1#good~%50%4}, to a cloze exercise."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from tutor.content.importers.bank import NotTakenError
from tutor.content.importers.bank_specs import (
    Answer,
    Note,
    Said,
    choice_spec,
    numeric_spec,
    short_spec,
)
from tutor.content.importers.html_text import escaped

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\{}])*)\}")
_ANSWER = re.compile(r"(=|%(-?\d+(?:\.\d+)?)%)?((?:\\.|[^\\#])*)(?:#(.*))?", re.DOTALL)
_ESCAPE = re.compile(r"\\([~=#{}\\}/\"])")
_CHOICES = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH",
            "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}  # fmt: skip
_SHORT = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_LIST_MARK = re.compile(r"^(- |\d+\. )")


def cloze_spec(
    source: str, *, words: Callable[[str], str], note: Note
) -> tuple[str, dict[str, Any]]:
    """The text with [[gaps]], and what belongs in each. `words` turns source text to Markdown.

    Raises:
        NotTakenError: a gap is of a kind that cannot be filled here.
    """
    gaps: list[dict[str, Any]] = []

    def hole(match: re.Match[str]) -> str:
        gaps.append(_gap(f"g{len(gaps) + 1}", match[2], unescape(match[3]), note))
        return f" GAPx{len(gaps)}xGAP "

    marked = words(_GAP.sub(hole, source))
    if not gaps:
        raise NotTakenError("its text has no gap that can be read")
    lines = [line for line in marked.splitlines() if line.strip()]
    text = "\n".join(_LIST_MARK.sub("", line.strip()) for line in lines)
    text = re.sub(r" ?GAPx(\d+)xGAP(?: (?=[.,;:?!)])| ?)", r" [[g\1]] ", text)
    text = re.sub(r"\]\] (?=[.,;:?!)])", "]]", text)
    return "cloze", {"text": "\n".join(line.strip() for line in text.splitlines()), "gaps": gaps}


def _gap(name: str, kind: str, body: str, note: Note) -> dict[str, Any]:
    answers = [_answer(part) for part in re.split(r"(?<!\\)~", body)]
    if kind in _CHOICES:
        shown = [
            Answer(text=escaped(one.text), credit_p=one.credit_p, feedback=escaped(one.feedback))
            for one in answers
        ]
        built = choice_spec(
            shown, shuffle=kind.endswith("S") or kind == "MCS", said=Said(), note=note
        )
    elif kind in _SHORT:
        built = short_spec(answers, said=Said(), note=note)
    elif kind in _NUMBERS:
        built = numeric_spec([_with_tolerance(one) for one in answers], said=Said(), note=note)
    else:
        raise NotTakenError(f"its gap of type {kind!r} has no counterpart among the gaps here")
    return {"id": name, "type": built[0], "spec": built[1]}


def _answer(part: str) -> Answer:
    match = _ANSWER.fullmatch(part.strip())
    if match is None:
        raise NotTakenError(f"{part[:40]!r} is no answer that a gap can have")
    credit_p = 0.0
    if match[1]:
        credit_p = 1.0 if match[1] == "=" else float(match[2]) / 100
    return Answer(
        text=_ESCAPE.sub(r"\1", match[3]).strip(),
        credit_p=credit_p,
        feedback=_ESCAPE.sub(r"\1", match[4] or "").strip(),
    )


def _with_tolerance(one: Answer) -> Answer:
    number, _, tolerance = one.text.partition(":")
    return Answer(
        text=number.strip(), tolerance=tolerance.strip() or "0",
        credit_p=one.credit_p, feedback=one.feedback,
    )  # fmt: skip

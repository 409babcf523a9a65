"""A cloze text with Moodle's embedded answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from tutor.content.exporters.base import NotWrittenError
from tutor.content.exporters.html import Press, plain
from tutor.content.importers.base import SegmentDraft
from tutor.domain.algebra.printer import decimal_text
from tutor.domain.exercises.marked_text import pieces
from tutor.domain.exercises.numeric_spec import exact_number

_Gap = Mapping[str, Any]
_ESCAPED = re.compile(r"([\\~=#{}/\"])")


def cloze_text(spec: Mapping[str, Any], segment: SegmentDraft) -> str:
    """HTML of the text, a paragraph a line, with the answers in their places."""
    gaps = {gap["id"]: _gap(gap) for gap in spec["gaps"]}
    press = Press(segment=segment)
    lines = []
    for line in filter(str.strip, spec["text"].splitlines()):
        parts: list[str] = []
        for piece in pieces(line):
            space = "" if piece.joins or not parts else " "
            parts.append(space + (gaps[piece.gap] if piece.gap else press.inline(piece.text)))
        lines.append(f"<p>{''.join(parts)}</p>")
    return "\n".join(lines)


def _gap(gap: _Gap) -> str:
    spec = gap["spec"]
    if gap["type"] == "multiple_choice":
        # Only lists of buttons, not menus, show formulas.
        kind = (
            "MULTICHOICE_V" if any("$" in one["text"] for one in spec["choices"]) else "MULTICHOICE"
        )
        answers = (
            _answer("=" if one["is_right"] else "", plain(one["text"]), one.get("feedback"))
            for one in spec["choices"]
        )
        return _written(kind, answers)
    if gap["type"] == "short_text":
        rights = [_answer("=", one.replace("*", "\\*"), spec.get("feedback_right"))
                  for one in spec["accepted"]]  # fmt: skip
        return _written("SHORTANSWER", [*rights, *_others(spec)])
    if gap["type"] == "numeric" and not spec.get("unit"):
        number = f"{_decimal(spec['answer'])}:{_decimal(str(spec.get('tolerance') or '0'))}"
        return _written(
            "NUMERICAL", [_answer("=", number, spec.get("feedback_right")), *_others(spec)]
        )
    raise NotWrittenError("one of its gaps takes an expression or a unit: Moodle's gaps cannot")


def _others(spec: Mapping[str, Any]) -> list[str]:
    rules = [_answer("", rule["when"], rule["say"]) for rule in spec.get("feedback", ())]
    default = spec.get("feedback_default")
    return [*rules, _answer("", "*", default)] if default else rules


def _decimal(text: str) -> str:
    value = exact_number(text)
    written = decimal_text(value) if value is not None else None
    if written is None:
        raise NotWrittenError(f"{text} has no end as a decimal, and Moodle reads no fractions")
    return written


def _answer(mark: str, text: str, feedback: str | None) -> str:
    said = f"#{_shown(plain(feedback))}" if feedback else ""
    return f"{mark}{_shown(text)}{said}"


def _shown(text: str) -> str:
    return escape(_ESCAPED.sub(r"\\\1", text), quote=False)


def _written(kind: str, answers: Iterable[str]) -> str:
    return "{1:" + kind + ":" + "~".join(answers) + "}"

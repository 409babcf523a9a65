"""A text with places marked by double brackets, as authors of cloze and highlight write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GAP = re.compile(r"\[\[([^\[\]]*)\]\]")
_FORMULA = r"(?<!\\)\$[^$]*\$"
#: A formula is never cut; what touches it belongs to it, as a comma does to its word.
_WORD = re.compile(rf"(?:{_FORMULA}|\S)+")
_OPEN, _CLOSE = "\ue010", "\ue011"
_SENTENCE_END = re.compile(rf"(?:(?<=[.?!])|(?<=[.?!]{_CLOSE}))\s+")
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text, or a gap. `joins` when no space stands between it and what came before."""

    text: str = ""
    gap: str = ""
    joins: bool


def pieces(line: str) -> list[Piece]:
    """A line's texts and gaps in order.

    >>> [one.text or one.gap for one in pieces("So [[a]], or x = [[b]].")]
    ['So', 'a', ', or x =', 'b', '.']
    >>> [one.joins for one in pieces("So [[a]], or x = [[b]].")]
    [False, False, True, False, True]
    """
    found: list[Piece] = []
    has_space = True
    for index, part in enumerate(_GAP.split(line)):
        if index % 2:
            found.append(Piece(gap=part.strip(), joins=not has_space))
            has_space = False
        elif part.strip():
            found.append(Piece(text=part.strip(), joins=not (has_space or part[0].isspace())))
            has_space = part[-1].isspace()
        else:
            has_space = has_space or bool(part)
    return found


def gap_names(text: str) -> list[str]:
    """The names between double brackets, in the order of the text."""
    return [name.strip() for name in _GAP.findall(text)]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What can be highlighted as one: a word, a sentence or a line; `line` counts from 0."""

    text: str
    line: int
    is_right: bool


def units(text: str, *, by: str) -> list[Unit]:
    """A text cut by "word", "sentence" or "line"; those between [[ and ]] are right.

    >>> [(one.text, one.is_right) for one in units("Solve [[$3 x$ first]], then stop.", by="word")]
    [('Solve', False), ('$3 x$', True), ('first,', True), ('then', False), ('stop.', False)]
    """
    marked = text.replace("[[", _OPEN).replace("]]", _CLOSE)
    found: list[Unit] = []
    is_inside = False
    for number, line in enumerate(filter(None, map(str.strip, marked.splitlines()))):
        for part in _cut(line, by=by):
            is_right = is_inside or _OPEN in part
            plain = _MARKS.sub("", part)
            if plain.strip():
                found.append(Unit(text=plain.strip(), line=number, is_right=is_right))
            is_inside = part.rfind(_OPEN) > part.rfind(_CLOSE) or (is_inside and _CLOSE not in part)
    return found


def _cut(line: str, *, by: str) -> list[str]:
    if by == "word":
        return _WORD.findall(line)
    return _SENTENCE_END.split(line) if by == "sentence" else [line]


def bracket_complaint(text: str) -> str:
    """What is amiss with the double brackets of a text; "" when each is opened and closed."""
    depth = 0
    for mark in re.findall(r"\[\[|\]\]", text):
        depth += 1 if mark == "[[" else -1
        if depth not in (0, 1):
            break
    return "" if depth == 0 else "each [[ needs a ]] after it, and none may stand inside another."

"""Presentation MathML to TeX: what schoolbooks use of it, and nothing dropped without a trace."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: How many children each element takes, and how they are written.
_SHAPES = {
    "mfrac": (2, r"\frac{{{0}}}{{{1}}}"),
    "msup": (2, "{{{0}}}^{{{1}}}"),
    "msub": (2, "{{{0}}}_{{{1}}}"),
    "msubsup": (3, "{{{0}}}_{{{1}}}^{{{2}}}"),
    "munder": (2, r"\underset{{{1}}}{{{0}}}"),
    "mover": (2, r"\overset{{{1}}}{{{0}}}"),
    "munderover": (3, "{{{0}}}_{{{1}}}^{{{2}}}"),
    "mroot": (2, r"\sqrt[{1}]{{{0}}}"),
}
_SIGNS = {
    "×": r"\times ", "⋅": r"\cdot ", "·": r"\cdot ", "÷": r"\div ", "±": r"\pm ", "≤": r"\le ",
    "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "∞": r"\infty ", "π": r"\pi ", "θ": r"\theta ",
    "α": r"\alpha ", "β": r"\beta ", "→": r"\to ", "∈": r"\in ", "∪": r"\cup ", "∩": r"\cap ",
    "√": r"\surd ", "°": r"^{\circ}", "−": "-", "∑": r"\sum ", "∫": r"\int ", "…": r"\ldots ",
    "\u2061": "", "\u2062": "", "\u2063": ",", "\u2064": "+", "{": r"\{", "}": r"\}",
    "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "<": "<", ">": ">",
}  # fmt: skip
_VOID = {"mspace", "none", "mprescripts"}


@dataclass
class _Node:
    tag: str
    parts: list[str] = field(default_factory=list)


class MathReader:
    """Fed with the tags and texts of one <math>, then asked for its TeX.

    >>> reader = MathReader()
    >>> for tag in ("math", "msup", "mi"): reader.start(tag)
    >>> reader.text("x"); reader.end("mi"); reader.start("mn"); reader.text("2"); reader.end("mn")
    >>> reader.end("msup"); reader.tex()
    '{x}^{2}'
    """

    def __init__(self) -> None:
        self._open: list[_Node] = []
        self._annotation = ""

    def start(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _VOID:
            self._add(" ")
        else:
            self._open.append(_Node(tag))

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _VOID or len(self._open) < 2 or self._open[-1].tag != tag:
            return
        node = self._open.pop()
        if node.tag == "annotation":
            self._annotation = "".join(node.parts).strip()
        elif node.tag != "annotation-xml":
            self._add(_written(node))

    def text(self, data: str) -> None:
        words = data if self._open and self._open[-1].tag == "annotation" else data.strip()
        if words:
            self._add(words)

    def tex(self) -> str:
        """The TeX that came with the formula, else what its elements say."""
        while len(self._open) > 1:
            self.end(self._open[-1].tag)
        written = "".join(self._open[0].parts) if self._open else ""
        return re.sub(r"\s+", " ", self._annotation or written).strip()

    def _add(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)


def _written(node: _Node) -> str:
    if node.tag in ("mi", "mn", "mo"):
        text = "".join(node.parts)
        signs = "".join(_SIGNS.get(sign, sign) for sign in text)
        is_word = node.tag == "mi" and len(text) > 1 and text.isalpha()
        return rf"\operatorname{{{text}}} " if is_word else signs
    if node.tag in ("mtext", "ms"):
        return rf"\text{{ {''.join(node.parts)} }}"
    if node.tag == "msqrt":
        return rf"\sqrt{{{''.join(node.parts)}}}"
    if node.tag == "mfenced":
        return rf"\left({', '.join(node.parts)}\right)"
    if node.tag == "mtable":
        return r"\begin{matrix}" + r" \\ ".join(node.parts) + r"\end{matrix}"
    if node.tag == "mtr":
        return " & ".join(node.parts)
    count, shape = _SHAPES.get(node.tag, (0, ""))
    if count and len(node.parts) == count:
        return shape.format(*node.parts)
    return "".join(node.parts)

"""Authored Markdown to HTML and to spoken text.

The order is what makes it safe: Markdown with raw HTML off, then an allow-list sanitiser, and only
then our own MathML, which takes the place of a character that no author can type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from tutor.content.dialect import CLEANER, DOCUMENT, FIRST_MARK, LAST_MARK, FigureLink, Pen
from tutor.content.maths import Formula

_MARK = re.compile(f"{FIRST_MARK}([0-9]+){LAST_MARK}")
_MARKS = re.compile(f"[{FIRST_MARK}{LAST_MARK}]")
_TAG = re.compile(r'<(/?)([a-z0-9]+)((?:[^">]|"[^"]*")*)>')
_ALT = re.compile(r'\balt="([^"]*)"')
_KEY = re.compile(r'<p class="key">.*?</p>', re.DOTALL)
_INLINE_TAGS = {"a", "strong", "em", "code", "s", "sub", "sup"}


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A text ready for the page. `problems` says what could not be shown as it was written."""

    html: str
    speech: str
    key_html: str = ""
    problems: tuple[str, ...] = field(default=())

    @property
    def word_count(self) -> int:
        """Words as they are spoken, so that a formula counts for what reading it takes."""
        return len(self.speech.split())


def render_block(text: str, *, figures: Mapping[str, FigureLink] | None = None) -> Rendered:
    """Paragraphs, lists, tables, figures and $maths$."""
    pen = Pen(figures=figures or {})
    html = DOCUMENT.render(_without_marks(text), pen.env)
    return _finished(html, pen, is_literal=False)


def render_inline(
    text: str, *, figures: Mapping[str, FigureLink] | None = None, is_literal: bool = False
) -> Rendered:
    """One run of text with emphasis, code, links and $maths$; for choices, hints and feedback.

    `is_literal` reads formulas word for word (see `spoken`), where the usual reading would tie.
    """
    pen = Pen(figures=figures or {})
    html = DOCUMENT.renderInline(_without_marks(text), pen.env)
    return _finished(html, pen, is_literal=is_literal)


def plain_text(text: str) -> str:
    """A title: the words alone, formulas as they are spoken."""
    return render_inline(text).speech


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def _finished(html: str, pen: Pen, *, is_literal: bool) -> Rendered:
    clean = CLEANER.clean(html).strip()

    def shown(match: re.Match[str]) -> str:
        return pen.formulas[int(match[1])].markup(is_literal=is_literal)

    finished = _MARK.sub(shown, clean)
    return Rendered(
        html=finished,
        speech=_spoken(clean, pen.formulas, is_literal=is_literal),
        key_html="".join(_KEY.findall(finished)),
        problems=tuple(pen.problems),
    )


def _spoken(html: str, formulas: list[Formula], *, is_literal: bool) -> str:
    def words(match: re.Match[str]) -> str:
        one = formulas[int(match[1])]
        return f" {one.literal_reading if is_literal else one.usual_reading} "

    def tag(match: re.Match[str]) -> str:
        if match[2] == "img":
            alt = _ALT.search(match[3])
            return f" {alt[1] if alt else ''} "
        return "" if match[2] in _INLINE_TAGS else " "

    text = unescape(_TAG.sub(tag, html))
    text = re.sub(r"_{2,}", " blank ", _MARK.sub(words, text))
    return re.sub(r"\s+([,.;:?!])", r"\1", " ".join(text.split()))


def as_public_text(rendered: Rendered) -> dict[str, Any]:
    """How a text travels to the browser."""
    return {"html": rendered.html, "speech": rendered.speech}

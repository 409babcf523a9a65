"""Attune's Markdown as the HTML of other systems: formulas and pictures in their own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from attention_model.compat import override
from tutor.content.dialect import DOCUMENT, FigureLink, Pen
from tutor.content.importers.bank_specs import plain_words
from tutor.content.importers.base import SegmentDraft
from tutor.content.maths import FormulaError, formula, in_maths_thread

_IMG = re.compile(r"<img((?:[^>\"]|\"[^\"]*\")*?)\s*/?>")
_FORMULA = re.compile(r"(?<!\\)\$\$?(.+?)\$\$?", re.DOTALL)


def tex_in_brackets(tex: str, *, is_display: bool) -> str:
    """TeX as Moodle's filter reads it."""
    return escape(rf"\[{tex}\]" if is_display else rf"\({tex}\)", quote=False)


def mathml_with_tex(tex: str, *, is_display: bool) -> str:
    """MathML that carries its TeX, so that nothing is lost on the way back."""
    try:
        rendered = formula(tex, is_display=is_display).mathml
    except FormulaError:
        return f"<code>{escape(tex)}</code>"
    inner = re.sub(r"^<math[^>]*>|</math>$", "", rendered.strip())
    display = ' display="block"' if is_display else ""
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}><semantics><mrow>{inner}</mrow>'
        f'<annotation encoding="application/x-tex">{escape(tex)}</annotation></semantics></math>'
    )


@dataclass
class _ExportPen(Pen):
    write: Callable[..., str] = tex_in_brackets

    @override
    def write_formula(self, tex: str, *, is_display: bool) -> str:
        return self.write(tex.strip(), is_display=is_display)


@dataclass
class Press:
    """Renders the texts of one segment; `shown` are the pictures that a text showed."""

    segment: SegmentDraft
    write: Callable[..., str] = tex_in_brackets
    address: str = "@@PLUGINFILE@@/{}"
    shown: set[str] = field(default_factory=set)

    def block(self, text: str) -> str:
        return self._html(text, is_inline=False)

    def inline(self, text: str) -> str:
        return self._html(text, is_inline=True)

    def _html(self, text: str, *, is_inline: bool) -> str:
        names = self.segment.figures
        self.shown |= {name for path, name in names.items() if f"]({path}" in text}
        pen = _ExportPen(figures=self._links(names), write=self.write)
        render = DOCUMENT.renderInline if is_inline else DOCUMENT.render
        html = in_maths_thread(lambda: str(render(text, pen.env))).strip()
        # Well-formed as XML too: readers of HTML do not mind.
        return _IMG.sub(r"<img\1/>", html).replace("&nbsp;", "&#160;")

    def _links(self, names: Mapping[str, str]) -> dict[str, FigureLink]:
        return {path: FigureLink(src=self.address.format(name)) for path, name in names.items()}


def plain(text: str) -> str:
    r"""A short text without markup, formulas in \( \); for menus, which show letters only.

    >>> plain("**2** more than $x$")
    '2 more than \\(x\\)'
    """
    parts = _FORMULA.split(text)
    shown = [rf"\({part}\)" if at % 2 else _unmarked(part) for at, part in enumerate(parts)]
    return "".join(shown).strip()


def _unmarked(text: str) -> str:
    """Spaces at its ends stay: a formula may stand there."""
    words = plain_words(text)
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :] if text.strip() else ""
    return f"{before}{words}{after}"

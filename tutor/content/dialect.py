"""The Markdown that Attune reads: CommonMark, tables, $maths$, figures, and `{.key}`.

Raw HTML is off. A picture must be one of the course's own figures and have words for those who do
not see it. A paragraph whose last line is `{.key}` is the one that the re-read prompt brings back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from tutor.content.maths import Formula, FormulaError, formula

#: Characters of Unicode's private use area; they are taken out of every text before it is read.
FIRST_MARK, LAST_MARK = "\ue000", "\ue001"
_KEY_LINE = "{.key}"

#: The page's own headings are h1 (lesson) and h2 (segment), so an author's begin at h3.
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
    "figure", "figcaption", "img", "a", "div",
}  # fmt: skip

CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}},
    allowed_classes={"p": {"key"}, "div": {"formula"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


@dataclass(frozen=True, kw_only=True)
class FigureLink:
    """Where a figure of the course is served, and its size in pixels (0 where unknown)."""

    src: str
    width: int = 0
    height: int = 0


@dataclass
class Pen:
    """What is gathered while one text is rendered."""

    figures: Mapping[str, FigureLink]
    formulas: list[Formula] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def env(self) -> dict[str, Any]:
        return {"pen": self}

    def write_formula(self, tex: str, *, is_display: bool) -> str:
        try:
            self.formulas.append(formula(tex.strip(), is_display=is_display))
        except FormulaError as error:
            self.problems.append(f"the formula {tex.strip()!r} cannot be shown: {error}")
            return f"<code>{escape(tex)}</code>"
        return f"{FIRST_MARK}{len(self.formulas) - 1}{LAST_MARK}"


def _maths_inline(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    pen: Pen = env["pen"]
    return pen.write_formula(tokens[index].content, is_display=False)


def _maths_display(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    pen: Pen = env["pen"]
    return pen.write_formula(tokens[index].content, is_display=True)


def _maths_block(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    pen: Pen = env["pen"]
    return f'<div class="formula">{pen.write_formula(tokens[index].content, is_display=True)}</div>'


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    token, pen = tokens[index], env["pen"]
    name = str(token.attrs.get("src", ""))
    alt = _words(token.children or [], pen)
    if not alt:
        pen.problems.append(f"the figure {name!r} has no alternative text: write ![what it shows]")
    link = pen.figures.get(name)
    if link is None:
        pen.problems.append(f"the figure {name!r} is not a file of this course")
        return escape(alt)
    size = f' width="{link.width}" height="{link.height}"' if link.width and link.height else ""
    picture = f'<img src="{escape(link.src)}" alt="{escape(alt)}"{size}>'
    if not token.meta.get("is_figure"):
        return picture
    caption = str(token.attrs.get("title", "") or "")
    words = f"<figcaption>{DOCUMENT.renderInline(caption, env)}</figcaption>" if caption else ""
    return picture + words


def _words(tokens: Sequence[Token], pen: Pen) -> str:
    """Alternative text: no markup, formulas as they are spoken."""
    words = []
    for token in tokens:
        if token.type == "math_inline":
            try:
                words.append(formula(token.content.strip()).usual_reading)
            except FormulaError as error:
                pen.problems.append(f"the formula {token.content!r} cannot be read: {error}")
        else:
            words.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return " ".join("".join(words).split())


def _mark_keys(state: StateCore) -> None:
    """Before inline text is read: take `{.key}` off a paragraph's end and mark the paragraph."""
    for opening, token in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "paragraph_open" or not token.content.endswith(_KEY_LINE):
            continue
        token.content = token.content.removesuffix(_KEY_LINE).rstrip()
        opening.attrSet("class", "key")
        if not token.content:
            pen: Pen = state.env["pen"]
            pen.problems.append(
                "{.key} stands alone: put it on the line right below its paragraph, without a gap"
            )


def _set_figures_and_headings(state: StateCore) -> None:
    """A paragraph of one picture becomes a figure; headings move below the page's own."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS.get(token.tag, token.tag)
    for before, token, after in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        children = token.children or []
        is_picture = len(children) == 1 and children[0].type == "image"
        if is_picture and before.type == "paragraph_open" and not before.hidden:
            children[0].meta["is_figure"] = True
            before.tag = after.tag = "figure"


def _first_formula(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """The plug-in looks at the character before a formula; at the start of a text there is none.

    Without this it would find the text's last character there, and take "$x$ is 12" for a price.
    """

    def guarded(state: StateInline, silent: bool) -> bool:
        if state.pos > 0:
            return rule(state, silent)
        state.src += " "
        try:
            return rule(state, silent)
        finally:
            state.src = state.src[:-1]

    return guarded


def _document() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Prices stay prices: "$3 and $5" opens no formula, since its second $ follows a space.
    reader.use(
        dollarmath_plugin,
        allow_labels=False, allow_space=False, allow_digits=False, double_inline=True,
    )  # fmt: skip
    reader.inline.ruler.at("math_inline", _first_formula(math_inline_dollar(False, False, True)))
    reader.core.ruler.before("inline", "key_paragraphs", _mark_keys)
    reader.core.ruler.push("figures_and_headings", _set_figures_and_headings)
    rules: MutableMapping[str, Any] = {
        "math_inline": _maths_inline,
        "math_inline_double": _maths_display,
        "math_block": _maths_block,
        "image": _image,
    }
    for name, rule in rules.items():
        reader.add_render_rule(name, rule)
    return reader


DOCUMENT = _document()

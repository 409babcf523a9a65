"""HTML of other systems to Attune's Markdown. What could act is not taken: it refuses the file.

Formulas come in many coats: TeX between \\( \\), \\[ \\] or $$, an image with its TeX beside it
(Canvas), or MathML. All become $tex$.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from attention_model.compat import override
from tutor.content.importers.mathml_text import MathReader

_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_LONE_DOLLAR = re.compile(r"(?<!\\)\$")
_SPECIAL = re.compile(r"([\\`*_\[\]<>$])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}\s|[-+](?=\s)|\d+[.)](?=\s)|={3,}|~{3,})", re.MULTILINE)
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "tr",
    "table",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "figure",
}
_ACTING = {"script", "applet"}
_DROPPED = {"iframe", "object", "embed", "video", "audio", "form", "input", "canvas", "svg"}
_SILENT = {"style", "head", "title", "template", "noscript"}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "var": "*", "cite": "*"}
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class ActingHtmlError(ValueError):
    """HTML that would run something; the message says what."""


@dataclass(frozen=True, kw_only=True)
class Converted:
    """Markdown; `problems` says what was left out, `missing` names pictures that are not there."""

    text: str
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


#: Address of a picture and its words -> the name that texts show it by, or "" where it is absent.
FigureOf = Callable[[str], str]


def markdown_of(html: str, *, figure_of: FigureOf = lambda _: "") -> Converted:
    """Markdown of an HTML fragment.

    Raises:
        ActingHtmlError: it holds a script, a handler or a javascript: address.

    >>> markdown_of("<p>If <b>x</b> is \\\\(2\\\\), 5*x?</p><ul><li>one<li>two</ul>").text
    'If **x** is $2$, 5\\\\*x?\\n\\n- one\\n- two'
    """
    reader = _Reader(figure_of)
    reader.feed(_with_formulas(html, reader))
    reader.close()
    return Converted(
        text=tidy("".join(reader.out)),
        problems=tuple(dict.fromkeys(reader.problems)),
        missing=tuple(dict.fromkeys(reader.missing)),
    )


def escaped(text: str) -> str:
    """Plain words as Markdown that shows them as they are; TeX in \\( \\) and $$ becomes $tex$."""
    held = _Held()
    return held.restored(_escaped(held.taken(text)))


def one_line(text: str) -> str:
    """A text as one run: paragraphs, breaks and list marks become spaces."""
    text = re.sub(r"\\$", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"^\s*- ", "", line.strip()) for line in text.splitlines()).strip()


def tidy(text: str) -> str:
    """No trailing spaces, and at most one empty line between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    lines = re.sub(r"\\\n(?=\n|$)", "\n", lines)
    text = re.sub(r"\n{3,}", "\n\n", lines).strip()
    # A break at the very end has nothing to break; an even number of backslashes is escaped ones.
    is_break = (len(text) - len(text.rstrip("\\"))) % 2 == 1
    return text[:-1].rstrip() if is_break else text


def _escaped(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


@dataclass
class _Held:
    """Formulas taken out of a text while the rest of it is escaped."""

    formulas: list[str] = field(default_factory=list)

    def taken(self, text: str) -> str:
        return _TEX.sub(lambda match: self.hold(next(filter(None, match.groups()))), text)

    def hold(self, tex: str) -> str:
        self.formulas.append(" ".join(tex.split()))
        return f"\ue020{len(self.formulas) - 1}\ue021"

    def restored(self, text: str) -> str:
        return re.sub("\ue020(\\d+)\ue021", lambda m: self._shown(int(m[1])), text)

    def _shown(self, index: int) -> str:
        tex = self.formulas[index] if index < len(self.formulas) else ""
        if "\\text" in tex:
            # Formulas within words within a formula: close the words around each.
            tex = re.sub(r"(?<!\\)\$([^$]*)\$", r"}\1\\text{", tex)
        return f"${re.sub(_LONE_DOLLAR, chr(92) * 2 + '$', tex)}$" if tex else ""


def _with_formulas(html: str, reader: _Reader) -> str:
    """The HTML with its TeX held back: a < within a formula opens no tag."""
    text = html.replace("\ue020", "").replace("\ue021", "")
    return _TEX.sub(lambda match: reader.held.hold(_unescaped(match)), text)


def _unescaped(match: re.Match[str]) -> str:
    tex = re.sub(r"<[^>]*>", " ", next(filter(None, match.groups())))
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        tex = tex.replace(entity, sign)
    return tex


class _Reader(HTMLParser):
    def __init__(self, figure_of: FigureOf) -> None:
        super().__init__(convert_charrefs=True)
        self.figure_of = figure_of
        self.out: list[str] = []
        self.problems: list[str] = []
        self.missing: list[str] = []
        self.held = _Held()
        self._lists: list[int] = []  # 0 for a bullet list, else the next number
        self._quiet = 0
        self._is_opening = False  # right after an opening mark, where no space may stand
        self._script = ""  # "sup" or "sub" while inside one
        self._links: list[str] = []
        self._maths: MathReader | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        _refuse_acting(tag, values)
        if self._maths or tag == "math":
            self._maths = self._maths or MathReader()
            self._maths.start(tag)
        elif tag in _SILENT or tag in _DROPPED:
            self._quiet += 1
            if tag in _DROPPED:
                self.problems.append(f"<{tag}> is not shown")
        elif not self._quiet:
            self._open(tag, values)

    def _open(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self.out.append("\\\n" if self.out and not self.out[-1].endswith("\n") else "")
        elif tag == "img":
            self._image(values)
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ul" else 1)
            self.out.append("" if len(self._lists) > 1 else "\n\n")
        elif tag == "li":
            self._item()
        elif tag == "a":
            self._links.append(values.get("href", ""))
            self.out.append("[" if self._is_link() else "")
        elif tag in _MARKS:
            self.out.append(_MARKS[tag])
            self._is_opening = True
        elif tag in ("sup", "sub"):
            self._script = tag
        elif tag in ("td", "th"):
            self.out.append(" ")
        elif re.fullmatch(r"h[1-6]", tag):
            self.out.append(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "hr":
            self.out.append("\n\n---\n\n")
        elif tag in _BLOCKS and not self._lists:
            self.out.append("\n\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        if self._maths:
            if tag == "math":
                self.out.append(self._formula(self._maths.tex()))
                self._maths = None
            else:
                self._maths.end(tag)
        elif tag in _SILENT or tag in _DROPPED:
            self._quiet = max(0, self._quiet - 1)
        elif not self._quiet:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self.out.append("\n" if self._lists else "\n\n")
        elif tag == "a" and self._links:
            is_link, address = self._is_link(), self._links.pop()
            self.out.append(f"]({address})" if is_link else "")
        elif tag in _MARKS:
            self._close_mark(_MARKS[tag])
        elif tag in ("sup", "sub"):
            self._script = ""
        elif (tag in _BLOCKS or re.fullmatch(r"h[1-6]", tag)) and not self._lists:
            self.out.append("\n\n")

    def _close_mark(self, mark: str) -> None:
        """Markdown wants no space inside its marks: move it out, and drop marks around nothing."""
        self._is_opening = False
        spaces = ""
        while self.out and self.out[-1].endswith((" ", "\n")):
            kept = self.out[-1].rstrip()
            spaces = self.out[-1][len(kept) :] + spaces
            self.out[-1] = kept
            if not kept:
                self.out.pop()
        if self.out and self.out[-1] == mark:
            self.out[-1] = spaces
        else:
            self.out.append(mark + spaces)

    @override
    def handle_data(self, data: str) -> None:
        if self._maths:
            self._maths.text(data)
        elif not self._quiet:
            self.out.append(self._words(data))

    def _words(self, data: str) -> str:
        text = re.sub(r"[ \t\r\n\f\xa0]+", " ", data)
        if self._script:
            table = _SUPERSCRIPTS if self._script == "sup" else _SUBSCRIPTS
            if all(ord(sign) in table for sign in text.strip()):
                return text.strip().translate(table)
            text = f"{'^' if self._script == 'sup' else '_'}({text.strip()})"
        if self._is_opening:
            text = text.lstrip()
            self._is_opening = not text
        text = text.lstrip() if not self.out or self.out[-1].endswith("\n") else text
        return self.held.restored(_escaped(text))

    def _formula(self, tex: str) -> str:
        return self.held.restored(self.held.hold(tex)) if tex.strip() else ""

    def _item(self) -> None:
        depth = max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else 0
        if number:
            self._lists[-1] += 1
        self.out.append(f"\n{'    ' * depth}{f'{number}.' if number else '-'} ")

    def _is_link(self) -> bool:
        return bool(self._links) and self._links[-1].startswith(("http://", "https://", "mailto:"))

    def _image(self, values: dict[str, str]) -> None:
        if tex := values.get("data-equation-content", ""):
            self.out.append(self._formula(tex))
            return
        source = unquote(values.get("src", ""))
        alt = one_line(_escaped(values.get("alt", "").strip()))
        name = self.figure_of(source)
        if not name:
            self.missing.append(source[:80] or "a picture without an address")
            self.out.append(f" {alt} " if alt else "")
            return
        if not alt:
            self.problems.append(f"the picture {name} has no words for those who cannot see it")
            alt = escaped(re.sub(r"[-_]+", " ", name.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
        self.out.append(f"![{alt}]({name})")


def _refuse_acting(tag: str, values: dict[str, str]) -> None:
    if tag in _ACTING:
        raise ActingHtmlError(f"it holds a <{tag}>, which would run in every learner's page")
    for name, value in values.items():
        if re.fullmatch(r"on[a-z]+", name):
            raise ActingHtmlError(f"its <{tag}> has the handler {name}, which would run a script")
        address = re.sub(r"[\s\x00-\x1f]", "", value).lower()
        if name in ("href", "src", "action", "data", "xlink:href") and address.startswith(
            ("javascript:", "vbscript:", "data:text/html")
        ):
            raise ActingHtmlError(f"its <{tag}> has an address that would run a script")

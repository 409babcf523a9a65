"""OATutor's texts to Attune's Markdown.

Theirs: $$tex$$ is inline mathematics, ##name## (or ##name to the end of the line) a figure, the two
characters \\n a new line, ** a power outside formulas, ____ a blank. Nothing else is markup, so
everything else is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tutor.content.render import plain_text

_PART = re.compile(
    r"\$\$(?P<tex>.*?)\$\$|##(?P<figure>[^#\s]+\.\w+)(?:##)?|(?P<line>\\n)|(?P<blank>_{2,})",
    re.DOTALL,
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_PLAIN_MATHS = re.compile(r"[-+0-9a-zA-Z^*/=().,<> |]+")

#: The source describes none of its pictures; this at least says that there is one, and which.
FIGURE_ALT = "Figure {number} of this problem. The source gives no description of it."


def attune_text(source: str, *, figures: Sequence[str] = ()) -> str:
    """A text in Attune's Markdown; `figures` are the names of the problem's pictures in order.

    >>> attune_text("Is $$2^t$$ > $5 ____?")
    'Is $2^t$ \\\\> \\\\$5 \\\\_\\\\_\\\\_\\\\_\\\\?'
    """
    parts, end = [], 0
    for match in _PART.finditer(source):
        parts.append(_plain(source[end : match.start()]))
        parts.append(_part(match, figures))
        end = match.end()
    parts.append(_plain(source[end:]))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\\\n".join(line for line in lines if line)


def title_text(source: str) -> str:
    """A title: words alone, formulas as they are spoken."""
    if not _PART.search(source):
        return " ".join(source.replace("**", "^").split())
    return plain_text(attune_text(source))


def answer_text(answer: str, *, is_arithmetic: bool) -> str:
    """An answer as a formula, also where the source wrote it without $$."""
    is_words = re.search(r"[a-zA-Z]{3,}", answer) is not None
    if "$$" in answer or not is_arithmetic or is_words or not _PLAIN_MATHS.fullmatch(answer):
        return attune_text(answer)
    return f"${answer.strip().replace('**', '^')}$"


def figure_names(sources: Sequence[str]) -> list[str]:
    """The pictures that texts show, each once, in order."""
    found = (match["figure"] for text in sources for match in _PART.finditer(text))
    return list(dict.fromkeys(name for name in found if name))


def credit(value: object) -> str:
    """'https://example.org/ <Name>' as 'Name (https://example.org/)'; other shapes as they are."""
    if not isinstance(value, str) or not value.strip():
        return ""
    match = re.fullmatch(r"\s*(\S+)\s*<([^<>]+)>\s*", value)
    return f"{match[2].strip()} ({match[1]})" if match else value.strip()


def natural_order(name: str) -> list[tuple[int, str]]:
    """A sort key in which exa2 comes before exa10."""
    return [(int(p), "") if p.isdigit() else (-1, p) for p in re.split(r"(\d+)", name) if p]


def _plain(text: str) -> str:
    text = text.replace("**", "^").replace("\n", " ")
    return _PUNCTUATION.sub(r"\\\1", text)


def _part(match: re.Match[str], figures: Sequence[str]) -> str:
    groups: Mapping[str, str | None] = match.groupdict()
    if groups["line"] is not None:
        return "\n"
    if groups["blank"] is not None:
        return r"\_" * 4
    if groups["figure"] is not None:
        name = groups["figure"]
        if name not in figures:
            return ""  # the importer has said so
        return f"\n![{FIGURE_ALT.format(number=figures.index(name) + 1)}]({name})\n"
    tex = (groups["tex"] or "").strip()
    if not tex.strip("_ "):
        return r"\_" * 4
    # Where the formula is only a dollar sign or a blank inside, our own $...$ would not open.
    return f"${tex}$"

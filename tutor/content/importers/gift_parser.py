"""GIFT (Moodle's text format for questions) to its tree.

Source: docs.moodle.org/en/GIFT_format, and the grammar fuhrmanator/GIFT-grammar-PEG.js where the
former leaves something open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tutor.content.importers.gift_tree import Category, Choice, Node, Number, Pair, Question, Text

BLANK = "_____"
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_META = re.compile(r"\[(id|tag):((?:\\\]|[^\]])+)\]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d+)?)%")
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")
_NEAR = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class GiftError(ValueError):
    """Text that is no GIFT; `line` counts from 1."""

    def __init__(self, reason: str, *, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, kw_only=True)
class _Chunk:
    """The lines of one question."""

    source: str
    line: int
    id: str | None
    tags: tuple[str, ...]


def parse_gift(source: str) -> tuple[Node, ...]:
    """All questions and categories of a file, in order.

    Raises:
        GiftError: naming the line.

    >>> [node.type for node in parse_gift("Who? {=no one ~Grant}") if hasattr(node, "type")]
    ['MC']
    """
    return tuple(node for chunk in _chunks(source) for node in _nodes(chunk))


@dataclass
class _Gathering:
    lines: list[str] = field(default_factory=list)
    first: int = 0
    depth_line: int = 0
    is_inside: bool = False
    id: str | None = None
    tags: list[str] = field(default_factory=list)

    def chunk(self) -> _Chunk:
        found = _Chunk(
            source="\n".join(self.lines), line=self.first, id=self.id, tags=tuple(self.tags)
        )
        self.lines, self.id, self.tags = [], None, []
        return found


def _chunks(source: str) -> Iterator[_Chunk]:
    """Questions are apart by an empty line that stands outside an answer block."""
    now = _Gathering()
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("//"):
            for kind, value in _META.findall(line):
                if kind == "id":
                    now.id = value
                else:
                    now.tags.append(value)
        elif line.strip() or now.is_inside:
            now.first = now.first if now.lines else number
            now.lines.append(line)
            _follow_braces(now, line, number)
            if line.lstrip().startswith("$CATEGORY:") and not now.is_inside:
                yield now.chunk()
        elif now.lines:
            yield now.chunk()
    if now.is_inside:
        raise GiftError(
            "the answer block that opens here is never closed with }", line=now.depth_line
        )
    if now.lines:
        yield now.chunk()


def _follow_braces(now: _Gathering, line: str, number: int) -> None:
    for mark in re.findall(r"\\[{}\\]|[{}]", line):
        if mark == "{" and not now.is_inside:
            now.is_inside, now.depth_line = True, number
        elif mark == "}":
            now.is_inside = False


def _nodes(chunk: _Chunk) -> Iterator[Node]:
    source = chunk.source
    if source.lstrip().startswith("$CATEGORY:"):
        yield Category(title=source.partition("$CATEGORY:")[2].strip(), line=chunk.line)
        return
    yield _question(chunk)


def _question(chunk: _Chunk) -> Question:
    title, rest = _title(chunk.source)
    form, rest = _format(rest, "moodle")
    opened = _find(rest, "{")
    shared = Question(
        type="Description", line=chunk.line, id=chunk.id, tags=chunk.tags, title=title,
        stem=_text(rest, form),
    )  # fmt: skip
    if opened < 0:
        return shared
    closed = _find(rest, "}", opened + 1)
    before, block, after = rest[:opened], rest[opened + 1 : closed], rest[closed + 1 :]
    if _find(after, "{") >= 0:
        raise GiftError(
            "a question has one answer block; put an empty line before the next question",
            line=chunk.line,
        )
    words = [_plain(before, form), BLANK, _plain(after, form)] if after.strip() else [before]
    stem = " ".join(filter(None, words)) if after.strip() else _plain(before, form)
    question = replace(shared, stem=Text(format=form, text=stem), is_embedded=bool(after.strip()))
    return _answered(question, block, form)


def _title(source: str) -> tuple[str | None, str]:
    match = re.match(r"\s*::((?:\\.|[^\\])*?)::", source, re.DOTALL)
    if not match:
        return None, source
    return _plain(match[1], "moodle"), source[match.end() :]


def _answered(question: Question, block: str, form: str) -> Question:
    parts = _split(block, "####")
    answers = parts[0].strip()
    about_all = _maybe(parts[1], form) if len(parts) > 1 else None
    question = replace(question, global_feedback=about_all)
    if not answers:
        return replace(question, type="Essay")
    if answers.startswith("#"):
        return _numerical(question, answers[1:].strip(), form)
    head, *comments = _split(answers, "#")
    if (truth := _TRUTH.get(head.strip().upper())) is not None:
        first, second, *_ = [*(_maybe(one, form) for one in comments), None, None]
        return replace(
            question, type="TF", is_true=truth, true_feedback=first, false_feedback=second
        )
    marks = _marked(answers)
    if marks and all(mark == "=" and _find(part, "->") >= 0 for mark, part in marks):
        return replace(question, type="Matching", pairs=tuple(_pair(p, form) for _, p in marks))
    choices = tuple(_choice(mark, part, form) for mark, part in marks)
    if not choices:
        return replace(question, type="Short", choices=(_choice("=", answers, form),))
    kind = "MC" if any(mark == "~" for mark, _ in marks) else "Short"
    return replace(question, type=kind, choices=choices)


def _numerical(question: Question, answers: str, form: str) -> Question:
    marks = _marked(answers)
    if not marks:
        number = _number(_split(answers, "#")[0], question.line)
        return replace(question, type="Numerical", number=number)
    choices = []
    for mark, part in marks:
        weight, body = _weight(part)
        head, *comments = _split(body, "#")
        content: Text | Number
        if head.strip() in ("", "*"):
            content = Text(format=form, text="*")
        else:
            content = _number(head, question.line)
        feedback = _maybe("#".join(comments), form) if comments else None
        choices.append(
            Choice(is_correct=mark == "=", weight=weight, content=content, feedback=feedback)
        )
    return replace(question, type="Numerical", choices=tuple(choices))


def _number(text: str, line: int) -> Number:
    clean = text.strip()
    if match := _RANGE.fullmatch(clean):
        return Number(type="high-low", low=match[1], high=match[2])
    if match := _NEAR.fullmatch(clean):
        if match[2] is None:
            return Number(type="simple", number=match[1])
        return Number(type="range", number=match[1], tolerance=match[2])
    raise GiftError(f"{clean[:40]!r} is not a number, number:tolerance or low..high", line=line)


def _marked(block: str) -> list[tuple[str, str]]:
    """The answers of a block: its mark (= or ~) and the text up to the next mark."""
    places = [m.start() for m in re.finditer(r"\\.|[=~]", block) if m[0] in "=~"]
    if not places or block[: places[0]].strip():
        return []
    ends = [*places[1:], len(block)]
    return [(block[at], block[at + 1 : end]) for at, end in zip(places, ends, strict=True)]


def _choice(mark: str, part: str, form: str) -> Choice:
    weight, body = _weight(part)
    head, *comments = _split(body, "#")
    own, head = _format(head, form)
    return Choice(
        is_correct=mark == "=",
        weight=weight,
        content=_text(head, own),
        feedback=_maybe("#".join(comments), form) if comments else None,
    )


def _pair(part: str, form: str) -> Pair:
    at = _find(part, "->")
    own, prompt = _format(part[:at], form)
    return Pair(prompt=_text(prompt, own), answer=_plain(part[at + 2 :], "moodle"))


def _weight(part: str) -> tuple[float | None, str]:
    match = _WEIGHT.match(part.lstrip())
    return (float(match[1]), part.lstrip()[match.end() :]) if match else (None, part)


def _format(text: str, default: str) -> tuple[str, str]:
    match = _FORMAT.match(text.lstrip())
    return (match[1], text.lstrip()[match.end() :]) if match else (default, text)


def _maybe(text: str, default: str) -> Text | None:
    own, rest = _format(text, default)
    found = _text(rest, own)
    return found if found.text else None


def _text(source: str, form: str) -> Text:
    return Text(format=form, text=_plain(source, form))


def _plain(source: str, form: str) -> str:
    """Lines joined (but in Markdown, where they mean something), then escapes taken off."""
    joined = source if form == "markdown" else re.sub(r"[ \t]*\n[ \t]*", " ", source)
    bare = _ESCAPE.sub(lambda m: "\n" if m[1] == "n" else m[1], joined.strip(" \t\n"))
    return bare.strip(" \t\n")


def _find(text: str, wanted: str, start: int = 0) -> int:
    """The first place of `wanted` that no backslash escapes; -1 without one."""
    for match in re.compile(rf"\\[~=#{{}}:\\]|{re.escape(wanted)}").finditer(text, start):
        if match[0] == wanted:
            return match.start()
    return -1


def _split(text: str, mark: str) -> list[str]:
    parts, rest = [], text
    while (at := _find(rest, mark)) >= 0:
        parts.append(rest[:at])
        rest = rest[at + len(mark) :]
    return [*parts, rest]

"""A Markdown file of a course: front matter, a text, and fenced `item` blocks after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.content.importers.base import Finding, Place, Weight
from tutor.content.importers.yaml_lines import Lined, YamlError, load

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*(\S*)\s*$")


@dataclass
class Clerk:
    """Collects all findings of a course, so that an author sees every one of them at once."""

    folder: Path
    #: False for a course that came from elsewhere: it may lack what an author here must write.
    is_strict: bool = True
    findings: list[Finding] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """How a file is named in a finding: from the course's own folder on."""
        return str(path.relative_to(self.folder)) if path != self.folder else path.name

    def error(self, path: Path, reason: str, *, line: int = 0) -> None:
        self.findings.append(
            Finding(weight=Weight.ERROR, where=self.name(path), line=line, reason=reason)
        )


@dataclass(frozen=True, kw_only=True)
class MarkdownFile:
    """What a file holds; lines count from 1."""

    path: Path
    front: Lined
    body: str
    body_place: Place
    source: str
    blocks: tuple[tuple[int, str], ...]  # (line of the block's first YAML line, its YAML)


def read_markdown(path: Path, clerk: Clerk) -> MarkdownFile | None:
    """Read a file; None, and a finding, when it has no front matter that can be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        clerk.error(path, f"it cannot be read as UTF-8 text: {error}")
        return None
    if "\0" in text:
        clerk.error(path, "it holds a NUL character, which no database keeps")
        return None
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != "---":
        clerk.error(path, "it has to begin with front matter between two lines of ---", line=1)
        return None
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        clerk.error(path, "its front matter has no closing line of ---", line=1)
        return None
    try:
        front = load("\n".join(lines[1:end]), first_line=2)
    except YamlError as error:
        clerk.error(path, str(error), line=error.line)
        return None
    if not isinstance(front.value, Mapping):
        clerk.error(path, "its front matter has to be a list of `key: value` lines", line=2)
        return None
    return _with_blocks(path, front, lines, end + 1, clerk)


def _with_blocks(
    path: Path, front: Lined, lines: list[str], start: int, clerk: Clerk
) -> MarkdownFile:
    text, blocks = _split(path, lines, start, clerk)
    first = next((i for i, line in enumerate(text) if line.strip()), 0)
    body = "\n".join(text[first:]).rstrip()
    place = Place(where=clerk.name(path), line=start + first + 1, source=body)
    return MarkdownFile(
        path=path,
        front=front,
        body=body,
        body_place=place,
        source="\n".join(lines) + "\n",
        blocks=tuple(blocks),
    )


def _split(
    path: Path, lines: list[str], start: int, clerk: Clerk
) -> tuple[list[str], list[tuple[int, str]]]:
    """The text before the item blocks, and the blocks."""
    text: list[str] = []
    blocks: list[tuple[int, str]] = []
    fence, language, opened = "", "", 0
    for index in range(start, len(lines)):
        line = lines[index]
        match = _FENCE.match(line)
        if not fence and match:
            fence, language, opened = match[1], match[2], index + 1
        elif fence and match and match[1].startswith(fence) and not match[2]:
            if language == "item":
                blocks.append((opened + 1, "\n".join(lines[opened:index])))
                fence, language = "", ""
                continue
            fence, language = "", ""
        if language == "item":
            continue
        if blocks and line.strip():
            clerk.error(path, "text after an item block is not shown: move it up", line=index + 1)
            break
        text.append(line)
    if fence:
        clerk.error(path, f"the block that opens here is never closed with {fence}", line=opened)
    return text, blocks


@dataclass
class Fields:
    """The keys of one YAML mapping, checked one by one; every fault becomes a finding."""

    path: Path
    lined: Lined
    clerk: Clerk
    at: tuple[str | int, ...] = ()

    @property
    def values(self) -> Mapping[str, Any]:
        value: Any = self.lined.value
        for part in self.at:
            value = value[part]
        return value if isinstance(value, Mapping) else {}

    def line(self, *keys: str | int) -> int:
        return self.lined.line(*self.at, *keys)

    def error(self, reason: str, *keys: str | int) -> None:
        self.clerk.error(self.path, reason, line=self.line(*keys))

    def only(self, *known: str) -> None:
        """Report keys that nobody reads: a misspelt key must not pass."""
        for key in self.values:
            if key not in known:
                self.error(f"unknown key {key!r}; known are {', '.join(known)}", str(key))

    def text(self, key: str, *, is_required: bool = True, limit: int = 0) -> str:
        value = self.values.get(key)
        if value in (None, "") and not is_required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.error(f"{key!r} is missing or empty: it has to be a text", key)
            return ""
        if limit and len(value) > limit:
            self.error(f"{key!r} has {len(value)} characters; at most {limit} fit", key)
        return value.strip()

    def number(self, key: str, *, default: float, low: float, high: float) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.error(f"{key!r} is {value!r}: it has to be a number", key)
            return default
        if not low <= value <= high:
            self.error(f"{key!r} is {value}: it has to be from {low} to {high}", key)
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.error(f"{key!r} is {value!r}: it has to be true or false", key)
        return value is True

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.error(f"{key!r} has to be a list of texts, as in [one, another]", key)
            return ()
        return tuple(value)

    def part(self, *keys: str | int) -> Fields:
        """The checker of a mapping inside this one."""
        return Fields(path=self.path, lined=self.lined, clerk=self.clerk, at=(*self.at, *keys))

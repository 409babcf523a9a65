"""YAML that knows its lines: a value, and the line of every key, for errors that can be found.

Anchors are refused (a few lines of them can unfold into billions), and so is a key given twice,
of which plain YAML would silently keep the last.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

Path = tuple[str | int, ...]


class YamlError(ValueError):
    """Text that is not the YAML we read; `line` counts from 1 within the file (see `load`)."""

    def __init__(self, reason: str, *, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Lined:
    """A YAML value and where its parts stand in the file."""

    value: Any
    lines: dict[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a part, or of the nearest part above it that exists."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def load(text: str, *, first_line: int) -> Lined:
    """Read YAML whose first line is line `first_line` of its file.

    Raises:
        YamlError: naming the line.
    """
    try:
        value, lines = _parsed(text)
    except YamlError as error:
        raise YamlError(str(error), line=first_line + error.line) from error
    shifted = {path: first_line + line for path, line in lines.items()}
    # A reader may change what it was given; what is kept for the next reader stays as it is.
    return Lined(value=deepcopy(value), lines=shifted)


@lru_cache(maxsize=1_000)
def _parsed(text: str) -> tuple[Any, dict[Path, int]]:
    """The value and its lines, counted from 0. Kept, since an author changes one item at a time.

    Raises:
        YamlError: its line counts from 0, too.
    """
    lines: dict[Path, int] = {(): 0}
    try:
        for token in yaml.scan(text):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                raise YamlError(
                    "anchors (&) and aliases (*) are not read: write the text out, or quote it",
                    line=token.start_mark.line,
                )
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None, lines
        _walk(node, (), lines)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            f"this is not valid YAML: {error.problem}", line=mark.line if mark else 0
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError(f"this is not valid YAML: {error}", line=0) from error


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = key.start_mark.line
            part = (*path, str(key.value))
            if part in lines:
                raise YamlError(f"the key {key.value!r} is given twice", line=line)
            lines[part] = line
            _walk(value, part, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line
            _walk(value, (*path, index), lines)

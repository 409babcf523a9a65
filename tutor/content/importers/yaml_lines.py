"""YAML that knows its lines: a value, and the line of every key, for errors that can be found.

Anchors are refused (a few lines of them can unfold into billions), and so is a key given twice,
of which plain YAML would silently keep the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]


class YamlError(ValueError):
    """Text that is not the YAML we read; `line` counts from 1 within the file."""

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
    lines: dict[Path, int] = {(): first_line}
    try:
        for token in yaml.scan(text):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                raise YamlError(
                    "anchors (&) and aliases (*) are not read: write the text out, or quote it",
                    line=first_line + token.start_mark.line,
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            _walk(node, (), lines, first_line)
        return Lined(value=yaml.safe_load(text), lines=lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            f"this is not valid YAML: {error.problem}", line=first_line + (mark.line if mark else 0)
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError(f"this is not valid YAML: {error}", line=first_line) from error


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], first_line: int) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = first_line + key.start_mark.line
            part = (*path, str(key.value))
            if part in lines:
                raise YamlError(f"the key {key.value!r} is given twice", line=line)
            lines[part] = line
            _walk(value, part, lines, first_line)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = first_line + value.start_mark.line
            _walk(value, (*path, index), lines, first_line)

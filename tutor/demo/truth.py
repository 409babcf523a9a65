"""Hidden states of simulated learners, in a file: the product's tables never hold them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO


class TruthFile:
    """One line per change: {"session", "at_ms", "state"}; `at_ms` is on the learner's clock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file: TextIO = path.open("a")
        self._last: dict[str, str] = {}

    def note(self, session: str, *, at_ms: int, state: str) -> None:
        if self._last.get(session) != state:
            self._last[session] = state
            line = {"session": session, "at_ms": at_ms, "state": state}
            self._file.write(json.dumps(line) + "\n")

    def close(self) -> None:
        self._file.close()


class Truth:
    """What the file says, asked by session and moment."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._moments: defaultdict[str, list[int]] = defaultdict(list)
        self._states: defaultdict[str, list[str]] = defaultdict(list)
        for line in lines:
            change = json.loads(line)
            self._moments[change["session"]].append(change["at_ms"])
            self._states[change["session"]].append(change["state"])

    @classmethod
    def of(cls, path: Path) -> Truth:
        with path.open() as lines:
            return cls(lines)

    @property
    def sessions(self) -> list[str]:
        return list(self._moments)

    def state_at(self, session: str, at_ms: int) -> str | None:
        """The state at a moment; None before the first one is known."""
        index = bisect_right(self._moments[session], at_ms)
        return self._states[session][index - 1] if index else None

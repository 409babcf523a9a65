"""The process that `tutor.learning.grading` starts, asks and may kill.

One question a line: {"first": tree, "second": tree}; one answer a line: true, false or null. The
first line out is "ready". Trees are JSON lists written by `tutor.domain.algebra.codec`.
"""

from __future__ import annotations

import json
import resource
import sys

from tutor.domain.algebra.codec import from_json
from tutor.domain.algebra.symbolic import is_zero_difference

_MAX_MEMORY_BYTES = 1 << 30
_MAX_CPU_S = 3_600  # in its whole life; a run-away that outlived its parent ends here


def answer(line: str) -> bool | None:
    """The verdict on one question; None for whatever cannot be decided."""
    try:
        question = json.loads(line)
        first, second = from_json(question["first"]), from_json(question["second"])
        return is_zero_difference(first, second)
    except Exception:  # SymPy raises of every kind; the worker must stay
        return None


def main() -> None:
    """Answers questions until its input is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_S, _MAX_CPU_S))
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)


if __name__ == "__main__":
    main()

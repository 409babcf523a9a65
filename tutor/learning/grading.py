"""Grading with a symbolic engine at hand: in a process of its own, with a hard time limit.

Exact normal forms and sampling decide nearly every answer in a few milliseconds. What they leave
open is asked of SymPy in one worker process per server process. It starts when first needed, so a
server that never needs it never pays; a question that takes longer than the limit is answered None
and the worker is killed. Without a worker (it cannot start, it is still starting) answers are None
too and the grade rests on sampling alone: a lesson never waits for it.
"""

from __future__ import annotations

import atexit
import json
import logging
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import IO, Any
from zlib import crc32

from tutor.content import specs
from tutor.domain.algebra.codec import to_json
from tutor.domain.algebra.tree import Node
from tutor.domain.exercises import Grade, exercise_type

logger = logging.getLogger(__name__)

LIMIT_S = 0.8  # for one question, starting the worker included: a learner is waiting
_RESTART_PAUSE_S = (
    5.0  # after a kill, so that hostile questions cannot keep a core busy starting it
)


class SymbolicWorker:
    """One worker process and the lock around it. Safe to use from several threads."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self.limit_s = limit_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_ready = False
        self._no_start_before = 0.0

    def __call__(self, first: Node, second: Node) -> bool | None:
        """Is first equal to second? None when unknown within the time limit."""
        deadline = time.monotonic() + self.limit_s
        try:
            question = json.dumps({"first": to_json(first), "second": to_json(second)})
        except ValueError:
            return None
        if not self._lock.acquire(timeout=self.limit_s):
            return None
        try:
            return self._ask(question, deadline)
        except OSError:
            logger.warning("The grading worker ended unexpectedly; it starts again when needed.")
            self._kill()
            return None
        finally:
            self._lock.release()

    def close(self) -> None:
        """Ends the worker."""
        with self._lock:
            self._kill()

    def _ask(self, question: str, deadline: float) -> bool | None:
        process = self._started()
        if process is None or process.stdin is None or process.stdout is None:
            return None
        if not self._is_ready:
            if _line(process.stdout, deadline) is None:
                return None  # still starting: it stays, and the next question finds it ready
            self._is_ready = True
        process.stdin.write(question + "\n")
        process.stdin.flush()
        reply = _line(process.stdout, deadline)
        if reply is None:
            logger.warning("A symbolic check took over %.1f s and was stopped.", self.limit_s)
            self._kill()
            return None
        verdict = json.loads(reply)
        return verdict if isinstance(verdict, bool) else None

    def _started(self) -> subprocess.Popen[str] | None:
        if self._process is not None and self._process.poll() is None:
            return self._process
        if time.monotonic() < self._no_start_before:
            return None
        self._kill()
        self._no_start_before = 0.0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tutor.learning.grading_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],  # so that `-m tutor...` is found from anywhere
        )
        return self._process

    def _kill(self) -> None:
        process, self._process, self._is_ready = self._process, None, False
        if process is None:
            return
        self._no_start_before = time.monotonic() + _RESTART_PAUSE_S
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except OSError:
        logger.debug("A pipe to the ended grading worker was already broken.")


def _line(stream: IO[str], deadline: float) -> str | None:
    """One line of the worker's, or None when the time is over.

    Raises:
        OSError: when the worker has closed its side.
    """
    remaining = max(0.0, deadline - time.monotonic())
    readable, _, _ = select.select([stream], [], [], remaining)
    if not readable:
        return None
    line = stream.readline()
    if not line:
        raise BrokenPipeError("the grading worker closed its output")
    return line


_worker = SymbolicWorker()
atexit.register(_worker.close)


def grade(exercise: str, *, spec: Mapping[str, Any], response: Mapping[str, Any]) -> Grade:
    """Grades a response of a learner. The same response to the same spec gets the same grade.

    Raises:
        UnknownExerciseTypeError: when no exercise type has this name.
    """
    seed = crc32(repr((exercise, response)).encode("utf-8", "backslashreplace"))
    rng = Random(seed)  # noqa: S311 - places to compare at, not secrets
    return exercise_type(exercise).grade(spec, response, rng=rng, symbolic=_worker)


def feedback_html(grade: Grade, *, spec: Mapping[str, Any] | None = None) -> str:
    """A grade's sentence as HTML: the author's as rendered with `spec`, the grader's own now."""
    return specs.feedback_html(spec or {}, grade.feedback)

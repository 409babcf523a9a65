"""Runs Attune's processes as one: starts them, restarts one that dies, stops all of them together.

No child outlives the supervisor, not even when it is killed with SIGKILL (on Linux the kernel tells
them; elsewhere they have to be stopped by hand).
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

# A child that lived this long had started properly; one that died sooner is given ever more time.
_STEADY_S = 10.0
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
# Long enough for the worker to commit its tick and for Valkey to write its file.
_STOP_WITHIN_S = 8.0
_LOOK_EVERY_S = 0.1
_PR_SET_PDEATHSIG = 1
_MOST_FILES = 65_536


@dataclass(kw_only=True)
class Child:
    """One process. `is_ready` says when the next may start; `words` where it explains itself."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_ready: Callable[[], bool] = lambda: True
    words: str = "above"
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause_s: float = _FIRST_PAUSE_S

    def start(self) -> None:
        parent = os.getpid()
        self.process = subprocess.Popen(
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            # Its own session: Ctrl-C reaches the supervisor alone, which stops them in order.
            start_new_session=True,
            preexec_fn=lambda: _die_with(parent),  # safe: one thread only
        )
        self.started_at = time.monotonic()

    def note_death(self) -> str:
        """Plans the restart, and says so in a sentence."""
        code = self.process.returncode if self.process else 0
        is_steady = time.monotonic() - self.started_at > _STEADY_S
        self.pause_s = _FIRST_PAUSE_S if is_steady else min(2 * self.pause_s, _LONGEST_PAUSE_S)
        self.start_at = time.monotonic() + self.pause_s
        self.process = None
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        return f"The {self.name} {how}; starting it again."


@dataclass(kw_only=True)
class Supervisor:
    children: list[Child]
    say: Callable[[str], None]
    ready_within_s: float = 30.0
    # Who runs under which process id, for whoever measures or looks after them.
    pids_path: Path | None = None
    _is_stopping: bool = field(default=False, init=False)

    def run(self, announce: Callable[[], None]) -> int:
        """Starts the children in order, calls `announce`, and keeps them until told to stop."""
        _allow_many_files()
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)
        try:
            if all(self._start(child) for child in self.children):
                announce()
                while not self._is_stopping:
                    self._look()
                    time.sleep(_LOOK_EVERY_S)
                return 0
            return 0 if self._is_stopping else 1
        finally:
            self._stop_all()

    def _start(self, child: Child) -> bool:
        child.start()
        self._write_pids()
        deadline = time.monotonic() + self.ready_within_s
        while not self._is_stopping:
            if child.process is None or child.process.poll() is not None:
                self.say(f"The {child.name} did not start: its own words are {child.words}.")
                return False
            if child.is_ready():
                return True
            if time.monotonic() > deadline:
                self.say(f"The {child.name} was not ready within {self.ready_within_s:.0f} s.")
                return False
            time.sleep(0.02)
        return False

    def _look(self) -> None:
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.start_at:
                    child.start()
                    self._write_pids()
            elif child.process.poll() is not None:
                self.say(child.note_death())

    def _write_pids(self) -> None:
        if self.pids_path is None:
            return
        pids = {child.name: child.process.pid for child in self.children if child.process}
        fresh = self.pids_path.with_suffix(".new")
        fresh.write_text(json.dumps({"supervisor": os.getpid(), **pids}))
        fresh.replace(self.pids_path)

    def _stop(self, _sign: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _stop_all(self) -> None:
        """The last started first: the server before the worker, both before the data store."""
        for child in reversed(self.children):
            process = child.process
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_WITHIN_S)
                continue
            self.say(f"The {child.name} did not stop by itself; ending it.")
            process.kill()
            process.wait()
        if self.pids_path is not None:
            self.pids_path.unlink(missing_ok=True)


def _allow_many_files() -> None:
    """A socket a learner: the usual soft limit of 1,024 files is one school."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, _MOST_FILES), hard))


def _die_with(parent: int) -> None:
    """In the child, before it becomes another program: end when the supervisor ends."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)

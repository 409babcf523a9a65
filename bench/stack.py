"""The stack that a benchmark runs against: the one that runs, or a fresh one in a folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_READY_WITHIN_S = 90.0
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Stack:
    url: str
    data: Path

    def pids(self) -> dict[str, int]:
        """Process ids by name, as they are now ("web server", "worker", "Valkey server")."""
        found: dict[str, int] = json.loads((self.data / "serve.pids").read_text())
        found.pop("supervisor")
        return found

    def cpu_s(self) -> float:
        """CPU seconds that all its processes have used so far."""
        return sum(cpu_s_of(pid) for pid in self.pids().values())


def cpu_s_of(pid: int) -> float:
    """User and system time of a process (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


@contextlib.contextmanager
def stack(*, command: tuple[str, ...] = ("manage.py", "serve")) -> Iterator[Stack]:
    """The one at PORT with the data of ATTUNE_DATA where it runs, else a fresh one.

    Sets the environment so that Django in this process uses the same data.
    """
    port = int(os.environ.get("PORT", "8000"))
    data = Path(os.environ.get("ATTUNE_DATA") or ROOT / "var").resolve()
    if (data / "serve.pids").exists() and listens(port):
        yield Stack(url=f"http://localhost:{port}", data=data)
        return
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        os.environ["ATTUNE_DATA"] = folder
        os.environ["PORT"] = str(free_port())
        (Path(folder) / "static").mkdir()
        _manage("first_start")
        yield from _served(Path(folder), command)


def _served(data: Path, command: tuple[str, ...]) -> Iterator[Stack]:
    port = int(os.environ["PORT"])
    server = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=(data / "serve.log").open("wb"),
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + _READY_WITHIN_S
        while not listens(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The stack did not start:\n{(data / 'serve.log').read_text()}")
            time.sleep(0.1)
        yield Stack(url=f"http://localhost:{port}", data=data)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def free_port() -> int:
    """A free port below 32768, where no outgoing connection takes it meanwhile."""
    for port in range(24_000 + os.getpid() % 4_000, 32_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise SystemExit("There is no free port between 24000 and 32000.")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _manage(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")

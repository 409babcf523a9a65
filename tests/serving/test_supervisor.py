"""Children are restarted when they die, stopped together, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUPERVISOR = """
import os, sys
from tutor.serving.supervisor import Child, Supervisor
folder = sys.argv[1]
note = "import os, time; open({path!r}, 'a').write(str(os.getpid()) + chr(10)); time.sleep(60)"
children = [
    Child(
        name=name,
        command=(sys.executable, "-c", note.format(path=os.path.join(folder, name))),
        environment=dict(os.environ),
        is_ready=lambda name=name: os.path.exists(os.path.join(folder, name)),
    )
    for name in ("first", "second")
]
say = lambda text: print(text, flush=True)
sys.exit(Supervisor(children=children, say=say).run(lambda: say("ready")))
"""


def supervised(folder: Path, program: str = SUPERVISOR) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def eventually(condition: Callable[[], bool], *, within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def pids_of(folder: Path, name: str) -> list[int]:
    path = folder / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_child_that_is_killed_is_started_again_and_the_other_is_left_alone(
    tmp_path: Path,
) -> None:
    with supervised(tmp_path) as supervisor:
        assert eventually(lambda: len(pids_of(tmp_path, "second")) == 1)
        os.kill(pids_of(tmp_path, "first")[0], signal.SIGKILL)
        assert eventually(lambda: len(pids_of(tmp_path, "first")) == 2)
        assert len(pids_of(tmp_path, "second")) == 1
        supervisor.send_signal(signal.SIGINT)
        words = supervisor.communicate(timeout=10)[0]
    assert "The first was ended by SIGKILL; starting it again." in words
    assert supervisor.returncode == 0


def test_ctrl_c_stops_every_child(tmp_path: Path) -> None:
    with supervised(tmp_path) as supervisor:
        assert eventually(lambda: len(pids_of(tmp_path, "second")) == 1)
        supervisor.send_signal(signal.SIGINT)
        supervisor.communicate(timeout=10)
    assert not any(is_alive(pid) for name in ("first", "second") for pid in pids_of(tmp_path, name))


def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path) as supervisor:
        assert eventually(lambda: len(pids_of(tmp_path, "second")) == 1)
        supervisor.kill()
    pids = [pid for name in ("first", "second") for pid in pids_of(tmp_path, name)]
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_a_child_that_cannot_start_stops_the_others_and_says_which(tmp_path: Path) -> None:
    started = '"-c", note.format('
    broken = '"-c", "raise SystemExit(3)" if name == "second" else note.format('
    program = SUPERVISOR.replace(started, broken)
    with supervised(tmp_path, program) as supervisor:
        words = supervisor.communicate(timeout=10)[0]
    assert "The second did not start" in words
    assert "ready" not in words
    assert supervisor.returncode == 1
    assert not any(is_alive(pid) for pid in pids_of(tmp_path, "first"))

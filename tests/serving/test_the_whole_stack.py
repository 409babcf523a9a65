"""Bo's frames through the real web server, Valkey and worker, also when one of them is killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.stack import ROOT, Stack, running_stack
from tutor.demo.browser import Browser
from tutor.teacher.demo import DEMO_COURSE, DEMO_PASSWORD

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


class Bo:
    """Bo's page: one socket, one stream."""

    def __init__(self, stack: Stack) -> None:
        self._browser = Browser(stack.url)
        self._browser.sign_in("bo", password=DEMO_PASSWORD)
        self._boot = self._browser.open_lesson(DEMO_COURSE, "what-equations-say")
        self.stream = str(uuid.uuid4())
        self._open = contextlib.ExitStack()
        self.socket = self.connect()

    def leave(self) -> None:
        self._open.close()

    def connect(self) -> ClientConnection:
        """Opens the socket, as often as it takes while the server is away."""
        address = self._browser.url.replace("http", "ws", 1) + self._boot["socket_path"]
        headers = {"Cookie": self._browser.cookie_header(), "Origin": self._browser.url}
        deadline = time.monotonic() + 30
        while True:
            try:
                self._open.close()
                opening = connect(address, additional_headers=headers)
                self.socket = self._open.enter_context(opening)
                self.say({"type": "hello", "protocol": 1, "stream": self.stream})
                assert self.hear("welcome")
            except (OSError, EOFError):
                assert time.monotonic() < deadline
                time.sleep(0.2)
            else:
                return self.socket

    def say(self, message: dict[str, Any]) -> None:
        self.socket.send(json.dumps(message))

    def send_frame(self, seq: int) -> None:
        now_ms = time.time_ns() // 1_000_000
        frame = {"type": "frame", "stream": self.stream, "seq": seq, "sent_at_ms": now_ms}
        self.say({**frame, "events": [{"kind": "drifted", "at_ms": now_ms}]})

    def hear(self, kind: str, *, within_s: float = 30) -> dict[str, Any]:
        """The next message of a kind."""
        deadline = time.monotonic() + within_s
        while True:
            message: dict[str, Any] = json.loads(
                self.socket.recv(timeout=max(0.01, deadline - time.monotonic()))
            )
            if message["type"] == kind:
                return message


def stored(stack: Stack, stream: str) -> list[int]:
    query = "select seq from events_frame where stream = %s order by seq"
    return [seq for (seq,) in stack.rows(query, stream.replace("-", ""))]


def kill(stack: Stack, name: str) -> None:
    os.kill(json.loads((stack.data / "serve.pids").read_text())[name], signal.SIGKILL)


def test_a_frame_is_stored_before_it_is_acked(stack: Stack) -> None:
    bo = Bo(stack)
    bo.send_frame(1)
    assert bo.hear("ack")["seqs"] == [1]
    assert stored(stack, bo.stream) == [1]
    bo.leave()


@pytest.mark.parametrize("name", ["worker", "Valkey server"])
def test_frames_are_acked_again_after_a_process_was_killed(stack: Stack, name: str) -> None:
    if name == "Valkey server" and stack.environment.get("REDIS_URL"):
        pytest.skip("Redis is not Attune's own here: nobody but its operator starts it again")
    bo = Bo(stack)
    bo.send_frame(1)
    bo.hear("ack")
    kill(stack, name)
    bo.send_frame(2)
    assert 2 in bo.hear("ack")["seqs"]
    assert stored(stack, bo.stream) == [1, 2]
    bo.leave()


def test_a_page_comes_back_after_the_web_server_was_killed(stack: Stack) -> None:
    bo = Bo(stack)
    kill(stack, "web server")
    time.sleep(0.5)
    bo.connect()
    bo.send_frame(1)
    assert bo.hear("ack")["seqs"] == [1]
    bo.leave()


def test_a_taken_port_is_one_clear_sentence(stack: Stack) -> None:
    second = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    port = stack.environment["PORT"]
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"CommandError: Port {port} is taken: stop what uses it, or choose another with "
        f"PORT={int(port) + 1}."
    )


def test_an_unusable_data_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    started = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env={**os.environ, "ATTUNE_DATA": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert started.stderr.strip() == (
        f"The data folder {file} cannot be written (File exists): "
        "set ATTUNE_DATA to a folder that can."
    )

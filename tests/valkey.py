"""A real Valkey server for tests, the one that is bundled; nothing about Redis is imitated."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import redis

from tutor.serving.valkey import valkey_command, valkey_url


class ValkeyUnderTest:
    """Started on a unix socket in `folder`; may be killed and started again with its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = valkey_url(folder)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            valkey_command(self.folder),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with redis.Redis.from_url(self.url) as client:
                try:
                    client.ping()
                except redis.RedisError:
                    time.sleep(0.02)
                else:
                    return
        raise AssertionError("the bundled Valkey server did not start within 10 s")

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("it is not running")
        return self._process.pid

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(sign)
            self._process.wait(10)
            self._process = None

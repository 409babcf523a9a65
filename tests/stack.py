"""The supervised stack, as `make run` starts it, on a free port and a data folder of its own."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import redis
from psycopg import sql

from tests.keyspace import FIRST_OF_STACKS, keyspace_url

_stack_keyspaces = itertools.count(FIRST_OF_STACKS)
ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 90


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A running Attune: its address, its data folder, and the environment its commands need."""

    url: str
    data: Path
    environment: Mapping[str, str]
    supervisor: subprocess.Popen[bytes]

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What its database holds, read past Django; `%s` stands for a parameter."""
        if url := self.environment.get("DATABASE_URL"):
            with psycopg.connect(url) as database:
                return database.execute(query.encode(), parameters).fetchall()
        with contextlib.closing(sqlite3.connect(self.data / "attune.sqlite3")) as database:
            return database.execute(query.replace("%s", "?"), parameters).fetchall()

    def manage(self, *arguments: str, timeout_s: int = 120) -> subprocess.CompletedProcess[str]:
        """Runs `manage.py ARGUMENTS` against this stack's data; fails with its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}")
        return done


@contextlib.contextmanager
def running_stack(data: Path, **settings: str) -> Iterator[Stack]:
    """Starts Attune with `settings` in its environment; stops it and all its children."""
    port = free_port()
    environment = {
        **os.environ,
        "ATTUNE_DATA": str(data),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "tutor.config.settings",
        **_services_of_its_own(),
        **settings,
    }
    environment.pop("SITE_URL", None)
    path = data / "serve.log"
    with path.open("wb") as log:
        for command in ("first_start", "serve"):
            process = subprocess.Popen(
                [sys.executable, "manage.py", command],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
            if command == "first_start" and process.wait():
                raise AssertionError(path.read_text())
    url = f"http://localhost:{port}"
    try:
        _wait_until_it_answers(url, process, path)
        yield Stack(url=url, data=data, environment=environment, supervisor=process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _services_of_its_own() -> dict[str, str]:
    """Where the suite runs on PostgreSQL and Redis, so does the stack: on an empty database, and
    in a numbered keyspace of Redis that nothing else in the suite uses (see `tests.keyspace`).
    """
    if not os.environ.get("DATABASE_URL"):
        return {}
    database = urlsplit(os.environ["DATABASE_URL"])
    name = f"stack_{uuid4().hex}"
    with psycopg.connect(database.geturl(), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    keyspace = keyspace_url(next(_stack_keyspaces))
    with redis.Redis.from_url(keyspace) as client:
        client.flushdb()
    return {"DATABASE_URL": database._replace(path=f"/{name}").geturl(), "REDIS_URL": keyspace}


def free_port() -> int:
    """A free port below 32768, where no outgoing connection of the suite can take it meanwhile."""
    for port in range(23_000 + os.getpid() % 4_000, 32_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port between 23000 and 32000")


def _wait_until_it_answers(url: str, supervisor: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and supervisor.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/accounts/login/"):  # noqa: S310 - our own address
            return
        time.sleep(0.2)
    raise AssertionError(f"{url} did not answer:\n{log.read_text()[-4000:]}")

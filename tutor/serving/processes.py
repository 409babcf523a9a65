"""The processes of a whole Attune on one machine: Valkey, the Celery worker, the web server."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import redis

from tutor.domain.protocol.messages import MAX_FRAME_BYTES
from tutor.serving.queues import SLOW_QUEUE
from tutor.serving.supervisor import Child
from tutor.serving.valkey import log_path, valkey_command, valkey_url


def pids_path(data_folder: Path) -> Path:
    """Where `serve` writes who runs: {"supervisor", "Valkey server", "worker", ...}."""
    return data_folder / "serve.pids"


def children(
    *,
    data_folder: Path,
    host: str,
    port: int,
    redis_url: str,
    celery_app: str = "tutor.config.celery",
) -> list[Child]:
    """In the order to start them. Without `redis_url` the bundled Valkey server is among them."""
    found = []
    environment = dict(os.environ)
    if not redis_url:
        folder = data_folder / "valkey"
        folder.mkdir(exist_ok=True)
        environment["REDIS_URL"] = valkey_url(folder)
        found.append(_valkey(folder, environment))
    return [
        *found,
        _worker(environment, celery_app),
        _slow_worker(environment, celery_app),
        _web(environment, host=host, port=port),
    ]


def _valkey(folder: Path, environment: dict[str, str]) -> Child:
    url = valkey_url(folder)
    return Child(
        name="Valkey server",
        command=valkey_command(folder),
        environment=environment,
        is_ready=lambda: answers(url),
        words=f"in {log_path(folder)}",
    )


def _worker(environment: dict[str, str], celery_app: str) -> Child:
    return Child(
        name="worker",
        command=_celery(celery_app, name="attune"),
        environment=environment | _WORKER_SETTINGS,
    )


def _slow_worker(environment: dict[str, str], celery_app: str) -> Child:
    """What takes minutes (bundles, retention) waits here, so that no tick ever waits for it."""
    return Child(
        name="slow worker",
        command=("nice", "-n", "10", *_celery(celery_app, name=SLOW_QUEUE, queue=SLOW_QUEUE)),
        environment=environment | _WORKER_SETTINGS,
    )


# More than one thread is catastrophic on a busy machine (0.8 ms becomes 177 ms); and the checks
# of the site, which would load every page, are the web server's business.
_WORKER_SETTINGS = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "CELERY_SKIP_CHECKS": "1"}


def _celery(celery_app: str, *, name: str, queue: str = "") -> tuple[str, ...]:
    return (
        # A container's only user is often root, as a container's only person.
        *(sys.executable, "-W", "ignore:You're running the worker with superuser"),
        *("-m", "celery", "--quiet", "-A", celery_app, "worker"),
        *("--pool", "solo", "--loglevel", "warning", "--hostname", f"{name}@%h"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        *(("--queues", queue) if queue else ()),
    )


def _web(environment: dict[str, str], *, host: str, port: int) -> Child:
    return Child(
        name="web server",
        command=(
            *(sys.executable, "-m", "uvicorn", "tutor.config.asgi:application"),
            *("--host", host, "--port", str(port), "--loop", "uvloop", "--http", "httptools"),
            # Deflating messages of some hundred bytes costs more than it saves.
            *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
            *("--ws-max-size", str(MAX_FRAME_BYTES), "--timeout-graceful-shutdown", "3"),
            *("--lifespan", "on", "--no-access-log", "--log-level", "warning"),
        ),
        environment=environment,
        is_ready=lambda: listens(host, port),
    )


def listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((_reachable(host), port)) == 0


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    """Whether a Redis server answers at `url`."""
    with redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 - compared, not bound

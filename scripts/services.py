"""Runs a command beside a real PostgreSQL and Redis, started on free ports and stopped after.

    python scripts/services.py COMMAND [ARGUMENT ...]

Sets DATABASE_URL and REDIS_URL for the command. Where the servers are missing it installs Debian's
packages (as root), else it says which are needed. Its data lives in a temporary folder.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server"}
READY_WITHIN_S = 60


def main() -> int:
    command = sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    _install_missing()
    with tempfile.TemporaryDirectory(prefix="attune-services-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _postgres(folder) as database_url, _redis(folder) as redis_url:
            urls = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            return subprocess.run(command, env={**os.environ, **urls}, check=False).returncode


@contextlib.contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """A fresh cluster that keeps its default durability: what the suite says of acks is meant."""
    data, port = folder / "postgres", _free_port()
    data.mkdir()
    as_user = _unprivileged(data)
    tools = _postgres_tools()
    _run([*as_user, str(tools / "initdb"), "-D", str(data), "-U", "attune", "-A", "trust"])
    server = subprocess.Popen(
        [*as_user, str(tools / "postgres"), "-D", str(data), "-p", str(port), "-k", str(data),
         "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"],
        stdout=subprocess.DEVNULL, stderr=(folder / "postgres.log").open("w"),
    )  # fmt: skip
    try:
        _wait_for(port, server, "PostgreSQL", folder / "postgres.log")
        create = [str(tools / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "attune"]
        _until_it_works([*create, "attune"])
        yield f"postgres://attune@127.0.0.1:{port}/attune"
    finally:
        _stop(server)


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port, data = _free_port(), folder / "redis"
    data.mkdir()
    server = subprocess.Popen(
        [_which("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data),
         "--appendonly", "yes", "--databases", "64"],
        stdout=(folder / "redis.log").open("w"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait_for(port, server, "Redis", folder / "redis.log")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _stop(server)


def _install_missing() -> None:
    missing = [PACKAGES[name] for name in PACKAGES if not _found(name)]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Missing: {', '.join(missing)}. Install them (Debian: apt-get install ...).")
    # Debian's packages start their servers on installation; ours run on ports of their own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", "-qq", *command], check=True, env=environment,
                       stdout=subprocess.DEVNULL)  # fmt: skip


def _found(name: str) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return bool(_postgres_tools() if name == "postgres" else _which(name))
    return False


def _postgres_tools() -> Path:
    """Debian keeps initdb and postgres out of PATH, one folder a version: take the newest."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    if folders:
        return folders[0].parent
    return Path(_which("postgres")).parent


def _which(name: str) -> str:
    if path := shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin"):
        return path
    raise FileNotFoundError(name)


def _unprivileged(data: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then its files and processes belong to `postgres`."""
    if os.geteuid() != 0:
        return []
    person = pwd.getpwnam("postgres")
    os.chown(data, person.pw_uid, person.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    # Below 32768, so that no outgoing connection of the suite can take the port meanwhile.
    for port in range(21_000 + os.getpid() % 4_000, 32_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    sys.exit("No free port between 21000 and 32000.")


def _wait_for(port: int, server: subprocess.Popen[bytes], name: str, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit(f"{name} did not start on port {port}:\n{log.read_text()[-2000:]}")


def _until_it_works(command: list[str]) -> None:
    for _ in range(50):
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.2)
    _run(command)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())

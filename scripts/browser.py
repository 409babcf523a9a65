"""Finds a Chromium for the journeys, gets one where it can, else says how.

Prints the path. Order: $CHROMIUM, the system's Chromium or Chrome, Playwright's own, Debian's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOW = (
    "No Chromium was found for the browser journeys. Install one "
    "(Debian: apt-get install chromium; elsewhere: .venv/bin/python -m playwright install "
    "chromium), or set CHROMIUM to its path."
)


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    if given := os.environ.get("CHROMIUM"):
        return given if Path(given).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def get() -> str | None:
    """Installs a Chromium, by Debian's packages as root, else by Playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # Another installation may be under way; apt-get then waits for its turn.
        apt = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")
        _run(*apt, "update")
        _run(*apt, "install", "-y", "--no-install-recommends", "chromium")
    if not find():
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return find()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> None:
    """Says nothing, unless it fails; then why, and the next way is tried."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(f"{' '.join(command)}: {done.stderr.strip()}\n")


if __name__ == "__main__":
    if "CHROMIUM" in os.environ and not find():
        sys.exit(f"CHROMIUM={os.environ['CHROMIUM']!r} does not exist: give a Chromium's path.")
    sys.stdout.write(f"{find() or get() or sys.exit(HOW)}\n")

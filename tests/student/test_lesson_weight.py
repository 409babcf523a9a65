"""A lesson opens quickly on a slow line: its first JavaScript stays under 20 KB, compressed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings

MOST_BYTES = 20 * 1024


def first_scripts() -> set[Path]:
    """What the lesson page loads before anything is fetched on demand, by the build's manifest."""
    dist: Path = settings.FRONTEND_DIST
    manifest: dict[str, dict[str, Any]] = json.loads((dist / "manifest.json").read_text())
    wanted, seen = ["src/site.ts", "src/player.ts"], set()
    while wanted:
        name = wanted.pop()
        seen.add(name)
        wanted += [one for one in manifest[name].get("imports", ()) if one not in seen]
    return {dist / manifest[name]["file"] for name in seen}


def test_the_first_javascript_of_a_lesson_is_small() -> None:
    sizes = {path.name: len(brotli.compress(path.read_bytes())) for path in first_scripts()}
    assert sum(sizes.values()) <= MOST_BYTES, sizes

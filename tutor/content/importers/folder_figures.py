"""The pictures of a lesson's `figures` folder."""

from __future__ import annotations

import re
from pathlib import Path

from tutor.content.importers.base import FigureDraft
from tutor.content.importers.markdown_file import Clerk

SUFFIXES = {".svg", ".png", ".gif", ".jpg", ".jpeg", ".webp"}
#: A lesson has to open on a slow line: 1 MB takes five seconds at 1.6 Mbit/s.
MAX_BYTES = 1_000_000
#: How a file of each kind begins; an SVG may begin with anything that leads up to its element.
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".svg": (b"<", b"\xef\xbb\xbf<"),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
}
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.[a-z]+")
_ACTIVE_SVG = re.compile(
    rb"<\s*(script|foreignobject|iframe|object|embed)\b|\son[a-z]+\s*=|javascript:|<!ENTITY|@import",
    re.IGNORECASE,
)


def read_figures(
    folder: Path, lesson_slug: str, figures: list[FigureDraft], clerk: Clerk
) -> dict[str, str]:
    """Add a lesson's pictures to `figures`; {path as texts write it: name in the course}."""
    names: dict[str, str] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        if fault := _fault(path, is_strict=clerk.is_strict):
            clerk.error(path, fault)
            continue
        # A course from elsewhere keeps the names that its pictures came with.
        name = f"{lesson_slug}-{path.name}" if clerk.is_strict else path.name
        figures.append(FigureDraft(name=name, data=path.read_bytes()))
        names[f"figures/{path.name}"] = name
    return names


def _fault(path: Path, *, is_strict: bool) -> str:
    if not path.is_file() or path.is_symlink():
        return "only files belong in a figures folder"
    if path.stat().st_size > MAX_BYTES:
        return _too_large(path.stat().st_size)
    return figure_fault(path.name, path.read_bytes(), is_strict=is_strict)


def figure_fault(name: str, data: bytes, *, is_strict: bool = True) -> str:
    """Why a picture cannot be served; "" when it can. What it is called must be what it is."""
    suffix = Path(name).suffix
    if suffix not in SUFFIXES:
        return f"{suffix!r} is not a picture: use {', '.join(sorted(SUFFIXES))}"
    if is_strict and not _NAME.fullmatch(name):
        return "use small letters, digits and hyphens in a figure's name"
    if len(data) > MAX_BYTES:
        return _too_large(len(data))
    if not any(data[: len(start)] == start for start in _BEGINNINGS[suffix]):
        return f"it is called {suffix} but does not begin as such a picture does"
    if suffix == ".svg" and (active := _ACTIVE_SVG.search(data)):
        return f"a picture must not act: it holds {active[0].decode(errors='replace').strip()!r}"
    return ""


def _too_large(size: int) -> str:
    return f"it has {size:,} bytes; at most {MAX_BYTES:,} are served"

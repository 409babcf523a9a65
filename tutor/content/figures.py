"""Pictures of a course: their address, their size, and where they are kept.

They are served, never inlined: a picture from elsewhere then cannot act or read in the page, and
an opened lesson's pictures are kept by the browser's cache.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping

from tutor.content.dialect import FigureLink
from tutor.content.importers.base import FigureDraft

_VIEW_BOX = re.compile(rb'\bviewBox\s*=\s*["\']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)')


def figure_url(course_slug: str, name: str) -> str:
    """The address that the learner's door serves a figure at."""
    return f"/learn/{course_slug}/figures/{name}"


def figure_links(
    course_slug: str, figures: Mapping[str, FigureDraft], names: Mapping[str, str]
) -> dict[str, FigureLink]:
    """What a segment's texts may show: {path as written: address and size}."""
    links = {}
    for path, name in names.items():
        if name in figures:
            width, height = size_px(figures[name].data)
            url = figure_url(course_slug, name)
            links[path] = FigureLink(src=url, width=width, height=height)
    return links


def size_px(data: bytes) -> tuple[int, int]:
    """Width and height from the file's head, so that the page does not jump; (0, 0) if unknown."""
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if match := _VIEW_BOX.search(data[:4096]):
        return round(float(match[1])), round(float(match[2]))
    return 0, 0


def storage_name(course_slug: str, figure: FigureDraft) -> str:
    """Where a figure is kept: by its content, so that a new version never overwrites an old one."""
    digest = hashlib.sha256(figure.data).hexdigest()[:16]
    return f"figures/{course_slug}/{digest}-{figure.name}"

"""Reads OATutor's files into memory: course plan, skill model, and the content pool.

The pool is an unpacked folder or a tar archive. Nothing is ever unpacked to disk: a member's name
is only a key here, so a name with .. or a link can reach nothing.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

#: The whole public pool (all courses) has about 100,000 files and 120 MB.
MAX_FILES = 500_000
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_POOL_BYTES = 1024 * 1024 * 1024


class PoolError(ValueError):
    """Files that are missing or cannot be trusted; the message says which and why."""


@dataclass
class Pool:
    """{problem id: {path inside the problem's folder: content}}."""

    problems: dict[str, dict[str, bytes]] = field(default_factory=dict)
    file_count: int = 0
    byte_count: int = 0

    def add(self, name: str, data: bytes) -> None:
        """Keep one file.

        Raises:
            PoolError: its name leads elsewhere, or the pool is larger than any real one.
        """
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise PoolError(f"the archive holds {name!r}, a name that leads out of it")
        self.file_count += 1
        self.byte_count += len(data)
        if self.file_count > MAX_FILES or self.byte_count > MAX_POOL_BYTES:
            raise PoolError(
                f"more than {MAX_FILES:,} files or {MAX_POOL_BYTES:,} bytes: no pool is that large"
            )
        parts = path.parts
        if "content-pool" in parts:
            parts = parts[parts.index("content-pool") + 1 :]
        if len(parts) > 1:
            self.problems.setdefault(parts[0], {})["/".join(parts[1:])] = data


@dataclass(frozen=True, kw_only=True)
class Source:
    """Everything read, not yet understood."""

    plans: list[dict[str, Any]]
    skills: dict[str, list[str]]
    pool: Pool


def read_source(path: Path) -> Source:
    """Read a data folder, or the folder that a pool archive lies in.

    Raises:
        PoolError: naming what is missing or broken.
    """
    folder = path.parent if path.is_file() else path
    if not folder.is_dir():
        raise PoolError(f"{path} is neither a folder nor a file")
    plans = read_json(_only(folder, "coursePlan*.json"))
    skills = read_json(_only(folder, "skillModel*.json"))
    plans = plans if isinstance(plans, list) else [plans]
    if not plans or not all(_is_plan(plan) for plan in plans):
        raise PoolError("the course plan has to hold courses with lists of lessons that have ids")
    if not isinstance(skills, dict) or not all(isinstance(one, list) for one in skills.values()):
        raise PoolError("the skill model has to map steps to lists of skills")
    archive = path if path.is_file() and path.suffix != ".json" else None
    return Source(plans=plans, skills=skills, pool=_pool(folder, archive))


def _is_plan(plan: object) -> bool:
    lessons = plan.get("lessons") if isinstance(plan, dict) else None
    return isinstance(lessons, list) and all(
        isinstance(lesson, dict)
        and "id" in lesson
        and isinstance(lesson.get("learningObjectives", {}), dict)
        for lesson in lessons
    )


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise PoolError(f"{path.name} cannot be read as JSON: {error}") from error


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise PoolError(f"{folder} holds {len(found)} files named {pattern}; wanted is one")
    return found[0]


def _pool(folder: Path, archive: Path | None) -> Pool:
    pool = Pool()
    unpacked = folder / "content-pool"
    if archive is None and unpacked.is_dir():
        files = _folder_files(unpacked)
    else:
        files = _archive_files(archive or _only(folder, "*.tar.gz"))
    for name, data in files:
        pool.add(name, data)
    return pool


def _folder_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            _check_size(path.name, path.stat().st_size)
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _archive_files(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        # "r|*" reads forward only; a member's size is known before its content is read.
        with tarfile.open(path, mode="r|*") as archive:
            for member in archive:
                if not member.isfile():
                    continue  # folders say nothing, and links are not followed
                _check_size(member.name, member.size)
                content = archive.extractfile(member)
                if content is not None:
                    yield member.name, content.read()
    except (OSError, tarfile.TarError, EOFError) as error:
        raise PoolError(f"{path.name} cannot be read as a tar archive: {error}") from error


def _check_size(name: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise PoolError(f"{name!r} has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read")

"""Files from elsewhere, read so that none of them can do harm.

Nothing is unpacked to disk: a member's name is only a key, so it can lead nowhere. Every size is
counted while the bytes come in, since what an archive says of itself may be untrue.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

#: A year's question bank of a school, pictures within, has about 20 MB.
MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_PACKAGE_BYTES = 256 * 1024 * 1024
MAX_MEMBERS = 5_000
#: XML of a test with 300 questions packs 30 to 1; what unfolds further is made to fill a disk.
MAX_RATIO = 200
_RATIO_COUNTS_FROM_BYTES = 1024 * 1024
#: Python's own limit on nested calls is 1,000, and reading HTML within XML needs some itself.
MAX_DEPTH = 200
_PIECE_BYTES = 64 * 1024


class SourceError(ValueError):
    """A source that cannot be trusted or read; the message is a sentence with the way out."""


class AbsentError(SourceError):
    """A package names a file that it does not hold."""


def read_file(path: Path, *, limit: int = MAX_FILE_BYTES) -> bytes:
    """A file's bytes.

    Raises:
        SourceError: it is missing, not a file, or larger than any real one.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise SourceError(f"{path.name} is not a file.")
        if size > limit:
            raise SourceError(too_large(path.name, limit))
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def too_large(name: str, limit: int) -> str:
    """The sentence for a file above the limit."""
    return f"{name} is larger than {limit:,} bytes, the most that is read: take it apart first."


def parse_xml(data: bytes, *, name: str) -> Element:
    """The root element of an XML text without entities, outside references or endless nesting.

    Raises:
        SourceError: it is broken, or holds what only an attack needs.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceError(
            f"{name} declares a document type or entities, which can unfold without end or reach "
            "other files: export it again without them."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise SourceError(f"{name} is not valid XML: {error}.") from error
    if _is_deeper(root, MAX_DEPTH):
        raise SourceError(f"{name} nests its elements more than {MAX_DEPTH} deep.")
    return root


def _is_deeper(root: Element, limit: int) -> bool:
    level = [root]
    for _ in range(limit):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


@dataclass(frozen=True, kw_only=True)
class Package:
    """A folder or a zip archive: names to read by, as `imsmanifest.xml` and `media/a.png`."""

    label: str
    names: frozenset[str]
    folder: Path | None = None
    archive: zipfile.ZipFile | None = field(default=None, repr=False)

    def read(self, name: str, *, limit: int = MAX_FILE_BYTES) -> bytes:
        """One member.

        Raises:
            SourceError: it is not there, or larger than it may be.
        """
        if name not in self.names:
            raise AbsentError(f"{self.label} holds no {name}.")
        if self.archive is None:
            return read_file((self.folder or Path()) / name, limit=limit)
        try:
            with self.archive.open(name) as stream:
                return _at_most(stream, name=name, limit=limit)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise SourceError(f"{name} cannot be unpacked: {error}.") from error
        except Exception as error:  # zlib, lzma and bz2 each raise their own
            if isinstance(error, SourceError):
                raise
            raise SourceError(f"{name} cannot be unpacked: {error}.") from error

    def close(self) -> None:
        if self.archive is not None:
            self.archive.close()


def _at_most(stream: IO[bytes], *, name: str, limit: int) -> bytes:
    pieces, count = [], 0
    while piece := stream.read(_PIECE_BYTES):
        count += len(piece)
        if count > limit:
            raise SourceError(too_large(name, limit))
        pieces.append(piece)
    return b"".join(pieces)


def open_package(path: Path) -> Package:
    """A folder or a zip archive, checked before anything in it is read.

    Raises:
        SourceError: it is none, or was made to do harm.
    """
    if path.is_dir():
        return Package(label=path.name, names=frozenset(_folder_names(path)), folder=path)
    if not path.is_file():
        raise SourceError(f"there is nothing at {path}.")
    if path.stat().st_size > MAX_PACKAGE_BYTES:
        raise SourceError(too_large(path.name, MAX_PACKAGE_BYTES))
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceError(f"{path.name} is not a zip archive that can be read: {error}.") from error
    try:
        names = frozenset(_checked_names(archive, path.name))
    except SourceError:
        archive.close()
        raise
    return Package(label=path.name, names=names, archive=archive)


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip archive does, whatever it is called."""
    return path.is_file() and zipfile.is_zipfile(path)


def _folder_names(folder: Path) -> Iterator[str]:
    count = total = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        count, total = count + 1, total + path.stat().st_size
        if count > MAX_MEMBERS or total > MAX_PACKAGE_BYTES:
            raise SourceError(_too_much(folder.name))
        yield path.relative_to(folder).as_posix()


def _checked_names(archive: zipfile.ZipFile, label: str) -> Iterator[str]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_PACKAGE_BYTES:
        raise SourceError(_too_much(label))
    for member in members:
        if reason := _fault(member):
            raise SourceError(f"{label} holds {member.filename[:80]!r}, {reason}")
        yield member.filename


def _fault(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
        return "a name that leads out of the archive."
    if (member.external_attr >> 16) & 0o170000 == 0o120000:
        return "a link to another file."
    if member.flag_bits & 0x1:
        return "which is locked with a password: pack it again without one."
    is_large = member.file_size > _RATIO_COUNTS_FROM_BYTES
    if is_large and member.file_size > MAX_RATIO * max(1, member.compress_size):
        return f"which unfolds more than {MAX_RATIO} times: no course packs that tightly."
    return ""


def _too_much(label: str) -> str:
    return (
        f"{label} holds more than {MAX_MEMBERS:,} files or {MAX_PACKAGE_BYTES:,} bytes: "
        "take it apart first."
    )

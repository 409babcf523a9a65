"""A zip without a clock whose every file is digested while it is written."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

# Entries carry no clock: the same data give the same bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
PIECE_BYTES = 1 << 20


class Digesting:
    """A file that is written through to another, and digested on the way."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._out.write(data)

    def flush(self) -> None:
        self._out.flush()

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        self.closed = True

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@dataclass
class Archive:
    """One zip being written; `sha256` holds the digest of every file in it so far."""

    zip: zipfile.ZipFile
    sha256: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def file(self, name: str, *, is_packed: bool = False) -> Iterator[Digesting]:
        """A file in the zip to write to; `is_packed` where packing it again would gain nothing."""
        info = zipfile.ZipInfo(name, ZIP_DATE)
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self.zip.open(info, "w", force_zip64=True) as out:
            digesting = Digesting(out)
            yield digesting
        self.sha256[name] = digesting.sha256

    def text(self, name: str, text: str) -> None:
        with self.file(name) as out:
            out.write(text.encode())

    def copy(self, name: str, path: Path) -> None:
        with self.file(name, is_packed=True) as out, path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                out.write(piece)


@contextmanager
def archive_at(out: IO[bytes]) -> Iterator[Archive]:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        yield Archive(file)

"""Sends a file in pieces, under an asynchronous server as under a plain one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

PIECE_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def download(
    request: HttpRequest, file: IO[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """`file` from its start, as an attachment called `name`; it is closed with the response."""
    return _sent(request, file, first=0, size=file.seek(0, 2), name=name, content_type=content_type)


def download_file(
    request: HttpRequest, path: Path, *, name: str, content_type: str, etag: str
) -> HttpResponseBase:
    """The file at `path`, or the one part of it that a `Range` asks for (RFC 9110).

    A part is only given of the version that the browser began with (`If-Range`); else all of it.
    """
    size = path.stat().st_size
    tag = f'"{etag}"'
    part = _part(request, size, tag)
    if part is None:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    first, last = part
    file = path.open("rb")
    response = _sent(
        request, file, first=first, size=last + 1 - first, name=name, content_type=content_type
    )
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    if last + 1 - first < size:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _part(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte of what is asked for; None where there is nothing of that kind."""
    whole = (0, size - 1)
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or request.headers.get("If-Range", tag) != tag:
        return whole
    begin, end = asked.groups()
    if not begin:
        return (max(0, size - int(end)), size - 1) if end and int(end) else None
    last = min(int(end), size - 1) if end else size - 1
    return (int(begin), last) if int(begin) <= last else None


def _sent(
    request: HttpRequest, file: IO[bytes], *, first: int, size: int, name: str, content_type: str
) -> StreamingHttpResponse:
    file.seek(first)
    # A plain iterator would be read whole into memory by the asynchronous server, and the other
    # way round; so each gets its own kind.
    kind = _AsyncPieces if isinstance(request, ASGIRequest) else _PlainPieces
    pieces: Any = kind(file, size)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


class _Pieces:
    """The file in pieces. The response closes it, also when nobody waited for the first piece."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size

    def _piece(self) -> bytes:
        piece = self._file.read(min(PIECE_BYTES, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


class _PlainPieces(_Pieces):
    def __iter__(self) -> Iterator[bytes]:
        while piece := self._piece():
            yield piece


class _AsyncPieces(_Pieces):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = sync_to_async(self._piece)
        while piece := await read():
            yield piece

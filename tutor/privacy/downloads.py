"""Sends a file in pieces, under an asynchronous server as under a plain one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

PIECE_BYTES = 256 * 1024


def download(
    request: HttpRequest, file: IO[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """`file` from its start, as an attachment called `name`; it is closed with the response."""
    size = file.seek(0, 2)
    file.seek(0)
    # A plain iterator would be read whole into memory by the asynchronous server, and the other
    # way round; so each gets its own kind.
    kind = _AsyncPieces if isinstance(request, ASGIRequest) else _PlainPieces
    pieces: Any = kind(file)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


class _Pieces:
    """The file in pieces. The response closes it, also when nobody waited for the first piece."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def close(self) -> None:
        self._file.close()


class _PlainPieces(_Pieces):
    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(PIECE_BYTES):
            yield piece


class _AsyncPieces(_Pieces):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = sync_to_async(self._file.read)
        while piece := await read(PIECE_BYTES):
            yield piece

"""Sends a file in pieces, under an asynchronous server as under a plain one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

PIECE_BYTES = 256 * 1024


def download(
    request: HttpRequest, file: IO[bytes], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """`file` from its start, as an attachment called `name`; it is closed when all is sent."""
    size = file.seek(0, 2)
    file.seek(0)
    # A plain iterator would be read whole into memory by the asynchronous server, and the other
    # way round; so each gets its own kind.
    pieces = _async_pieces(file) if isinstance(request, ASGIRequest) else _pieces(file)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


async def _async_pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    read = sync_to_async(file.read)
    try:
        while piece := await read(PIECE_BYTES):
            yield piece
    finally:
        file.close()

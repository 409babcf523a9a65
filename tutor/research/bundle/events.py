"""The events of a bundle, from what is stored to Arrow without a Python object per event.

A session that is over has been filed in columns (`tutor.research.filing`), where it has the same
frames still. Of all others the frames are read, each a JSON list of flat objects: frames of some
sessions are cut into columns at once (`event_columns`); those that are written in an unusual way
become lines of JSON, which Arrow's own reader turns into columns, slower. What a frame says once
(its session, its number) is repeated beside its events in the end.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.json
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Max, QuerySet, TextField
from django.db.models.functions import Cast

from tutor.events.models import Frame
from tutor.research.bundle.event_columns import Unusual, event_columns
from tutor.research.bundle.extent import Extent
from tutor.research.bundle.filed import NOTHING, Packed, layout_of, unpack
from tutor.research.bundle.stretches import HEAD, Stretch, batch, groups, sparse
from tutor.research.models import SessionColumns

# Some megabytes of JSON, which a processor's cache holds; Parquet gathers four to a row group.
EVENTS_AT_ONCE = 32_768
R = TypeVar("R")
Raw = tuple[int, str, int, int, int, bytes | memoryview]
#: How many frames a session has, and the key of the last. They are only ever added or deleted, so
#: this says whether they are still the same.
Tally = tuple[int, int]


class Named(NamedTuple):
    """A frame, under the names that it leaves by."""

    frame: Raw
    session: str
    stream: str
    shift_ms: int


def stretch_of(named: Sequence[Named], own: pa.Schema) -> Stretch:
    """Frames with events, in columns with the fields of `own`."""
    frames, sessions, streams, shifts_ms = zip(*named, strict=True)
    _pks, _streams, seqs, counts, received_ms, texts = zip(*frames, strict=True)
    columns = _columns([bytes(text) for text in texts], counts, own)
    kind = columns.pop("kind").dictionary_encode()
    return Stretch(
        sessions=sessions,
        streams=streams,
        seqs=np.asarray(seqs, np.int64),
        received_ms=np.asarray(received_ms, np.int64),
        shifts_ms=np.asarray(shifts_ms, np.int64),
        counts=np.asarray(counts, np.int64),
        kinds=kind.dictionary.to_pylist(),
        kind=kind.indices.to_numpy(),
        own=sparse(columns),
    )


def _columns(texts: Sequence[bytes], counts: Sequence[int], own: pa.Schema) -> dict[str, pa.Array]:
    try:
        return event_columns(texts, counts, own=own)
    except Unusual:
        return dict(_parsed(list(map(json_lines, texts, counts)), own))


def own_fields(schema: pa.Schema) -> pa.Schema:
    """The fields that events have themselves."""
    return pa.schema([each for each in schema if each.name not in HEAD])


def event_batches(
    extent: Extent, *, schema: pa.Schema, rows: int, watch: Callable[[int], None]
) -> Iterator[pa.RecordBatch]:
    """Every event of the bundle, in its order, some more than `rows` at a time."""
    own = own_fields(schema)
    for group in groups(_stretches(extent, own, watch), rows=rows):
        yield batch(group, schema=schema, names=extent.names)


def _stretches(extent: Extent, own: pa.Schema, watch: Callable[[int], None]) -> Iterator[Stretch]:
    waiting: list[Named] = []
    events = 0
    for each in _sessions(extent, layout_of(own), watch):
        if waiting and (isinstance(each, Stretch) or events >= EVENTS_AT_ONCE):
            yield stretch_of(waiting, own)
            waiting, events = [], 0
        if isinstance(each, Stretch):
            yield each
        else:
            waiting.append(each)
            events += each.frame[3]
    if waiting:
        yield stretch_of(waiting, own)


def _sessions(
    extent: Extent, layout: str, watch: Callable[[int], None]
) -> Iterator[Stretch | Named]:
    """The sessions in their order: one that is filed in one piece, of any other the frames."""
    stream_of = cache(lambda stream: extent.names.stream(UUID(stream)))
    for part in extent.parts():
        filed = filed_of([line.pk for line in part], layout=layout)
        frames = frames_of([line.pk for line in part if line.pk not in filed])
        for line in part:
            packed = filed.pop(line.pk, NOTHING)
            if packed.size:
                yield unpack(packed, session=line.session, shift_ms=line.shift_ms, stream=stream_of)
            for frame in frames.pop(line.pk, ()):
                yield Named(frame, line.session, stream_of(frame[1]), line.shift_ms)
        stream_of.cache_clear()
        watch(len(part))


def tallies_of(session_pks: Collection[int]) -> dict[int, Tally]:
    """Of those of the sessions that have frames."""
    found = (
        Frame.objects.filter(session_pk__in=session_pks)
        .values("session_pk")
        .annotate(count=Count("pk"), last=Max("pk"))
        .values_list("session_pk", "count", "last")
    )
    return {session_pk: (count, last) for session_pk, count, last in found}


def filed_of(session_pks: Sequence[int], *, layout: str) -> dict[int, Packed]:
    """Of those of the sessions that were filed with the very frames that they have now."""
    tallies = tallies_of(session_pks)
    filed = SessionColumns.objects.filter(session_pk__in=session_pks, layout=layout).values_list(
        "session_pk", "frame_count", "last_frame_pk", "content", "size"
    )
    return {
        pk: Packed(bytes(content), size)
        for pk, count, last, content, size in _rows_of(filed)
        if tallies.get(pk) == (count, last)
    }


def frames_of(session_pks: Sequence[int]) -> dict[int, list[Raw]]:
    """The frames of these sessions that have events, each session's as they came."""
    found: dict[int, list[Raw]] = {}
    # Sorted here: a database would carry every frame's events through its sort. Streams come as
    # text, since there are far fewer of them than frames.
    frames = (
        Frame.objects.filter(session_pk__in=session_pks, event_count__gt=0)
        .annotate(boot=Cast("stream", TextField()))
        .values_list("session_pk", "boot", "seq", "event_count", "received_at_ms", "events")
    )
    for frame in _rows_of(frames):
        found.setdefault(frame[0], []).append(frame)
    for theirs in found.values():
        theirs.sort(key=lambda frame: (frame[4], frame[1], frame[2]))
    return found


def _rows_of(query: QuerySet[Any, R]) -> Iterable[R]:
    """The rows of a query whose columns are numbers, texts and bytes.

    PostgreSQL writes bytes in hexadecimal, which takes longer than all that is done with them,
    unless it is asked for its own format; Django does not.
    """
    if connection.vendor != "postgresql":
        return query.iterator()
    try:
        statement, parameters = query.query.sql_with_params()
    except EmptyResultSet:
        return []
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        rows: list[Any] = cursor.execute(statement, parameters, binary=True).fetchall()
    return rows


def json_lines(events: bytes | memoryview, count: int) -> bytes:
    r"""A JSON list of `count` flat objects as one object a line.

    >>> json_lines(b'[{"kind":"a"},{"kind":"b"}]', 2)
    b'{"kind":"a"}\n{"kind":"b"}\n'
    >>> json_lines(b'[{"at_ms": 1, "kind": "},{"}, {"kind": "b"}]', 2)
    b'{"at_ms":1,"kind":"},{"}\n{"kind":"b"}\n'
    """
    text = bytes(events)
    # A quote inside a text is escaped, and none that ends a text is followed by a letter: this can
    # only be the gap between two events.
    lines = text[1:-1].replace(b'},{"kind"', b'}\n{"kind"') + b"\n"
    if lines.count(b"\n") == count and b"\n" not in text:
        return lines
    # Written with spaces, or with another field first.
    return b"".join(msgspec.json.encode(event) + b"\n" for event in msgspec.json.decode(text))


def _parsed(lines: Sequence[bytes], own: pa.Schema) -> Iterator[tuple[str, pa.Array]]:
    text = b"".join(lines)
    table = pyarrow.json.read_json(
        io.BytesIO(text),
        # One block: the order of lines is the order of rows.
        read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=own, unexpected_field_behavior="ignore"
        ),
    )
    for each in own:
        yield each.name, table.column(each.name).combine_chunks()

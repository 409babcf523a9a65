"""The events of a bundle, from stored frames to Arrow without a Python object per event.

A frame is a JSON list of flat objects. Frames of some sessions are cut into columns at once
(`event_columns`); those that are written in an unusual way become lines of JSON, which Arrow's own
reader turns into columns, slower. What the frame says once (its session, its number) is repeated
beside them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
from django.db.models import TextField
from django.db.models.functions import Cast

from tutor.events.models import Frame
from tutor.research.bundle.event_columns import Unusual, event_columns
from tutor.research.bundle.extent import Extent, Line
from tutor.research.pseudonyms import Pseudonyms

# Some megabytes of JSON, which a processor's cache holds; Parquet gathers four to a row group.
EVENTS_AT_ONCE = 32_768
FRAMES_A_READ = 500
# What stands once a frame; everything after it is the event's own.
HEAD = ("session", "stream", "seq", "index", "received_at_ms")
Raw = tuple[int, str, int, int, int, bytes | memoryview]


@dataclass
class Gathered:
    """Frames on their way into one batch."""

    texts: list[bytes] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    streams: list[str] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    received_ms: list[int] = field(default_factory=list)
    shifts_ms: list[int] = field(default_factory=list)
    total: int = 0

    def add(self, frame: Raw, line: Line, stream: str) -> None:
        _pk, _stream, seq, count, received_at_ms, events = frame
        self.texts.append(bytes(events))
        self.counts.append(count)
        self.sessions.append(line.session)
        self.streams.append(stream)
        self.seqs.append(seq)
        self.received_ms.append(received_at_ms)
        self.shifts_ms.append(line.shift_ms)
        self.total += count


def event_batches(
    extent: Extent, *, schema: pa.Schema, watch: Callable[[int], None]
) -> Iterator[pa.RecordBatch]:
    """Every event of the bundle, in its order; memory is that of `EVENTS_AT_ONCE` events."""
    gathered = Gathered()
    for part in extent.parts():
        of = frames_of(part)
        streams: dict[str, str] = {}
        for line in part:
            for frame in of.pop(line.pk, ()):
                stream = frame[1]
                if stream not in streams:
                    streams[stream] = extent.names.stream(UUID(stream))
                gathered.add(frame, line, streams[stream])
                if gathered.total >= EVENTS_AT_ONCE:
                    yield batch(gathered, schema=schema, names=extent.names)
                    gathered = Gathered()
        watch(len(part))
    if gathered.total:
        yield batch(gathered, schema=schema, names=extent.names)


def frames_of(part: Sequence[Line]) -> dict[int, list[Raw]]:
    """The frames of these sessions that have events, each session's as they came."""
    found: dict[int, list[Raw]] = {}
    # Sorted here: a database would carry every frame's events through its sort. Streams come as
    # text, since there are far fewer of them than frames.
    frames = (
        Frame.objects.filter(session_pk__in=[line.pk for line in part], event_count__gt=0)
        .annotate(boot=Cast("stream", TextField()))
        .values_list("session_pk", "boot", "seq", "event_count", "received_at_ms", "events")
    )
    for frame in frames.iterator(FRAMES_A_READ):
        found.setdefault(frame[0], []).append(frame)
    for theirs in found.values():
        theirs.sort(key=lambda frame: (frame[4], frame[1], frame[2]))
    return found


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


def batch(gathered: Gathered, *, schema: pa.Schema, names: Pseudonyms) -> pa.RecordBatch:
    """The events of `gathered` with `schema`; fields that a kind does not have are null."""
    own = pa.schema([each for each in schema if each.name not in HEAD])
    columns = _own_columns(gathered, own)
    shifts = _repeated(gathered.shifts_ms, gathered.counts)
    columns["at_ms"] = pa.array(columns["at_ms"].to_numpy() + shifts)
    columns["probe"] = _other_numbers(columns["probe"], names)
    columns["session"] = _repeated_words(gathered.sessions, gathered.counts)
    columns["stream"] = _repeated_words(gathered.streams, gathered.counts)
    columns["seq"] = pa.array(_repeated(gathered.seqs, gathered.counts))
    columns["received_at_ms"] = pa.array(_repeated(gathered.received_ms, gathered.counts) + shifts)
    columns["index"] = pa.array(_places(gathered.counts))
    return pa.RecordBatch.from_arrays([columns[each.name] for each in schema], schema=schema)


def _own_columns(gathered: Gathered, own: pa.Schema) -> dict[str, pa.Array]:
    try:
        return event_columns(gathered.texts, gathered.counts, own=own)
    except Unusual:
        lines = map(json_lines, gathered.texts, gathered.counts)
        return dict(_parsed(list(lines), own))


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


def _other_numbers(column: pa.Array, names: Pseudonyms) -> pa.Array:
    """Numbers of rows, each as the study's own; there are few, since probes are rare."""
    seen = pc.unique(column.drop_null())
    if not len(seen):
        return column
    other = pa.array([names.number("row", one.as_py()) for one in seen], pa.int64())
    return other.take(pc.index_in(column, value_set=seen))


def _repeated(values: Sequence[int], counts: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.repeat(np.asarray(values, np.int64), counts)


def _repeated_words(words: Sequence[str], counts: Sequence[int]) -> pa.Array:
    places = np.repeat(np.arange(len(words)), counts)
    return pa.array(words, pa.string()).take(pa.array(places))


def _places(counts: Sequence[int]) -> npt.NDArray[np.int64]:
    """0, 1, 2, ... anew for every frame.

    >>> _places([2, 3]).tolist()
    [0, 1, 0, 1, 2]
    """
    sizes = np.asarray(counts, np.int64)
    starts: npt.NDArray[np.int64] = np.cumsum(sizes) - sizes
    return np.arange(sizes.sum()) - np.repeat(starts, sizes)

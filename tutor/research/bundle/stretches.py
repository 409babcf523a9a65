"""Events on their way to a file: columns without their gaps, and what their frames say once.

Most fields belong to one kind of event, so most columns are mostly empty. A column therefore
travels as its values and the rows where they stand, and becomes an array when a row group is full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tutor.research.bundle.event_columns import Ints, Truths
from tutor.research.pseudonyms import Pseudonyms

# What stands once a frame; everything after it is the event's own.
HEAD = ("session", "stream", "seq", "index", "received_at_ms")


class Sparse(NamedTuple):
    """A column without its gaps: `values` in order, texts by Arrow and all else by numpy, and
    whether each row has one (None: all have).

    Fields of one kind of event stand in the same rows: their columns share one `is_there`.
    """

    values: Any
    is_there: Truths | None


def sparse(columns: Mapping[str, pa.Array]) -> dict[str, Sparse]:
    """`columns` without their gaps; one that has nothing else is left out."""
    found: dict[str, Sparse] = {}
    shared: dict[bytes, Truths] = {}
    for name, column in columns.items():
        if column.null_count == len(column):
            continue
        is_there = None
        if column.null_count:
            mask: Truths = column.is_valid().to_numpy(zero_copy_only=False)
            is_there = shared.setdefault(mask.tobytes(), mask)
        values = column.drop_null()
        is_text = pa.types.is_string(column.type)
        found[name] = Sparse(values if is_text else values.to_numpy(zero_copy_only=False), is_there)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Whole frames after each other: what each says once, and its events in columns.

    `kinds` are the words that `kind` numbers, one an event; `own` are the events' other fields.
    """

    sessions: Sequence[str]
    streams: Sequence[str]
    seqs: Ints
    received_ms: Ints
    shifts_ms: Ints
    counts: Ints
    kinds: Sequence[str]
    kind: npt.NDArray[np.integer]
    own: Mapping[str, Sparse]
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", int(self.counts.sum()))

    def cut(self, rows: int) -> tuple[Stretch, Stretch]:
        """Up to the end of the frame with which there are `rows` rows, and the rest."""
        ends = np.cumsum(self.counts)
        frame = int(np.searchsorted(ends, rows)) + 1
        row = int(ends[frame - 1])
        halves: dict[int, tuple[Truths | None, Truths | None]] = {id(None): (None, None)}
        first, rest = {}, {}
        for name, (values, is_there) in self.own.items():
            if is_there is not None:
                halves.setdefault(id(is_there), (is_there[:row], is_there[row:]))
            before, after = halves[id(is_there)]
            count = row if before is None else int(np.count_nonzero(before))
            first[name] = Sparse(values[:count], before)
            rest[name] = Sparse(values[count:], after)
        return (
            self._part(slice(frame), slice(row), first),
            self._part(slice(frame, None), slice(row, None), rest),
        )

    def _part(self, frames: slice, events: slice, own: Mapping[str, Sparse]) -> Stretch:
        return Stretch(
            sessions=self.sessions[frames],
            streams=self.streams[frames],
            seqs=self.seqs[frames],
            received_ms=self.received_ms[frames],
            shifts_ms=self.shifts_ms[frames],
            counts=self.counts[frames],
            kinds=self.kinds,
            kind=self.kind[events],
            own=own,
        )


def groups(stretches: Iterable[Stretch], *, rows: int) -> Iterator[list[Stretch]]:
    """Stretches of `rows` rows together, each group ending with the frame that makes it so many.

    Where a group ends depends on the frames alone, never on the stretches that they came in.
    """
    waiting: list[Stretch] = []
    missing = rows
    for stretch in stretches:
        while stretch.rows >= missing:
            first, stretch = stretch.cut(missing)
            yield [*waiting, first]
            waiting, missing = [], rows
        if stretch.rows:
            waiting.append(stretch)
            missing -= stretch.rows
    if waiting:
        yield waiting


def batch(group: Sequence[Stretch], *, schema: pa.Schema, names: Pseudonyms) -> pa.RecordBatch:
    """The events of `group` with the fields of `schema`; words of every row are coded."""
    counts = _joined([each.counts for each in group])
    shifts = np.repeat(_joined([each.shifts_ms for each in group]), counts)
    received = np.repeat(_joined([each.received_ms for each in group]), counts)
    columns: dict[str, pa.Array] = {
        "session": _coded([word for each in group for word in each.sessions], counts),
        "stream": _coded([word for each in group for word in each.streams], counts),
        "seq": pa.array(np.repeat(_joined([each.seqs for each in group]), counts)),
        "index": pa.array(_places(counts)),
        "received_at_ms": pa.array(received + shifts),
        "kind": _kinds(group),
    }
    gaps = Gaps(group)
    for each in schema:
        if each.name not in columns:
            columns[each.name] = gaps.filled(each)
    columns["at_ms"] = pa.array(columns["at_ms"].to_numpy() + shifts)
    columns["probe"] = _other_numbers(columns["probe"], names)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], names=schema.names)


class Gaps:
    """Makes the columns of a group whole again."""

    def __init__(self, group: Sequence[Stretch]) -> None:
        self._group = group
        self._count = sum(each.rows for each in group)
        self._known: dict[tuple[int, ...], Rows] = {}

    def filled(self, column: pa.Field) -> pa.Array:
        """One column with its gaps."""
        parts = [each.own.get(column.name) for each in self._group]
        found = [each.values for each in parts if each is not None]
        if not found:
            return _nothing(column.type, 1 << (self._count - 1).bit_length())[: self._count]
        if pa.types.is_string(column.type):
            texts = pa.concat_arrays(found)
            is_whole = len(texts) == self._count
            return texts if is_whole else self._rows(parts).of_texts(texts)
        values: npt.NDArray[Any] = np.concatenate(found)
        is_whole = len(values) == self._count
        return pa.array(values) if is_whole else self._rows(parts).of_numbers(values)

    def _rows(self, parts: Sequence[Sparse | None]) -> Rows:
        """Where values stand, worked out once for all columns that have them in the same rows."""
        key = tuple(0 if each is None else id(each.is_there) for each in parts)
        if key not in self._known:
            masks = [
                np.full(stretch.rows, part is not None)
                if part is None or part.is_there is None
                else part.is_there
                for stretch, part in zip(self._group, parts, strict=True)
            ]
            self._known[key] = Rows(np.concatenate(masks))
        return self._known[key]


class Rows:
    """Those of a group's rows that have a value in some columns."""

    def __init__(self, is_there: Truths) -> None:
        self._is_there = is_there
        self._places = np.flatnonzero(is_there)
        self._bits = pa.py_buffer(np.packbits(is_there, bitorder="little"))

    def of_numbers(self, values: npt.NDArray[Any]) -> pa.Array:
        whole = np.zeros(len(self._is_there), values.dtype)
        whole[self._places] = values
        if values.dtype == np.bool_:
            return pa.array(whole, mask=~self._is_there)
        type_ = pa.from_numpy_dtype(values.dtype)
        return pa.Array.from_buffers(type_, len(whole), [self._bits, pa.py_buffer(whole)])

    def of_texts(self, texts: pa.StringArray) -> pa.StringArray:
        """Each text where it stands; between them texts of no length, which count for nothing."""
        stops = np.cumsum(self._is_there, dtype=np.int32)
        count = len(self._is_there)
        _bits, cuts, content = texts.buffers()
        ends = np.frombuffer(cuts, np.int32)[texts.offset :]
        offsets = ends[np.concatenate([np.zeros(1, np.int32), stops])]
        return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), content, self._bits)


@lru_cache(maxsize=32)
def _nothing(type_: pa.DataType, count: int) -> pa.Array:
    return pa.nulls(count, type_)


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts)


def _coded(words: Sequence[str], counts: Ints) -> pa.DictionaryArray:
    """One word a frame as a column of its events; words are numbered as they come."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    codes = np.fromiter(map(numbers.__getitem__, words), np.int32, len(words))
    rows = pa.array(np.repeat(codes, counts))
    return pa.DictionaryArray.from_arrays(rows, pa.array(list(numbers), pa.string()))


def _kinds(group: Sequence[Stretch]) -> pa.DictionaryArray:
    """Each event's kind, of those that there are in `group`, in the order of the alphabet."""
    used = [np.bincount(each.kind, minlength=len(each.kinds)) > 0 for each in group]
    words = sorted(
        {
            word
            for each, here in zip(group, used, strict=True)
            for word, is_here in zip(each.kinds, here, strict=True)
            if is_here
        }
    )
    numbers = {word: number for number, word in enumerate(words)}
    codes = [
        np.asarray([numbers.get(word, 0) for word in each.kinds], np.int32)[each.kind]
        for each in group
    ]
    return pa.DictionaryArray.from_arrays(
        pa.array(np.concatenate(codes)), pa.array(words, pa.string())
    )


def _other_numbers(column: pa.Array, names: Pseudonyms) -> pa.Array:
    """Numbers of rows, each as the study's own; there are few, since probes are rare."""
    seen = pc.unique(column.drop_null())
    if not len(seen):
        return column
    other = pa.array([names.number("row", one.as_py()) for one in seen], pa.int64())
    return other.take(pc.index_in(column, value_set=seen))


def _places(counts: Ints) -> Ints:
    """0, 1, 2, ... anew for every frame.

    >>> _places(np.array([2, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    starts: Ints = np.cumsum(counts) - counts
    return np.arange(counts.sum()) - np.repeat(starts, counts)

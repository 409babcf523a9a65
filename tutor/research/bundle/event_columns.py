"""Stored events to columns without a Python object per event: where every value stands is found by
numpy, and Arrow turns the texts of one field of one kind into numbers at once.

Nothing is taken on trust. What stands between the values of a batch (braces, names, commas) is
compared, byte for byte, with what must stand there if each event has the fields of its shape, and
Arrow refuses a text that is no value of its column. A batch that is written in any other way (with
spaces, an escape, a colon or comma within a text) raises Unusual, and the caller takes the slower
way, a JSON parser.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
# Rows, and what stands there.
Found = tuple[Ints, pa.Array]
COLON, COMMA, CLOSE = b":"[0], b","[0], b"}"[0]
# More kinds than fields could ever be asked of one event.
MOST_FIELDS = 64
NUMPY = {pa.int64(): np.int64, pa.float64(): np.float64, pa.bool_(): np.bool_}


class Unusual(ValueError):
    """These frames are not written as pages write them."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Events of one kind with the same fields in the same order; `rows` is where they are."""

    fields: tuple[str, ...]
    rows: Ints

    @property
    def between(self) -> bytes:
        """An event of this shape without its values."""
        return b"{" + b",".join(msgspec.json.encode(name) + b":" for name in self.fields) + b"}"


@dataclass(frozen=True)
class Texts:
    """Frames after each other, cut into (what stands between, value, between, value, ..., rest).

    `starts` and `stops` (values,) are places in `text`; `firsts` (events,) is the place of each
    event's first value among the values, `sizes` (events,) how many it has.
    """

    text: bytes
    starts: Ints
    stops: Ints
    firsts: Ints
    sizes: Ints

    @cached_property
    def pieces(self) -> pa.Array:
        """(1 + 2 x values,) `text` in its pieces, without a copy."""
        cuts = np.empty(2 * len(self.starts) + 2, np.int32)
        cuts[0], cuts[-1] = 0, len(self.text)
        cuts[1:-1:2], cuts[2:-1:2] = self.starts, self.stops
        return pa.StringArray.from_buffers(
            len(cuts) - 1, pa.py_buffer(cuts), pa.py_buffer(self.text)
        )

    def values(self, places: Ints) -> pa.Array:
        return self.pieces.take(pa.array(2 * places + 1))

    @cached_property
    def between(self) -> bytes:
        """`text` without its values."""
        kept = self.pieces.take(pa.array(np.arange(0, 2 * len(self.starts) + 1, 2)))
        return bytes(kept.buffers()[2])


def event_columns(
    frames: Sequence[bytes], counts: Sequence[int], *, own: pa.Schema
) -> dict[str, pa.Array]:
    """The columns of `own`, one row an event of `frames` (JSON lists of so many flat objects).

    A field that an event does not have is null. Raises Unusual.

    >>> schema = pa.schema([("kind", pa.string()), ("at_ms", pa.int64()), ("x_p", pa.float64())])
    >>> frames = [b'[{"kind":"a","at_ms":7},{"kind":"b","at_ms":8,"x_p":0.5}]']
    >>> found = event_columns(frames, [2], own=schema)
    >>> found["kind"].to_pylist(), found["at_ms"].to_pylist(), found["x_p"].to_pylist()
    (['a', 'b'], [7, 8], [None, 0.5])
    """
    texts = _cut(b"".join(frames), sum(counts))
    kinds = texts.values(texts.firsts).dictionary_encode()
    shapes = list(_shapes(texts, kinds))
    if texts.between != _expected(shapes, counts):
        raise Unusual("what stands between the values")
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for shape in shapes:
        for name, values in _fields(texts, shape):
            found[name].append((shape.rows, values))
    return {field.name: _column(field, found[field.name], len(kinds)) for field in own}


def _fields(texts: Texts, shape: Shape) -> Iterator[tuple[str, pa.Array]]:
    """Each field's values (rows of `shape`,) as texts, taken out all at once."""
    places = np.arange(len(shape.fields))[:, None] + texts.firsts[shape.rows]  # (fields, rows)
    taken = texts.values(places.ravel())
    for place, name in enumerate(shape.fields):
        yield name, taken.slice(place * len(shape.rows), len(shape.rows))


def _cut(text: bytes, count: int) -> Texts:
    if b"\\" in text:
        raise Unusual("an escape")
    read = np.frombuffer(text, np.uint8)
    marks = np.flatnonzero((read == COLON) | (read == COMMA) | (read == CLOSE))
    # A value stands between a colon and the mark after it.
    colons = np.flatnonzero(read[marks] == COLON)
    if not len(colons) or colons[-1] == len(marks) - 1:
        raise Unusual("a name without its value")
    starts, stops = marks[colons] + 1, marks[colons + 1]
    lasts = np.flatnonzero(read[stops] == CLOSE)
    if len(lasts) != count or lasts[-1] != len(colons) - 1:
        raise Unusual("a brace within a text")
    firsts = np.concatenate([[0], lasts[:-1] + 1])
    return Texts(text, starts, stops, firsts, lasts - firsts + 1)


def _shapes(texts: Texts, kinds: pa.Array) -> Iterator[Shape]:
    """Every shape there is; its fields are read from its first event."""
    if texts.sizes.max() >= MOST_FIELDS:
        raise Unusual("an event with more fields than any kind has")
    codes = kinds.indices.to_numpy() * MOST_FIELDS + texts.sizes
    for code in np.flatnonzero(np.bincount(codes)):
        rows = np.flatnonzero(codes == code)
        first, size = texts.firsts[rows[0]], texts.sizes[rows[0]]
        opened = texts.text.rindex(b"{", 0, texts.starts[first])
        try:
            event = msgspec.json.decode(texts.text[opened : texts.stops[first + size - 1] + 1])
        except msgspec.DecodeError as error:
            raise Unusual(str(error)) from error
        yield Shape(fields=tuple(event), rows=rows)


def _expected(shapes: Sequence[Shape], counts: Sequence[int]) -> bytes:
    """What stands between the values if each event has its shape."""
    ends = np.cumsum([each for each in counts if each]) - 1
    which = np.empty(ends[-1] + 1, np.int64)
    for number, shape in enumerate(shapes):
        which[shape.rows] = 2 * number
    which[ends] += 1
    endings = [shape.between + end for shape in shapes for end in (b",", b"][")]
    text = b"[" + bytes(pa.array(endings, pa.binary()).take(pa.array(which)).buffers()[2])
    return text[:-1]


def _column(field: pa.Field, found: Sequence[Found], count: int) -> pa.Array:
    """Values (`found` of some rows each) in their rows; null in all others."""
    if not found:
        return pa.nulls(count, field.type)
    read = [(rows, _read(texts, field.type)) for rows, texts in found]
    if pa.types.is_string(field.type):
        return _scattered_texts(read, count)
    return _scattered(read, field.type, count)


def _read(texts: pa.Array, type_: pa.DataType) -> pa.Array:
    if pa.types.is_string(type_):
        # Such texts are words of a short list, most of the time.
        words = texts.dictionary_encode()
        return _unquoted(words.dictionary).take(words.indices)
    try:
        return texts.cast(type_)
    except pa.ArrowInvalid:
        pass
    try:
        return _without_nulls(texts).cast(type_)
    except pa.ArrowInvalid as error:
        raise Unusual(str(error)) from error


def _without_nulls(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, "null"), pa.scalar(None, pa.string()), texts)


def _unquoted(texts: pa.Array) -> pa.Array:
    words = _without_nulls(texts)
    is_text = pc.and_(pc.starts_with(words, '"'), pc.ends_with(words, '"'))
    if not pc.all(is_text, min_count=0).as_py():
        raise Unusual("a value that is no text")
    return pc.utf8_slice_codeunits(words, 1, -1)


def _scattered(found: Sequence[Found], type_: pa.DataType, count: int) -> pa.Array:
    values: npt.NDArray[Any] = np.zeros(count, NUMPY[type_])
    is_there: Truths = np.zeros(count, np.bool_)
    for rows, read in found:
        if read.null_count:
            rows, read = rows[read.is_valid().to_numpy(zero_copy_only=False)], read.drop_null()
        values[rows] = read.to_numpy(zero_copy_only=False)
        is_there[rows] = True
    if pa.types.is_boolean(type_):
        return pa.array(values, mask=~is_there)
    there = pa.py_buffer(np.packbits(is_there, bitorder="little"))
    return pa.Array.from_buffers(type_, count, [there, pa.py_buffer(values)])


def _scattered_texts(found: Sequence[Found], count: int) -> pa.Array:
    places = np.full(count, -1, np.int64)
    done = 0
    for rows, _texts in found:
        places[rows] = np.arange(done, done + len(rows))
        done += len(rows)
    where = pa.array(places, mask=places < 0)
    return pa.concat_arrays([texts for _rows, texts in found]).take(where)

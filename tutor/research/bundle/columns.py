"""Tables as Arrow record batches: typed columns, privacy applied, in the bundle's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa

from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.learning.models import Session
from tutor.research.bundle.events import event_batches
from tutor.research.bundle.extent import SESSIONS_AT_ONCE, Extent, Line
from tutor.research.exporters.parquet_tables import ROWS_A_GROUP
from tutor.research.tables import ACTIVITY_TRIALS, CONTENT, Column, Described, Table, Value
from tutor.research.tables.events import Events

ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "truth": pa.bool_(),
}
Row = tuple[Value, ...]
Watch = Callable[[int], None]


def kept_columns(table: Described) -> tuple[Column, ...]:
    """The columns that a study's bundle has: all but those that link two exports."""
    return tuple(column for column in table.columns if not column.is_linking)


def schema_of(table: Described) -> pa.Schema:
    return pa.schema(
        [
            pa.field(
                column.name,
                ARROW[column.type],
                metadata={"unit": column.unit, "missing": column.missing},
            )
            for column in kept_columns(table)
        ]
    )


def session_batches(table: Table, extent: Extent, *, watch: Watch) -> Iterator[pa.RecordBatch]:
    """`table` in pieces of some sessions each; `watch` hears how many sessions are done."""
    if isinstance(table, Events):
        yield from event_batches(extent, schema=schema_of(table), rows=ROWS_A_GROUP, watch=watch)
        return
    for part in extent.parts():
        rows = table.rows(
            Session.objects.filter(pk__in=[line.pk for line in part]), names=extent.names
        )
        yield _batch(table, _treated(table, rows, part, extent))
        watch(len(part))


def trial_batches(extent: Extent, *, watch: Watch) -> Iterator[pa.RecordBatch]:
    """Activity trials of everybody who takes part, by pseudonym."""
    study, names = extent.study, extent.names
    people = User.objects.filter(pk__in=extent.learners).values_list("public_id", "pk")
    ordered = sorted((names.learner(public_id), public_id, pk) for public_id, pk in people)
    for start in range(0, len(ordered), SESSIONS_AT_ONCE):
        part = ordered[start : start + SESSIONS_AT_ONCE]
        rows = ACTIVITY_TRIALS.rows_of_people(
            User.objects.filter(pk__in=[pk for _, _, pk in part]),
            names=names,
            since=study.data_from,
            until=study.data_until,
        )
        shifts = {
            word: names.shift_ms(public_id) if study.is_time_shifted else 0
            for word, public_id, _ in part
        }
        yield _batch(ACTIVITY_TRIALS, _shifted(ACTIVITY_TRIALS, rows, shifts))
        watch(len(part))


def content_batches(extent: Extent) -> Iterator[pa.RecordBatch]:
    lessons = Lesson.everything.filter(pk__in=extent.lessons)
    yield _batch(CONTENT, CONTENT.rows_of_lessons(lessons))


def _batch(table: Described, rows: Iterable[Row]) -> pa.RecordBatch:
    kept = [not column.is_linking for column in table.columns]
    schema = schema_of(table)
    columns = [values for values, keep in zip(_columns(rows, len(kept)), kept, strict=True) if keep]
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _columns(rows: Iterable[Row], width: int) -> Sequence[Sequence[Value]]:
    turned = list(zip(*rows, strict=True))
    return turned or [()] * width


def _treated(
    table: Table, rows: Iterable[Row], part: Sequence[Line], extent: Extent
) -> Iterator[Row]:
    """`rows` in the order of `part`, with its dates, numbers and cells as the study has them."""
    of: dict[str, list[Row]] = {line.session: [] for line in part}
    shifts = {line.session: line.shift_ms for line in part}
    for row in _shifted(table, rows, shifts):
        of[str(row[0])].append(row)
    numbered = [at for at, column in enumerate(table.columns) if column.is_row_number]
    small = [at for at, column in enumerate(table.columns) if column.name == "classroom"]
    for line in part:
        for row in of[line.session]:
            yield _named(row, numbered, small, extent) if numbered or small else row


def _named(row: Row, numbered: Sequence[int], small: Sequence[int], extent: Extent) -> Row:
    values = list(row)
    for at in numbered:
        value = values[at]
        values[at] = extent.names.number("row", int(value)) if value is not None else None
    for at in small:
        values[at] = values[at] if values[at] in extent.told_apart else None
    return tuple(values)


def _shifted(table: Described, rows: Iterable[Row], shifts: dict[str, int]) -> Iterator[Row]:
    """Moments moved by what `shifts` has for a row's first column."""
    moments = {at for at, column in enumerate(table.columns) if column.is_moment}
    for row in rows:
        shift_ms = shifts[str(row[0])]
        if not shift_ms:
            yield row
            continue
        yield tuple(
            value + shift_ms if at in moments and isinstance(value, int) else value
            for at, value in enumerate(row)
        )

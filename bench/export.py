"""How fast events leave, and in how much memory: stored events to Parquet, by both ways.

Sessions that are over are filed in columns in the background (`tutor.research.filing`): the export
of those is what a study's bundle costs. `of_frames` is the same where nothing is filed yet.

Beside it stand others over the same events: pyarrow writing a table that is in memory already (the
ceiling: no database, nothing to unpack), reading what is stored and doing nothing with it, and on
PostgreSQL a `COPY` of the raw frames. Usage, with PostgreSQL and without:

    python scripts/services.py python bench/export.py --events 10000000
    python bench/export.py --events 10000000
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    import pyarrow as pa

    from tutor.research.bundle.extent import Extent

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# So many different frames: making each anew would take longer than all that is measured.
VARIANTS = 2_000
# A shared machine changes its speed from one second to the next: each export has a ceiling beside.
ROUNDS = 5
FRAMES_A_SESSION = 120
MIX = (*["dwell"] * 6, *["scroll"] * 8, *["pointer"] * 8, *["click"] * 2, "visibility")
EVENTS_A_FRAME = len(MIX)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ATTUNE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tutor.config.settings"
        import django

        django.setup()
        # As in the worker that makes bundles.
        from tutor.config.collector import calm_collector

        calm_collector()
        sys.stdout.write(json.dumps(_measure(options.events, Path(folder))) + "\n")


def _measure(events: int, folder: Path) -> dict[str, object]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sessions = max(1, events // (EVENTS_A_FRAME * FRAMES_A_SESSION))
    extent = _fill(sessions)
    count = sessions * EVENTS_A_FRAME * FRAMES_A_SESSION
    frames, filed = folder / "frames.parquet", folder / "filed.parquet"
    peak_before_mb = _peak_mb()
    of_frames = _export(extent, frames)
    filing_s = _file(extent)
    _export(extent, filed)
    peak_mb = _peak_mb()
    rounds = [(_export(extent, filed), _ceiling(filed, folder / "again")) for _ in range(ROUNDS)]
    if not filecmp.cmp(frames, filed, shallow=False):
        raise AssertionError("The two ways give different files.")
    shares = sorted(count / took["cpu_s"] / ceiling for took, ceiling in rounds)
    ceiling = statistics.median(ceiling for _took, ceiling in rounds)
    return {
        "event_count": count,
        "share_of_ceiling_p": round(statistics.median(shares), 3),
        "lowest_and_highest_share_p": [round(shares[0], 3), round(shares[-1], 3)],
        "in_memory_events_per_cpu_s": round(ceiling),
        "of_filed": _medians([took for took, _ceiling in rounds]),
        "of_frames": of_frames,
        "of_frames_share_of_ceiling_p": round(count / of_frames["cpu_s"] / ceiling, 3),
        "filing_cpu_s": filing_s,
        "filed_bytes_per_event": round(_filed_bytes() / count, 1),
        "database": _vendor(),
        "copy_events_per_s": _copy(count),
        "peak_before_mb": peak_before_mb,
        "peak_after_mb": peak_mb,
        "file_mb": round(filed.stat().st_size / 1e6, 1),
    }


def _medians(took: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in took) for name in took[0]}


def _fill(sessions: int) -> Extent:
    """Sessions of one learner with frames of every usual kind, and the extent that exports them."""
    from tutor.accounts.services import create_person
    from tutor.content.models import Course, Lesson
    from tutor.events.models import Frame
    from tutor.learning.models import Session
    from tutor.research.bundle.extent import Extent, Line
    from tutor.research.pseudonyms import Pseudonyms
    from tutor.studies.models import Study

    now = datetime(2026, 11, 24, tzinfo=UTC)
    names = Pseudonyms(key=b"b" * 32)
    learner = create_person("bench", password="a long enough word")
    course = Course.objects.create(
        slug="c", title="C", licence="x", source_format="bench", imported_at=now
    )
    lesson = Lesson.objects.create(course=course, slug="l", position=1, title="L")
    study = Study.objects.create(slug="s", title="S", created_at=now)
    rng = Random(1)
    texts = [_text(rng, at_ms=1_764_000_000_000 + 12_000 * number) for number in range(VARIANTS)]
    lines = []
    for number in range(sessions):
        session = Session.objects.create(
            learner=learner,
            lesson=lesson,
            started_at=now + timedelta(hours=number),
            last_seen_at=now,
            ended_at=now,
            seed=1,
        )
        at_ms = int(session.started_at.timestamp() * 1000)
        frames = [
            Frame(
                session_pk=session.pk,
                stream=UUID(int=session.pk),
                seq=seq,
                event_count=EVENTS_A_FRAME,
                first_at_ms=at_ms + seq * 12_000,
                last_at_ms=at_ms + seq * 12_000 + EVENTS_A_FRAME,
                received_at_ms=at_ms + seq * 12_000 + 50,
                events=texts[rng.randrange(len(texts))],
            )
            for seq in range(1, FRAMES_A_SESSION + 1)
        ]
        Frame.objects.bulk_create(frames)
        lines.append(
            Line(
                pk=session.pk,
                learner_pk=learner.pk,
                session=names.session(session.public_id),
                learner=names.learner(learner.public_id),
                lesson_pk=lesson.pk,
                shift_ms=0,
            )
        )
    return Extent(
        study=study,
        names=names,
        lines=tuple(lines),
        learners=(learner.pk,),
        told_apart=frozenset(),
    )


def _text(rng: Random, *, at_ms: int) -> bytes:
    """One frame as a page sends it."""
    from attention_model.signals import encode, signal_named

    found = [
        encode(signal_named(kind).simulate(rng, at_ms=at_ms + place))
        for place, kind in enumerate(MIX)
    ]
    return json.dumps(found, separators=(",", ":")).encode()


def _export(extent: Extent, path: Path) -> dict[str, float]:
    """Seconds of one export, and of the parts of it that the process's own clock can tell apart."""
    from tutor.research.bundle.columns import schema_of, session_batches
    from tutor.research.exporters.parquet_tables import write_parquet
    from tutor.research.tables import EVENTS

    # Loading the libraries is not what is measured.
    wall, cpu = time.perf_counter(), time.process_time()
    batches = session_batches(EVENTS, extent, watch=lambda _done: None)
    batches_s = Stopwatch(batches)
    write_parquet(path, batches_s, schema=schema_of(EVENTS))
    cpu_s = time.process_time() - cpu
    return {
        "wall_s": round(time.perf_counter() - wall, 1),
        "cpu_s": round(cpu_s, 2),
        "columns_cpu_s": round(batches_s.cpu_s, 2),
        "write_cpu_s": round(cpu_s - batches_s.cpu_s, 2),
    }


class Stopwatch:
    """Passes batches on, and adds up the CPU that it took to make them."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self.cpu_s = 0.0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        began = time.process_time()
        try:
            return next(self._batches)
        finally:
            self.cpu_s += time.process_time() - began


def _file(extent: Extent) -> float:
    """Seconds of CPU to file every session, which the slow worker does in the background."""
    from django.utils import timezone

    from tutor.research.filing import file_session

    cpu = time.process_time()
    for line in extent.lines:
        file_session(line.pk, now=timezone.now())
    return round(time.process_time() - cpu, 1)


def _filed_bytes() -> int:
    from django.db.models import Sum
    from django.db.models.functions import Length

    from tutor.research.models import SessionColumns

    total: int = SessionColumns.objects.aggregate(total=Sum(Length("content")))["total"]
    return total


def _vendor() -> str:
    from django.db import connection

    return connection.vendor


def _ceiling(path: Path, again: Path) -> float:
    """Events a second of CPU for a table in memory, two million of them at the most."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        groups = min(file.num_row_groups, 15)
        table = file.read_row_groups(list(range(groups)))
    cpu = time.process_time()
    pq.write_table(table, again, compression="zstd", version="2.6", row_group_size=131_072)
    return int(table.num_rows) / (time.process_time() - cpu)


def _copy(count: int) -> int | None:
    """Events a second of `COPY` of the raw frames; None on SQLite, which has no such thing."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    began = time.perf_counter()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY events_frame TO STDOUT (FORMAT binary)") as out,
    ):
        for _piece in out:
            pass
    return round(count / (time.perf_counter() - began))


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

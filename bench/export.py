"""How fast events leave, and in how much memory: frames of a database to Parquet.

Beside it stand others over the same events: pyarrow writing a table that is in memory already (the
ceiling: no database, no JSON), reading the frames and doing nothing with them, and on PostgreSQL a
`COPY` of the raw frames. `without_json_share_p` is what an export would reach that had neither JSON
to read nor columns to fill. Usage, with PostgreSQL and without:

    python scripts/services.py python bench/export.py --events 10000000
    python bench/export.py --events 10000000
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tutor.research.bundle.extent import Extent

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# So many different frames: making each anew would take longer than all that is measured.
VARIANTS = 2_000
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
        sys.stdout.write(json.dumps(_measure(options.events, Path(folder))) + "\n")


def _measure(events: int, folder: Path) -> dict[str, object]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sessions = max(1, events // (EVENTS_A_FRAME * FRAMES_A_SESSION))
    extent = _fill(sessions)
    count = sessions * EVENTS_A_FRAME * FRAMES_A_SESSION
    before_mb = _peak_mb()
    took = _export(extent, folder / "events.parquet")
    peak_mb = _peak_mb()
    read_s, columns_s = _read(extent), _columns(extent)
    ceiling = _ceiling(folder / "events.parquet", folder / "again.parquet", count)
    rate = count / took["cpu_s"]
    return {
        "event_count": count,
        "export_s": round(took["wall_s"], 1),
        "export_cpu_s": round(took["cpu_s"], 1),
        "events_per_cpu_s": round(rate),
        "in_memory_events_per_cpu_s": round(ceiling),
        "share_of_ceiling_p": round(rate / ceiling, 3),
        "read_cpu_s": round(read_s, 1),
        "columns_cpu_s": round(columns_s - read_s, 1),
        "write_cpu_s": round(took["cpu_s"] - columns_s, 1),
        "without_json_share_p": round(count / ceiling / (read_s + count / ceiling), 3),
        "database": _vendor(),
        "copy_events_per_s": _copy(count),
        "peak_before_mb": before_mb,
        "peak_after_mb": peak_mb,
        "file_mb": round((folder / "events.parquet").stat().st_size / 1e6, 1),
    }


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
    from tutor.research.bundle.columns import schema_of, session_batches
    from tutor.research.exporters.parquet_tables import write_parquet
    from tutor.research.tables import TABLES

    # Loading the libraries is not what is measured.
    events = next(table for table in TABLES if table.name == "events")
    wall, cpu = time.perf_counter(), time.process_time()
    batches = session_batches(events, extent, watch=lambda _done: None)
    write_parquet(path, batches, schema=schema_of(events))
    return {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}


def _read(extent: Extent) -> float:
    """Seconds of CPU for the frames alone, as the export reads them."""
    from tutor.research.bundle.events import frames_of

    cpu = time.process_time()
    for part in extent.parts():
        frames_of(part)
    return time.process_time() - cpu


def _columns(extent: Extent) -> float:
    """Seconds of CPU for frames and their columns, written nowhere."""
    from tutor.research.bundle.columns import session_batches
    from tutor.research.tables import TABLES

    events = next(table for table in TABLES if table.name == "events")
    cpu = time.process_time()
    for _batch in session_batches(events, extent, watch=lambda _done: None):
        pass
    return time.process_time() - cpu


def _vendor() -> str:
    from django.db import connection

    return connection.vendor


def _ceiling(path: Path, again: Path, count: int) -> float:
    """Events a second of CPU for a table in memory, two million of them at the most."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        groups = min(file.num_row_groups, 15)
        table = file.read_row_groups(list(range(groups)))
    cpu = time.process_time()
    pq.write_table(table, again, compression="zstd", version="2.6", row_group_size=131_072)
    rows = int(table.num_rows)
    return min(rows, count) / (time.process_time() - cpu)


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

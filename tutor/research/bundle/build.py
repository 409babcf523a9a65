"""Builds a bundle: tables to Parquet beside the zip, then everything else from those."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import pyarrow as pa

from tutor.research.bundle import columns, documents
from tutor.research.bundle.archive import Archive, archive_at
from tutor.research.bundle.extent import Extent, extent_of
from tutor.research.codebook import codebook_csv, codebook_markdown
from tutor.research.exporters import datashop, xapi
from tutor.research.exporters.csv_batches import write_csv
from tutor.research.exporters.parquet_tables import read_batches, write_parquet
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables import ACTIVITY_TRIALS, ALL_TABLES, CONTENT, TABLES, Described
from tutor.research.tables.exposures import Exposures
from tutor.studies.models import Study

# What a session costs in each step, measured beside each other: events are most of a bundle.
WEIGHTS = {"events": 4}
DERIVED = ("csv", "datashop", "xapi")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a bundle is: `done` of `total` units of work, in the step called `step`."""

    step: str
    done: int
    total: int

    @property
    def done_p(self) -> float:
        return self.done / self.total if self.total else 1.0


#: Hears of progress some times a second; it may raise to stop the build.
Watch = Callable[[Progress], None]


@dataclass(frozen=True, kw_only=True)
class Built:
    """Rows per table, and lines per derived file."""

    counts: dict[str, int]
    learners: tuple[int, ...]
    session_count: int

    @property
    def learner_count(self) -> int:
        return len(self.learners)


class Work:
    """Counts units of work and tells `watch` of them."""

    def __init__(self, extent: Extent, watch: Watch) -> None:
        self._sessions = max(1, len(extent.lines))
        self._watch = watch
        steps = [table.name for table in TABLES] + list(DERIVED)
        self._total = self._sessions * sum(WEIGHTS.get(step, 1) for step in steps)
        self._done = 0

    def some(self, step: str, sessions: int) -> None:
        self._done += sessions * WEIGHTS.get(step, 1)
        self._watch(Progress(step=step, done=min(self._done, self._total), total=self._total))

    def whole(self, step: str) -> None:
        self.some(step, self._sessions)


def build_bundle(
    out: IO[bytes],
    *,
    study: Study,
    installation: Pseudonyms,
    scratch: Path,
    watch: Watch = lambda _progress: None,
) -> Built:
    """Writes the zip to `out`, with files of its own in `scratch` meanwhile.

    Memory does not grow with the data but for some hundred bytes a session. Raises Outdated where
    somebody withdrew before the end: then the bundle has to be begun anew.
    """
    extent = extent_of(study, installation=installation)
    work = Work(extent, watch)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        tables = Path(folder)
        counts = {
            table.name: _write_table(tables, table, batches)
            for table, batches in _tables(extent, work)
        }
        with archive_at(out) as archive:
            _add_tables(archive, tables, work)
            counts |= _add_derived(archive, tables, work)
            _add_documents(archive, extent, counts)
    extent.check_consent()
    return Built(counts=counts, learners=extent.learners, session_count=len(extent.lines))


def _tables(extent: Extent, work: Work) -> Iterator[tuple[Described, Iterator[pa.RecordBatch]]]:
    for table in TABLES:
        watch = partial(work.some, table.name)
        if isinstance(table, Exposures):
            table = Exposures(study_pk=extent.study.pk)
        yield table, columns.session_batches(table, extent, watch=watch)
    yield ACTIVITY_TRIALS, columns.trial_batches(extent, watch=lambda _people: None)
    yield CONTENT, columns.content_batches(extent)


def _write_table(folder: Path, table: Described, batches: Iterator[pa.RecordBatch]) -> int:
    path = folder / f"{table.name}.parquet"
    return write_parquet(path, batches, schema=columns.schema_of(table))


def _add_tables(archive: Archive, folder: Path, work: Work) -> None:
    for table in ALL_TABLES:
        path = folder / f"{table.name}.parquet"
        archive.copy(f"parquet/{table.name}.parquet", path)
        with archive.file(f"csv/{table.name}.csv") as out:
            write_csv(out, read_batches(path), schema=columns.schema_of(table))
    work.whole("csv")


def _add_derived(archive: Archive, folder: Path, work: Work) -> dict[str, int]:
    with archive.file("datashop/transactions.txt") as out:
        transactions = datashop.write_transactions(out, folder)
    work.whole("datashop")
    with archive.file("xapi/statements.jsonl") as out:
        statements = xapi.write_statements(out, folder)
    work.whole("xapi")
    return {"datashop/transactions.txt": transactions, "xapi/statements.jsonl": statements}


def _add_documents(archive: Archive, extent: Extent, counts: dict[str, int]) -> None:
    study = extent.study
    texts = {
        "xapi/profile.md": xapi.profile_markdown(),
        "codebook.csv": codebook_csv(),
        "codebook.md": codebook_markdown(),
        "protocol.md": documents.protocol_document(study),
        "consent.md": documents.wording_document(study),
        "consent_counts.json": documents.consent_document(study),
        "model_card.md": documents.model_card(),
        "versions.json": documents.versions_document(),
        documents.NOTEBOOK_IN_BUNDLE: documents.NOTEBOOK.read_text(encoding="utf-8"),
        "README.md": documents.readme(extent, counts),
    }
    for name, text in texts.items():
        archive.text(name, text)
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(archive.sha256.items()))
    archive.text("SHA256SUMS", sums)

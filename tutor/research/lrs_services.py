"""Sends the statements of a study's bundle to a record store, from where it stopped."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

from tutor.research.bundle_services import write_bundle
from tutor.research.lrs import BATCH, Sender
from tutor.research.models import ExportLog
from tutor.studies.models import Study

STATEMENTS = "xapi/statements.jsonl"


@dataclass(frozen=True, kw_only=True)
class Pushed:
    """`skipped` were taken by the store in an earlier run over the same records."""

    statements: int
    skipped: int
    sent: int


@dataclass(frozen=True)
class Mark:
    """How much of which statements one store has taken, kept beside the data."""

    path: Path

    @classmethod
    def of(cls, study: Study, url: str) -> Mark:
        name = hashlib.sha256(f"{study.public_id} {url}".encode()).hexdigest()[:20]
        return cls(Path(settings.DATA_DIR) / "lrs" / f"{name}.json")

    def taken(self, sha256: str) -> int:
        """Statements of the file with this digest; 0 where the records are others by now."""
        if not self.path.exists():
            return 0
        kept = json.loads(self.path.read_text())
        return int(kept["taken"]) if kept["sha256"] == sha256 else 0

    def keep(self, sha256: str, taken: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps({"sha256": sha256, "taken": taken}))
        partial.replace(self.path)


def push_study(
    study: Study,
    *,
    sender: Sender,
    now: datetime,
    batch: int = BATCH,
    say: Callable[[int, int], None] = lambda _done, _of: None,
) -> Pushed:
    """Sends the statements of everybody who takes part now; logged as an export to that store.

    What a store took before is not sent again while the records are the same. Raises LrsError.
    """
    scratch = Path(settings.DATA_DIR)
    mark = Mark.of(study, sender.store.url)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="lrs-") as folder:
        bundle = Path(folder) / "bundle.zip"
        built = write_bundle(bundle, study=study, now=now)
        total = built.counts[STATEMENTS]
        with zipfile.ZipFile(bundle) as archive:
            sha256 = _digest(archive)
            skipped = taken = mark.taken(sha256)

            def done(count: int) -> None:
                nonlocal taken
                taken += count
                mark.keep(sha256, taken)
                say(taken, total)

            sent = sender.send(_lines(archive, skipped), batch=batch, done=done)
    ExportLog.objects.create(
        exported_at=now,
        scope=f"study {study.slug} to {sender.store.url}"[:120],
        format="xapi",
        counts={STATEMENTS: sent},
    )
    return Pushed(statements=total, skipped=skipped, sent=sent)


def _digest(archive: zipfile.ZipFile) -> str:
    with archive.open(STATEMENTS) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # a zip's file reads as one


def _lines(archive: zipfile.ZipFile, skipped: int) -> Iterator[bytes]:
    with archive.open(STATEMENTS) as file:
        yield from islice(file, skipped, None)

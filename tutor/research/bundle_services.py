"""Writes bundles to files, logs each, and keeps the jobs that build them for the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tutor.accounts.models import User
from tutor.privacy.models import AccessKind
from tutor.privacy.services import note_access
from tutor.research.bundle.build import Built, Watch, build_bundle
from tutor.research.bundle.extent import Outdated
from tutor.research.models import ExportLog
from tutor.research.pseudonyms import load_pseudonyms
from tutor.studies.models import Study

# Whoever withdraws during a build starts it anew; a study loses people less often than this.
MOST_BEGINNINGS = 5


def write_bundle(
    out: Path,
    *,
    study: Study,
    now: datetime,
    person: User | None = None,
    watch: Watch = lambda _progress: None,
) -> Built:
    """The bundle of `study` at `out`, logged. A broken one never replaces a good one."""
    partial = out.with_name(f"{out.name}.partial")
    try:
        built = _build(partial, study=study, watch=watch)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    ExportLog.objects.create(
        person=person,
        exported_at=now,
        scope=f"study {study.slug}",
        format="bundle",
        counts=built.counts,
    )
    note_access(
        AccessKind.EXPORT,
        actor=person,
        subjects=built.learners,
        about=f"study “{study.title}”"[:200],
        now=now,
    )
    return built


def _build(partial: Path, *, study: Study, watch: Watch) -> Built:
    for beginning in range(MOST_BEGINNINGS):
        study.refresh_from_db()
        try:
            with partial.open("wb") as file:
                return build_bundle(
                    file,
                    study=study,
                    installation=load_pseudonyms(),
                    scratch=partial.parent,
                    watch=watch,
                )
        except Outdated:
            if beginning == MOST_BEGINNINGS - 1:
                raise
    raise Outdated

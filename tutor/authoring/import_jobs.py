"""Bringing a course: the file is kept, read by the worker, and imported when its owner says so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from tutor.accounts.models import User
from tutor.authoring.formats import format_of, unpack_course
from tutor.authoring.models import ImportJob, ImportState
from tutor.content.importers import importer
from tutor.content.importers.base import CourseDraft, Finding, Reading
from tutor.content.importers.safe_files import SourceError
from tutor.content.maths import MathsToolsMissingError
from tutor.content.models import Course
from tutor.content.reports import counted
from tutor.content.services import ImportReport, add_author, import_reading

logger = logging.getLogger(__name__)

#: A job writes of itself before every lesson; one that was silent for so long lost its worker.
SILENT_FOR = timedelta(minutes=3)
#: The largest upload that is taken in; what a format allows may be less.
MAX_UPLOAD_BYTES = 64 * 1024 * 1024

Send = Callable[[int], object]


def send_check(job_pk: int) -> None:
    from tutor.authoring.tasks import check_import

    check_import.apply_async((job_pk,), retry=False)


def send_import(job_pk: int) -> None:
    from tutor.authoring.tasks import run_import

    run_import.apply_async((job_pk,), retry=False)


@transaction.atomic
def bring(
    owner: User, *, file: File[bytes], licence: str, title: str, now: datetime,
    send: Send = send_check,
) -> ImportJob:  # fmt: skip
    """Keep a file and have it read."""
    name = Path(file.name or "course").name[:200]
    job = ImportJob(
        owner=owner, file_name=name, licence=licence.strip(), title=title.strip(),
        created_at=now, seen_at=now,
    )  # fmt: skip
    # Under a name of our own: nothing of a stranger's name reaches the disk.
    job.file.save(f"{job.public_id}.course", file, save=False)
    job.save()
    transaction.on_commit(partial(_send, job, send))
    return job


def start_import(job: ImportJob, *, now: datetime, send: Send = send_import) -> bool:
    """Have a file imported that was read without errors; whether it was begun."""
    ready = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED)
    begun = ready.update(state=ImportState.IMPORTING, seen_at=now, done_count=0)
    if begun:
        transaction.on_commit(partial(_send, job, send))
    return bool(begun)


def check_again(job: ImportJob, *, now: datetime, send: Send = send_check) -> None:
    """Read the file once more: it was kept."""
    if not job.is_going or job.seen_at < now - SILENT_FOR:
        ImportJob.objects.filter(pk=job.pk).update(
            state=ImportState.CHECKING, seen_at=now, stopped_by=""
        )
        transaction.on_commit(partial(_send, job, send))


def let_go(job: ImportJob) -> None:
    """Forget a job and its file; a course that came of it stays."""
    job.file.delete(save=False)
    job.delete()


def check(job_pk: int) -> None:
    """In the worker: what would come in, and what could not."""
    with _at_work(job_pk, ImportState.CHECKING) as job:
        if job is None:
            return
        reading, report = _read(job, is_check=True)
        _note(job, reading, report)
        job.state = ImportState.CHECKED


def run(job_pk: int) -> None:
    """In the worker: import, whole or not at all."""
    with _at_work(job_pk, ImportState.IMPORTING) as job:
        if job is None:
            return
        reading, report = _read(job, is_check=False)
        _note(job, reading, report)
        if report.course is None:
            job.state = ImportState.CHECKED
            return
        add_author(report.course, job.owner)
        job.course, job.state = report.course, ImportState.DONE


@contextmanager
def _at_work(job_pk: int, state: ImportState) -> Iterator[ImportJob | None]:
    """The job, if it waits for this step; saved afterwards, whatever happened."""
    job = ImportJob.objects.select_related("owner").filter(pk=job_pk, state=state).first()
    if job is None:
        yield None
        return
    try:
        yield job
    except (SourceError, MathsToolsMissingError, OSError) as error:
        job.state, job.stopped_by = ImportState.FAILED, str(error)
    except Exception:
        logger.exception("Import %s stopped.", job.public_id)
        job.state = ImportState.FAILED
        job.stopped_by = (
            "Something here went wrong, and it was written down. Your file is kept: try again."
        )
    job.seen_at = timezone.now()
    job.save()


def _read(job: ImportJob, *, is_check: bool) -> tuple[Reading, ImportReport]:
    path = Path(job.file.path)
    job.format = format_of(path)
    with TemporaryDirectory(prefix="attune-import-") as name:
        source = Path(name)
        if job.format == "folder":
            source = unpack_course(path, source)
        else:
            # Formats name a course after its file: give it the name that its owner knows.
            source = source / job.file_name
            source.symlink_to(path)
        reading = importer(job.format).read(source)
    reading = _named(job, reading)
    if reading.draft:
        job.total_count = len(reading.draft.lessons)
    report = import_reading(
        reading, now=timezone.now(), licence=job.licence, is_check=is_check,
        on_lesson=partial(_progress, job), by=job.owner,
    )  # fmt: skip
    return reading, report


def _named(job: ImportJob, reading: Reading) -> Reading:
    """The draft under the owner's title, and under a slug that is nobody else's course."""
    draft = reading.draft
    if draft is None:
        return reading
    if job.title:
        draft = draft.retitled(job.title)
        draft = draft.renamed(slugify(job.title)[:70] or draft.slug)
    return reading.with_draft(draft.renamed(free_slug(draft, job.owner)))


def free_slug(draft: CourseDraft, owner: User) -> str:
    """The draft's slug, where it is free or a course that the owner may change."""
    names = [draft.slug, *(f"{draft.slug[:74]}-{number}" for number in range(2, 100))]
    for name in names:
        course = Course.objects.filter(slug=name).first()
        if course is None or course.authors.filter(pk=owner.pk).exists():
            return name
    return names[-1]


def _progress(job: ImportJob, title: str) -> None:
    """Before each lesson; written at once, for the page that waits."""
    ImportJob.objects.filter(pk=job.pk).update(
        done_count=job.done_count, total_count=job.total_count, at_work_on=title[:200],
        seen_at=timezone.now(),
    )  # fmt: skip
    job.done_count += 1
    job.at_work_on = title[:200]


def _note(job: ImportJob, reading: Reading, report: ImportReport) -> None:
    job.findings = [_finding(one) for one in report.findings]
    job.counts = counted(report)
    job.at_work_on = ""
    if reading.draft:
        job.counts["kinds"] = _kinds(reading.draft)
        job.counts["title"] = reading.draft.title
        job.counts["lesson_titles"] = [lesson.title for lesson in reading.draft.lessons]


def _kinds(draft: CourseDraft) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for item in draft.items():
        name = item.question.exercise_type
        kinds[name] = kinds.get(name, 0) + 1
    return kinds


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "weight": finding.weight.value,
        "where": finding.where,
        "line": finding.line,
        "reason": finding.reason,
    }


def _send(job: ImportJob, send: Send) -> None:
    try:
        send(job.pk)
    except Exception:
        logger.exception("Import %s could not be queued.", job.public_id)
        ImportJob.objects.filter(pk=job.pk).update(
            state=ImportState.FAILED,
            stopped_by="The worker that reads files is away. Your file is kept: try again soon.",
        )

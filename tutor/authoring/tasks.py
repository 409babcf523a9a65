"""What the slow worker does for authors."""

from __future__ import annotations

from celery import shared_task

from tutor.authoring import import_jobs


@shared_task(name="attune.check_import")
def check_import(job_pk: int) -> None:
    import_jobs.check(job_pk)


@shared_task(name="attune.run_import")
def run_import(job_pk: int) -> None:
    import_jobs.run(job_pk)

"""What the slow worker does for research."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from tutor.research.bundle_jobs import make_bundle, resume_silent
from tutor.research.filing import file_studied_sessions


@shared_task(name="attune.build_bundle")
def build_bundle(bundle_pk: int) -> None:
    make_bundle(bundle_pk)


@shared_task(name="attune.resume_bundles")
def resume_bundles() -> None:
    resume_silent(now=timezone.now())


@shared_task(name="attune.file_sessions")
def file_sessions() -> None:
    file_studied_sessions(now=timezone.now())

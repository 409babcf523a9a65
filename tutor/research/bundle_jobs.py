"""Bundles that are asked for on the page: asked, made by the slow worker, cancelled, let go."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tutor.accounts.models import User
from tutor.research.models import Bundle, BundleState
from tutor.studies.models import Study

if TYPE_CHECKING:
    from tutor.research.bundle.build import Built, Progress

logger = logging.getLogger(__name__)

# A job writes of itself twice a second; one that was silent for so long has lost its worker.
SAY_EVERY_S = 0.5
SILENT_FOR = timedelta(seconds=60)
GOING = (BundleState.WAITING, BundleState.RUNNING)

Send = Callable[[int], object]


class Cancelled(Exception):
    """The bundle was cancelled while it was made."""


def send_to_worker(bundle_pk: int) -> None:
    """Queues the job; raises what the broker raises."""
    from tutor.research.tasks import build_bundle

    build_bundle.apply_async((bundle_pk,), retry=False)


@transaction.atomic
def ask_for_bundle(
    study: Study, *, person: User, now: datetime, send: Send = send_to_worker
) -> Bundle:
    """A bundle of `study`, to be made by the worker; the one being made, where there is one."""
    going = study.bundles.filter(state__in=GOING).first()
    if going is not None:
        return going
    bundle = Bundle.objects.create(study=study, asked_by=person, asked_at=now, seen_at=now)
    transaction.on_commit(partial(_send, bundle.pk, send))
    return bundle


def _send(bundle_pk: int, send: Send) -> None:
    try:
        send(bundle_pk)
    except Exception:
        # It is not lost: the worker looks for silent jobs by itself once it is back.
        logger.exception(
            "Bundle %d could not be queued; it is begun when the worker is back.", bundle_pk
        )


def cancel_bundle(bundle: Bundle, *, now: datetime) -> bool:
    """Stops a bundle that is not done; whether it was in time."""
    stopped = Bundle.objects.filter(pk=bundle.pk, state__in=GOING).update(
        state=BundleState.CANCELLED, finished_at=now
    )
    return bool(stopped)


def make_bundle(bundle_pk: int) -> None:
    """Makes one bundle, in the worker. A job that is cancelled, done or gone is left alone."""
    from tutor.research.bundle_services import write_bundle

    now = timezone.now()
    if not _begin(bundle_pk, now=now):
        return
    bundle = Bundle.objects.select_related("study", "asked_by").get(pk=bundle_pk)
    bundle.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        built = write_bundle(
            bundle.path,
            study=bundle.study,
            now=now,
            person=bundle.asked_by,
            watch=_Watch(bundle_pk),
        )
    except Cancelled:
        return
    except Exception as error:
        logger.exception("Bundle %d could not be made.", bundle_pk)
        _finish(bundle, BundleState.FAILED, problem=f"{type(error).__name__}: {error}"[:300])
        return
    _finish(bundle, BundleState.DONE, built=built)


def _begin(bundle_pk: int, *, now: datetime) -> bool:
    """Takes a job, unless another worker has it in hand."""
    with transaction.atomic():
        mine = Bundle.objects.filter(pk=bundle_pk)
        return bool(
            mine.filter(state=BundleState.WAITING).update(state=BundleState.RUNNING, seen_at=now)
            or mine.filter(state=BundleState.RUNNING, seen_at__lt=now - SILENT_FOR).update(
                seen_at=now
            )
        )


class _Watch:
    """Writes progress to the job's row now and then; finds out there that it was cancelled."""

    def __init__(self, bundle_pk: int) -> None:
        self._job = Bundle.objects.filter(pk=bundle_pk, state=BundleState.RUNNING)
        self._said_at = float("-inf")

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._said_at < SAY_EVERY_S:
            return
        self._said_at = time.monotonic()
        is_ours = self._job.update(
            step=progress.step,
            done=progress.done,
            total=progress.total,
            seen_at=timezone.now(),
        )
        if not is_ours:
            raise Cancelled


def _finish(
    bundle: Bundle, state: BundleState, *, built: Built | None = None, problem: str = ""
) -> None:
    """Writes the end, unless somebody cancelled at the last moment: then the file goes."""
    found: dict[str, object] = {"state": state, "finished_at": timezone.now(), "problem": problem}
    if built is not None:
        with bundle.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        found |= {
            "size_bytes": bundle.path.stat().st_size,
            "sha256": sha256,
            "counts": built.counts,
            "learner_count": built.learner_count,
            "session_count": built.session_count,
        }
    if not Bundle.objects.filter(pk=bundle.pk, state=BundleState.RUNNING).update(**found):
        bundle.path.unlink(missing_ok=True)


def resume_silent(*, now: datetime, make: Callable[[int], None] = make_bundle) -> int:
    """Begins anew what lost its worker or never reached one; how many that were."""
    silent = Bundle.objects.filter(state__in=GOING, seen_at__lt=now - SILENT_FOR)
    found = list(silent.order_by("pk").values_list("pk", flat=True))
    for pk in found:
        make(pk)
    return len(found)

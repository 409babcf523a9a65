"""What the slow worker does for privacy, by itself and every hour."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from tutor.privacy.retention import let_go
from tutor.privacy.services import erase_due


@shared_task(name="attune.run_clocks")
def run_clocks() -> None:
    """Erases who asked to be, then lets go of what is over its days."""
    now = timezone.now()
    erase_due(now=now)
    let_go(now=now)

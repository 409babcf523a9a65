"""Who exported what, when; and the bundles of studies, from the asking to the file."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override
from tutor.studies.models import Study


class ExportLog(models.Model):
    """`person` is null for an export from the command line. `counts` holds rows per table."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="exports"
    )
    exported_at = models.DateTimeField()
    scope = models.CharField(max_length=120)
    format = models.CharField(max_length=16)
    counts = models.JSONField()

    class Meta:
        ordering = ("-exported_at", "-pk")

    @override
    def __str__(self) -> str:
        return f"{self.scope} at {self.exported_at:%Y-%m-%d %H:%M}"


class BundleState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Not made")


class Bundle(models.Model):
    """One bundle that was asked for on the page. Its file lies in the data folder.

    `seen_at` is when the worker last wrote of it: a job that has been silent is begun anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, models.CASCADE, related_name="bundles")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="bundles"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=BundleState.choices, default=BundleState.WAITING
    )
    step = models.CharField(max_length=32, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    learner_count = models.PositiveIntegerField(default=0)
    session_count = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")

    @override
    def __str__(self) -> str:
        return f"{self.study} at {self.asked_at:%Y-%m-%d %H:%M}: {self.state}"

    @property
    def path(self) -> Path:
        return Path(settings.DATA_DIR) / "bundles" / f"{self.public_id}.zip"

    @property
    def is_going(self) -> bool:
        return self.state in {BundleState.WAITING, BundleState.RUNNING}

    @property
    def done_percent(self) -> int:
        """Whole percents, 100 only once the file is there."""
        if self.state == BundleState.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0


class SessionColumns(models.Model):
    """The events of a session that is over, in columns: made once, for every bundle to come.

    It holds what the session's frames hold and nothing else, and counts for nothing once they
    differ: `frame_count` and `last_frame_pk` are those of the frames that it was made of.
    """

    session_pk = models.BigIntegerField(unique=True)
    layout = models.CharField(max_length=16)
    frame_count = models.PositiveIntegerField()
    last_frame_pk = models.BigIntegerField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "session columns"

    @override
    def __str__(self) -> str:
        return f"session {self.session_pk}, {self.frame_count} frames"

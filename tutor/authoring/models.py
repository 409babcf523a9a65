"""What is on its way to being a course: files that were brought, and lessons being written."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from attention_model.compat import override
from tutor.content.models import Course


class ImportState(models.TextChoices):
    CHECKING = "checking", "Being read"
    CHECKED = "checked", "Read"
    IMPORTING = "importing", "Coming in"
    DONE = "done", "Here"
    FAILED = "failed", "Stopped"


class ImportJob(models.Model):
    """A file that a teacher brought: read first, then imported, both in the worker.

    The file stays until the job is deleted, so that nothing has to be brought twice.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_jobs")
    file = models.FileField(upload_to="imports/%Y/", max_length=300)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=32, blank=True)
    title = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=16, choices=ImportState.choices, default=ImportState.CHECKING
    )
    # [{"weight", "where", "line", "reason"}], and what would come in, as the command counts it.
    findings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    # Lessons rendered so far, the number of all, and the title of the one at work.
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    at_work_on = models.CharField(max_length=200, blank=True)
    # What stopped it, as a sentence.
    stopped_by = models.TextField(blank=True)
    course = models.ForeignKey(Course, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at",)

    @override
    def __str__(self) -> str:
        return self.file_name

    @property
    def is_going(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.IMPORTING)


class Manuscript(models.Model):
    """A lesson while it is written: its files as they stand, published or not.

    `revision` counts every saving, so that two editors cannot overwrite each other unawares.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="manuscripts")
    lesson_slug = models.SlugField(max_length=120)
    files = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    # The published version that it began from; 0 for a lesson that was never published.
    base_version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("course", "lesson_slug")
        constraints = [
            models.UniqueConstraint(fields=["course", "lesson_slug"], name="manuscript_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.course} · {self.lesson_slug}"

"""Who exported what, when: one row per export, written with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from attention_model.compat import override


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

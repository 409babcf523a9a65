"""What a person agreed to, as a log: the latest decision per purpose is in force."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override


class Purpose(models.TextChoices):
    ACTIVITY = "activity", _("Page activity and timing, to pace the lesson")
    TEACHER_VIEW = "teacher_view", _("My teacher sees what was observed")
    RESEARCH = "research", _("Research, under a pseudonym")
    GAZE = "gaze", _("Eye tracking, summarised on this device")


class Consent(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    is_granted = models.BooleanField()
    wording_version = models.CharField(max_length=16)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-decided_at"], name="consent_latest")]

    @override
    def __str__(self) -> str:
        return f"{self.person}: {self.purpose} {'granted' if self.is_granted else 'refused'}"

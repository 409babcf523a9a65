"""What a person agreed to, who looked at their record, and their wish to be erased: all logs."""

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


class AccessKind(models.TextChoices):
    DRAWER = "drawer", _("Opened how you are doing in a class")
    EXPORT = "export", _("Exported your record under a pseudonym")
    PICTURE = "picture", _("Looked at one of your sessions under a pseudonym")
    WHAT_IF = "what_if", _("Ran one of your sessions again under another policy")
    RECORD = "record", _("Opened a record of yours under Records")


class Access(models.Model):
    """Somebody saw or copied what is stored about a person. Never changed, shown to that person.

    `actor_role` stays when the actor's account is gone; `actor` is null for the command line.
    """

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seen_by")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="saw"
    )
    actor_role = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=AccessKind.choices)
    about = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "accesses"
        indexes = [
            models.Index(fields=["subject", "-at"], name="access_about"),
            models.Index(fields=["actor", "-at"], name="access_by"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.actor_role} {self.kind} of {self.subject} at {self.at:%Y-%m-%d %H:%M}"


class ErasureRequest(models.Model):
    """A person's wish to be erased. Until `due_at` they can take it back."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="erasure_request"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.person}, due {self.due_at:%Y-%m-%d}"


class Erasure(models.Model):
    """That somebody was erased, without who it was: how many rows of each table went."""

    erased_at = models.DateTimeField()
    role = models.CharField(max_length=16)
    row_counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-erased_at", "-pk")

    @override
    def __str__(self) -> str:
        return f"a {self.role} at {self.erased_at:%Y-%m-%d %H:%M}"


class RetentionRun(models.Model):
    """One run of the retention clocks: how many rows each of them let go."""

    ran_at = models.DateTimeField()
    mode = models.CharField(max_length=16)
    row_counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-ran_at", "-pk")

    @override
    def __str__(self) -> str:
        return f"{self.mode} at {self.ran_at:%Y-%m-%d %H:%M}"

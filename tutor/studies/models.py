"""Studies: what is researched, by whom, about whom; and every learner's own word on it.

A room of its own below learning: experiments, sessions and exports may all lead to a study.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override
from tutor.accounts.models import Classroom


class StudyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Study(models.Model):
    """One study. While it is a draft nobody is asked; once it is open its words are versioned.

    `consent_version` goes up with every change of what learners agree to after the first opening;
    whoever agreed to an earlier version is out until they agree again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    protocol = models.TextField(_("protocol"))
    consent_text = models.TextField(_("what learners are asked"))
    consent_version = models.PositiveIntegerField(default=1, editable=False)
    # Sessions that started in [data_from, data_until); an end that is open is null.
    data_from = models.DateTimeField(_("data from"), null=True, blank=True)
    data_until = models.DateTimeField(_("data until"), null=True, blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="studies", verbose_name=_("researchers")
    )
    classrooms = models.ManyToManyField(
        Classroom, related_name="studies", blank=True, verbose_name=_("classes asked")
    )
    state = models.CharField(max_length=8, choices=StudyState.choices, default=StudyState.DRAFT)
    # Groups of fewer learners than this are not told apart in the bundle (k-anonymity).
    smallest_cell = models.PositiveSmallIntegerField(
        _("smallest group told apart"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # Every learner's moments are moved by a secret number of whole weeks of their own.
    is_time_shifted = models.BooleanField(_("shift every learner's dates"), default=False)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(data_from=None)
                | models.Q(data_until=None)
                | models.Q(data_from__lt=models.F("data_until")),
                name="study_window_has_a_length",
            )
        ]

    @override
    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == StudyState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == StudyState.OPEN


class StudyConsent(models.Model):
    """One decision of one person on one study. A log: the latest decision is in force.

    A minor's yes holds only with their own assent and a guardian's agreement.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="consents")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="study_consents"
    )
    is_granted = models.BooleanField()
    consent_version = models.PositiveIntegerField()
    is_minor = models.BooleanField(default=False)
    has_assented = models.BooleanField(default=False)
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_agreed_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["study", "person", "-decided_at"], name="study_consent_latest")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_granted=False)
                | models.Q(is_minor=False)
                | (
                    models.Q(has_assented=True, guardian_agreed_on__isnull=False)
                    & ~models.Q(guardian_name="")
                ),
                name="minors_agree_with_a_guardian",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.person} on {self.study}: {'yes' if self.is_granted else 'no'}"

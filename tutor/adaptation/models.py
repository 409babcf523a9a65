"""Decisions of the tutor, with everything that is needed to derive them again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override
from tutor.learning.models import Session


class Resolution(models.TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    UNDONE = "undone", _("Undone")
    NOT_NOW = "not_now", _("Not now")
    TURNED_OFF = "turned_off", _("This kind turned off")


class Decision(models.Model):
    """One step of a policy: its whole input, its alternatives and what came of it.

    Decisions whose action is `stay_out_of_the_way` are stored too: without them neither a replay
    nor an off-policy estimate could be honest.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="decisions")
    ordinal = models.PositiveIntegerField()
    trigger = models.CharField(max_length=24)
    # What led to it ("attempt:7", "segment:3", a return by its moment): the same cause, told twice
    # by a retried request or a worker that was killed, is one decision. Ticks have none.
    cause = models.CharField(max_length=48, null=True, blank=True)  # noqa: DJ001 - nulls are distinct, empty texts would not be
    policy = models.CharField(max_length=32)
    policy_version = models.CharField(max_length=16)
    seed = models.BigIntegerField()
    situation = models.JSONField()
    # [{"action", "target", "propensity_p"}], in the policy's order; propensities sum to one.
    alternatives = models.JSONField()
    action = models.CharField(max_length=24)
    target = models.JSONField(default=dict)
    propensity_p = models.FloatField()
    reason_code = models.CharField(max_length=32, blank=True)
    reason_values = models.JSONField(default=dict)
    decided_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(
        max_length=12, choices=Resolution.choices, default=Resolution.OPEN
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("session", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=["session", "ordinal"], name="decision_ordinal_once"),
            models.UniqueConstraint(fields=["session", "cause"], name="decision_cause_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.session} #{self.ordinal}: {self.action}"


class TurnedOff(models.Model):
    """A kind of change that this learner does not want any more, in any lesson."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="turned_off")
    action = models.CharField(max_length=24)
    turned_off_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "action"], name="turned_off_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.learner}: no {self.action}"

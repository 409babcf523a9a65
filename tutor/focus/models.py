"""Estimates, and the thought probes they are checked against."""

from __future__ import annotations

from django.db import models

from attention_model.compat import override
from tutor.learning.models import Session


class Estimate(models.Model):
    """What the model said at one moment; `p_off_task` is null where evidence was not enough."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="estimates")
    at_ms = models.BigIntegerField()
    p_off_task = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    evidence = models.CharField(max_length=16)
    why_not = models.CharField(max_length=120, blank=True)
    reasons = models.JSONField(default=list)
    engagement = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "at_ms"], name="one_estimate_a_moment")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.session} at {self.at_ms}"


class Probe(models.Model):
    """One thought probe: when it was asked, with which propensity, and what was answered."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="probes")
    ordinal = models.PositiveIntegerField()
    asked_at_ms = models.BigIntegerField()
    propensity_p = models.FloatField()
    answered_at_ms = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=16, blank=True)
    latency_ms = models.PositiveIntegerField(null=True)
    # The model's log odds of being off task when it was answered, without the learner's own level:
    # with the answers they give that level back in the next session. Null without enough evidence.
    logit = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "ordinal"], name="probe_ordinal_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.session} probe {self.ordinal}"

"""What draws a teacher to a learner, and what the teacher then does in the lesson."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from attention_model.compat import override
from tutor.accounts.models import Classroom
from tutor.learning.models import Session


class Mark(models.TextChoices):
    """What a teacher made of an alert. From helped and wrong its precision is measured."""

    NONE = "", "Not marked"
    HELPED = "helped", "Helped"
    DISMISSED = "dismissed", "Dismissed"
    WRONG = "wrong", "Wrong"


class Alert(models.Model):
    """One rule that began to hold for one session; `words` are what was observed.

    It is open until it clears by itself or a teacher marks it; a cleared one may still be marked.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="alerts")
    classroom = models.ForeignKey(
        Classroom, models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    rule = models.CharField(max_length=24)
    words = models.CharField(max_length=300)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    mark = models.CharField(max_length=12, choices=Mark.choices, default=Mark.NONE, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-raised_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "rule"],
                condition=models.Q(cleared_at=None, mark=""),
                name="one_open_alert_a_rule",
            )
        ]
        indexes = [models.Index(fields=["classroom", "rule", "mark"], name="alert_precision")]

    @override
    def __str__(self) -> str:
        return f"{self.session}: {self.rule}"

    @property
    def is_open(self) -> bool:
        return self.cleared_at is None and self.mark == Mark.NONE


class ActionKind(models.TextChoices):
    NUDGE = "nudge", "A message"
    HINT = "hint", "Opened a hint"
    ITEM = "item", "Set an exercise"
    PACING = "pacing", "Set the pace"
    PAUSE = "pause", "Paused adaptation"


class Pacing(models.TextChoices):
    """What a teacher may lay down about the pace, in the tutor's stead."""

    SMALL_STEPS = "small_steps", "Smaller steps: every next part comes in smaller steps"
    AS_WRITTEN = "as_written", "As written: whole parts, exercises in the lesson's order"
    UNINTERRUPTED = "uninterrupted", "Uninterrupted: no questions, repeats or breaks in between"


class Answer(models.TextChoices):
    NONE = "", "No answer yet"
    THANKS = "thanks", "Thanks"
    DISMISSED = "dismissed", "Closed"


class TeacherAction(models.Model):
    """One thing a teacher did for a learner, or for a whole class where `learner` is empty.

    The learner reads it in "What the tutor noticed", as their teacher's doing. `content` depends on
    the kind: {"text"} of a nudge, {"hint", "item"}, {"item"}, {"pacing"}; a pause has none.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=ActionKind.choices)
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="teacher_actions")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="teacher_actions",
    )
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="teacher_actions"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    content = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    # Pacing and pauses end by themselves; empty where one is a single event.
    until = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(
        max_length=12, choices=Answer.choices, default=Answer.NONE, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = [
            models.Index(fields=["classroom", "-made_at"], name="teacher_action_class"),
            models.Index(fields=["learner", "-made_at"], name="teacher_action_learner"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} for {self.learner or self.classroom}"

"""A learner's record: sessions, attempts, hints used, and skill states as a fold over attempts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from attention_model.compat import override
from tutor.accounts.models import Classroom
from tutor.content.models import Course, Hint, Item, Lesson, Segment, Skill
from tutor.domain.learner.skills import KNOWN_AT_FIRST_P, STARTING_RATING


class Assignment(models.Model):
    """A class studies a course."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="assignments")
    course = models.ForeignKey(Course, models.CASCADE, related_name="assignments")
    assigned_at = models.DateTimeField()
    # Empty: open at once, and for as long as one likes. A due date closes nothing.
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["classroom", "course"], name="assigned_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.course} for {self.classroom}"


class AssignmentException(models.Model):
    """Other dates for one learner, or none at all where they are excused."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="exceptions")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignment_exceptions"
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    is_excused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "learner"], name="one_exception_each")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.assignment}: {self.learner}"


class SessionKind(models.TextChoices):
    """A review asks some of a lesson's questions again, on a page that is not the lesson's."""

    LESSON = "lesson"
    REVIEW = "review"


class Session(models.Model):
    """One learner's way through one lesson; it is resumed until it is ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="sessions")
    classroom = models.ForeignKey(
        Classroom, models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Where the learner is: the segment shown when they come back.
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True, related_name="+")
    # The version of the lesson that it began with, and goes on under; 0 where none was kept.
    lesson_version = models.PositiveIntegerField(default=0)
    # Every dice throw of this session's decisions derives from it.
    seed = models.BigIntegerField()
    policy = models.CharField(max_length=32, default="adaptive")
    kind = models.CharField(max_length=8, choices=SessionKind.choices, default=SessionKind.LESSON)

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson", "kind"],
                condition=models.Q(ended_at=None),
                name="one_open_session_a_kind",
            )
        ]
        indexes = [models.Index(fields=["classroom", "-last_seen_at"], name="session_live")]

    @override
    def __str__(self) -> str:
        return str(self.public_id)


class SegmentVisit(models.Model):
    """A segment that was finished in a session; the progress dots."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="visits")
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="+")
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "segment"], name="segment_finished_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.session}: {self.segment}"


class Attempt(models.Model):
    """One checked answer. `hint` is set where it answers a scaffold, not the item itself."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attempts")
    item = models.ForeignKey(Item, models.CASCADE, related_name="attempts")
    hint = models.ForeignKey(Hint, models.CASCADE, null=True, blank=True, related_name="+")
    idempotency_key = models.UUIDField()
    ordinal = models.PositiveIntegerField()
    response = models.JSONField()
    outcome = models.CharField(max_length=8)
    misconception = models.CharField(max_length=120, blank=True)
    feedback_html = models.TextField(blank=True)
    latency_ms = models.PositiveIntegerField()
    hints_used = models.PositiveIntegerField(default=0)
    # What the learner model knew just before this answer: how hard the item is (its author's word
    # and everyone's answers so far, in logits), the chance to guess it, the chance to know it.
    difficulty = models.FloatField(default=0.0)
    guess_p = models.FloatField(default=0.0)
    expected_p = models.FloatField()
    is_rapid_guess = models.BooleanField(default=False)
    # How much this answer counts for the skills, `domain.learner.weight_p`; 0 for a scaffold's.
    weight_p = models.FloatField(default=1.0)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("answered_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["session", "idempotency_key"], name="answered_once")
        ]
        indexes = [models.Index(fields=["item", "answered_at"], name="attempt_item")]

    @override
    def __str__(self) -> str:
        return f"{self.item}: {self.outcome}"


class HintUse(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="hint_uses")
    hint = models.ForeignKey(Hint, models.CASCADE, related_name="uses")
    shown_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "hint"], name="hint_shown_once")]

    @override
    def __str__(self) -> str:
        return f"{self.session}: {self.hint}"


class SkillState(models.Model):
    """What is known of one learner's skill: `domain.learner.known_from` their attempts, stored."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="states")
    rating = models.FloatField(default=STARTING_RATING)
    evidence = models.FloatField(default=0.0)
    attempt_count = models.PositiveIntegerField(default=0)
    right_count = models.PositiveIntegerField(default=0)
    right_in_a_row = models.PositiveIntegerField(default=0)
    mastery_p = models.FloatField(default=KNOWN_AT_FIRST_P)
    # The tracer's counts and recency, `domain.learner.SkillTrace`.
    right_evidence = models.FloatField(default=0.0)
    wrong_evidence = models.FloatField(default=0.0)
    recent = models.FloatField(default=0.0)
    last_ordinal = models.PositiveIntegerField(null=True, blank=True)
    # FSRS, `domain.learner.Memory`; empty until an answer says something about memory.
    stability_days = models.FloatField(null=True, blank=True)
    memory_difficulty = models.FloatField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    # How practice goes, `domain.learner.Effort`.
    opportunities = models.PositiveIntegerField(default=0)
    run = models.PositiveIntegerField(default=0)
    longest_run = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "skill"], name="one_state_a_skill")
        ]
        indexes = [models.Index(fields=["learner", "due_at"], name="skill_due")]

    @override
    def __str__(self) -> str:
        return f"{self.learner}: {self.skill}"


class LearnerState(models.Model):
    """What all answers of a learner say together: `domain.learner.General`, stored."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="learner_state"
    )
    attempt_count = models.PositiveIntegerField(default=0)
    evidence = models.FloatField(default=0.0)
    right_evidence = models.FloatField(default=0.0)
    surprise = models.FloatField(default=0.0)
    fast = models.FloatField(default=0.0)
    slow = models.FloatField(default=0.0)
    updated_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.learner}: {self.attempt_count} answers"


class ItemOffset(models.Model):
    """How much harder an item turned out than its author said: a fold over all first answers."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="offset")
    offset = models.FloatField(default=0.0)
    evidence = models.FloatField(default=0.0)

    @override
    def __str__(self) -> str:
        return f"{self.item}: {self.offset:+.2f}"


class ActivityRun(models.Model):
    """One go at an attention activity: what was asked for, and what came of it.

    `seed` and `parameters` give the same plan again (`domain.activities`). A run without
    `finished_at` was left; it has no score.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="activity_runs"
    )
    activity = models.CharField(max_length=32)
    version = models.CharField(max_length=8)
    form = models.CharField(max_length=32)
    parameters = models.JSONField()
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # The measures by name; null where too little was left to say one.
    score = models.JSONField(default=dict)
    # What the page measured of its own clock: frame interval, dropped frames, refresh rate.
    timing = models.JSONField(default=dict)
    # Answers by keys and by touch, and two devices, differ by more than a day does: only runs
    # that agree in both are set beside each other. `device` is drawn by the browser that keeps it.
    input_kind = models.CharField(max_length=8, blank=True)
    device = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ("-started_at", "-pk")
        indexes = [
            models.Index(fields=["learner", "activity", "-started_at"], name="activity_runs")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.activity} {self.public_id}"


class ActivityTrial(models.Model):
    """One trial as it was shown and answered; practice is not kept."""

    run = models.ForeignKey(ActivityRun, models.CASCADE, related_name="trials")
    block = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    stimulus = models.JSONField()
    # [[action, ms after the onset], ...] in order.
    responses = models.JSONField()
    onset_ms = models.FloatField()
    shown_ms = models.FloatField()
    # At a change of the picture; what is dropped while it stands spoils nothing.
    dropped_frames = models.PositiveIntegerField(default=0)
    is_blurred = models.BooleanField(default=False)

    class Meta:
        ordering = ("block", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "block", "position"], name="activity_trial_recorded_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.run}: {self.block}.{self.position} {self.kind}"

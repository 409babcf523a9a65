"""Experiments of a study: their arms, who got which, and when an arm first could matter."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from attention_model.compat import override
from tutor.accounts.models import Classroom
from tutor.content.models import Course
from tutor.domain.experiments.design import ArmKind, ArmPlan, Design, Rules, Stratum, Unit
from tutor.domain.experiments.stopping import StopRule
from tutor.learning.models import Session
from tutor.studies.models import Study

UNITS = [
    (Unit.LEARNER.value, "Learners"),
    (Unit.CLASSROOM.value, "Classes"),
    (Unit.PART.value, "Parts of lessons, anew each time"),
]
ARM_KINDS = [
    (ArmKind.CONTROL.value, "Control"),
    (ArmKind.TREATMENT.value, "Treatment"),
    (ArmKind.YOKED.value, "Yoked"),
    (ArmKind.HOLD_OUT.value, "Hold-out"),
]


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    STOPPED = "stopped", "Stopped"


class Experiment(models.Model):
    """What is compared, with whom, and when it ends. All of it is frozen when it starts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, models.CASCADE, related_name="experiments")
    title = models.CharField("title", max_length=120)
    hypothesis = models.TextField("hypothesis")
    course = models.ForeignKey(Course, models.PROTECT, related_name="experiments")
    unit = models.CharField("what is randomised", max_length=12, choices=UNITS)
    outcome = models.CharField("primary outcome", max_length=24)
    least_that_matters = models.FloatField("smallest difference that matters")
    block = models.PositiveIntegerField("size of a block", default=0)
    strata = models.JSONField("strata", default=list, blank=True)
    hold_out_p = models.FloatField(
        "share held out",
        default=0.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(0.5)],
    )
    least_answers_before = models.PositiveIntegerField("exercises needed before", default=0)
    with_simulated = models.BooleanField(default=False)
    stop_units = models.PositiveIntegerField("ends after so many units", null=True, blank=True)
    follow_up_days = models.PositiveSmallIntegerField("days of follow-up", default=7)
    stop_at = models.DateTimeField("ends on", null=True, blank=True)
    # Every draw derives from the public id and this.
    seed = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    @override
    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    @property
    def is_stopped(self) -> bool:
        return self.state == State.STOPPED

    @cached_property
    def design(self) -> Design:
        """The pure design of it; arms are read once."""
        return Design(
            key=f"{self.public_id}:{self.seed}",
            unit=Unit(self.unit),
            arms=tuple(arm.plan for arm in self.arms.all()),
            block=self.block,
            strata=tuple(Stratum(name) for name in self.strata),
            hold_out_p=self.hold_out_p,
        )

    @property
    def stop_rule(self) -> StopRule:
        return StopRule(
            units=self.stop_units,
            ends_at=self.stop_at,
            follow_up=timedelta(days=self.follow_up_days),
        )


class Arm(models.Model):
    """`rules` are `domain.experiments.Rules`: what this arm never does, when it counts as away."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="arms")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=40)
    title = models.CharField("title", max_length=80)
    kind = models.CharField(max_length=12, choices=ARM_KINDS)
    policy = models.CharField(max_length=32)
    weight = models.PositiveIntegerField(default=1)
    rules = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("experiment", "position")
        constraints = [
            models.UniqueConstraint(fields=["experiment", "key"], name="one_arm_a_key"),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    @property
    def plan(self) -> ArmPlan:
        return ArmPlan(
            key=self.key,
            kind=ArmKind(self.kind),
            policy=self.policy,
            weight=self.weight,
            rules=Rules(
                without=tuple(self.rules.get("without", ())),
                away_ms=self.rules.get("away_ms"),
                may_probe=self.rules.get("may_probe", True),
            ),
        )


class Assignment(models.Model):
    """A learner's place in an experiment, or a class's where `learner` is null.

    `arm` is null where every part is drawn anew. `number` counts units of the stratum in order of
    arrival; a unit held out has none. `covariates` are as they were just before.
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="assignments")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="experiment_assignments",
    )
    classroom = models.ForeignKey(
        Classroom, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    arm = models.ForeignKey(Arm, models.PROTECT, null=True, blank=True, related_name="assignments")
    stratum = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    propensity_p = models.FloatField(null=True, blank=True)
    covariates = models.JSONField(default=dict)
    assigned_at = models.DateTimeField()

    class Meta:
        ordering = ("experiment", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "learner"], name="one_assignment_a_learner"
            ),
            models.UniqueConstraint(
                fields=["experiment", "classroom"],
                condition=models.Q(learner=None),
                name="one_assignment_a_class",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.experiment}: {self.learner or self.classroom} gets {self.arm}"


class Exposure(models.Model):
    """The first decision at which an arm could matter: in a session, or in each of its parts.

    `part` names the part of the lesson where parts are drawn, and is empty where people are.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="exposures")
    arm = models.ForeignKey(Arm, models.PROTECT, related_name="exposures")
    session = models.ForeignKey(Session, models.CASCADE, related_name="exposures")
    part = models.CharField(max_length=200, blank=True)
    propensity_p = models.FloatField()
    decision_ordinal = models.PositiveIntegerField()
    exposed_at = models.DateTimeField()

    class Meta:
        ordering = ("session", "decision_ordinal")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "assignment", "part"], name="first_exposure_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.arm} in {self.session}{f', {self.part}' if self.part else ''}"


class Step(models.TextChoices):
    CREATED = "created", "Created"
    REVISED = "revised", "Plan changed"
    STARTED = "started", "Started"
    STOPPED = "stopped", "Stopped"
    RESULTS = "results", "Results opened"


class LogEntry(models.Model):
    """Who did what to an experiment. `person` is null for the stop rule and for the shell."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="log")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step = models.CharField(max_length=12, choices=Step.choices)
    detail = models.CharField(max_length=200, blank=True)
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ("logged_at", "pk")

    @override
    def __str__(self) -> str:
        return f"{self.experiment}: {self.step}"

"""People, their roles, and the classes that bring them together."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override

# No 0/O, 1/I/L: a code is read from a whiteboard and typed by a child.
JOIN_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
JOIN_CODE_LENGTH = 6


def new_join_code() -> str:
    return "".join(secrets.choice(JOIN_CODE_ALPHABET) for _ in range(JOIN_CODE_LENGTH))


class Role(models.TextChoices):
    LEARNER = "learner", _("Learner")
    TEACHER = "teacher", _("Teacher")
    RESEARCHER = "researcher", _("Researcher")
    ADMINISTRATOR = "administrator", _("Administrator")


# In their own words, so that everybody finds theirs; "" follows the browser.
LANGUAGES = [("", _("As the browser")), ("en", "English"), ("zh-hans", "简体中文")]
THEMES = [("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]


class PeopleManager(UserManager["User"]):
    @override
    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **extra_fields: Any,
    ) -> User:
        """`manage.py createsuperuser` makes an administrator, not a learner with every right."""
        extra_fields.setdefault("role", Role.ADMINISTRATOR)
        return super().create_superuser(username, email, password, **extra_fields)


class User(AbstractUser):
    """A person. `public_id` is what leaves the server; the primary key never does."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.LEARNER)
    name = models.CharField(_("name"), max_length=120, blank=True)
    # Simulated learners of `make demo`; never part of a study's people unless asked for.
    is_simulated = models.BooleanField(default=False)
    theme = models.CharField(
        max_length=8,
        choices=THEMES,
        default="auto",
    )
    language = models.CharField(max_length=16, choices=LANGUAGES, default="", blank=True)
    # Choices of `accounts.reading` that differ from the usual, by their names.
    reading = models.JSONField(default=dict, blank=True)

    objects: ClassVar[PeopleManager] = PeopleManager()

    @property
    def display_name(self) -> str:
        return self.name or self.username

    @property
    def is_learner(self) -> bool:
        return self.role == Role.LEARNER

    @property
    def is_teacher(self) -> bool:
        return self.role == Role.TEACHER

    @property
    def is_researcher(self) -> bool:
        return self.role == Role.RESEARCHER

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR or self.is_superuser


class Classroom(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    join_code = models.CharField(max_length=12, unique=True, default=new_join_code)
    teachers = models.ManyToManyField(User, related_name="classrooms_taught")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")

    @override
    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="enrolments")
    learner = models.ForeignKey(User, models.CASCADE, related_name="enrolments")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["classroom", "learner"], name="enrolled_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.learner} in {self.classroom}"


class Group(models.Model):
    """Some learners of a class who work together; a learner may be in several."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)
    learners = models.ManyToManyField(User, related_name="class_groups", blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["classroom", "name"], name="group_name_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.name} in {self.classroom}"


class Accommodation(models.Model):
    """What a learner needs to work on equal terms, as their teacher set it. Private to both.

    `extra_time_p` stretches every span after which a wait counts as one: 1.5 is half as long again.
    """

    learner = models.OneToOneField(User, models.CASCADE, related_name="accommodation")
    extra_time_p = models.FloatField(default=1.0)
    is_sensing_off = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"Accommodation of {self.learner}"

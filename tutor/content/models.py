"""Course > lesson > segment > item > hint. Maths is rendered when content is saved, not when read.

Nothing that a learner's record may point at is ever deleted by a new version of a course: what the
new version lacks is *retired*. `objects`, and with it every reverse relation (`lesson.segments`,
`item.hints`), holds what is taught now; `everything`, and with it every forward relation
(`attempt.item`), reaches the retired rows too, so that old sessions stay readable.
"""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override

_Row = TypeVar("_Row", bound=models.Model)


class Taught(models.Manager[_Row]):
    """Rows of the course's present version."""

    @override
    def get_queryset(self) -> models.QuerySet[_Row]:
        return super().get_queryset().filter(is_retired=False)


class Everything(models.Manager[_Row]):
    """Rows of every version: what an import looks through."""


class Versioned(models.Model):
    """A row that a new version of its course may update in place or retire, never delete."""

    is_retired = models.BooleanField(default=False, editable=False)

    objects = Taught()
    everything = Everything()

    class Meta:
        abstract = True


class Course(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    language = models.CharField(max_length=16, default="en")
    licence = models.CharField(max_length=200)
    attribution = models.TextField(blank=True)
    source_format = models.CharField(max_length=32)
    imported_at = models.DateTimeField()
    is_published = models.BooleanField(default=True)
    # Who may change it here; a course that came by the command line has none.
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="authored_courses"
    )
    # Whether a text that cannot be shown as written is an error (see `importers.base.CourseDraft`).
    is_strict = models.BooleanField(default=True)

    class Meta:
        ordering = ("title",)

    @override
    def __str__(self) -> str:
        return self.title


class Skill(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="skills")
    slug = models.CharField(max_length=160)
    title = models.CharField(max_length=200)
    mastery_p = models.FloatField(default=0.95)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="skill_once")]

    @override
    def __str__(self) -> str:
        return self.title


class Lesson(Versioned):
    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=120)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    introduction_html = models.TextField(blank=True)
    # The author's estimate of a whole lesson; 0 where there is none.
    minutes = models.PositiveIntegerField(default=0)
    # The number of the `LessonVersion` that the rows were made from; 0 where none was kept.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("course", "position")
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once"),
            models.UniqueConstraint(
                fields=["course", "position"],
                condition=models.Q(is_retired=False),
                name="lesson_position_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title


class LessonVersion(models.Model):
    """What a lesson was made from, as its author wrote it: never changed, never deleted."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # {name of a file in the lesson's folder: its text} (docs/reference/course-format.md).
    files = models.JSONField()
    # What learners saw: kept when another version takes its place, for the sessions that go on
    # under this one (see `content.editions`).
    shown = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("lesson", "-number")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "number"], name="lesson_version_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.lesson} · {self.number}"


class SegmentKind(models.TextChoices):
    READING = "reading", _("Reading")
    WORKED_EXAMPLE = "worked_example", _("Worked example")
    MEDIA = "media", _("Picture or film")
    PRACTICE = "practice", _("Practice")


class Segment(Versioned):
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="segments")
    slug = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=SegmentKind.choices)
    title = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    # The paragraph that the re-read prompt brings back; empty where the author marked none.
    key_html = models.TextField(blank=True)
    word_count = models.PositiveIntegerField(default=0)
    # How long it usually takes: the author's minutes, else reading pace and a while for each item.
    expected_ms = models.PositiveIntegerField(default=0)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.TextField(blank=True)

    class Meta:
        ordering = ("lesson", "position")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "slug"], name="segment_slug_once"),
            models.UniqueConstraint(
                fields=["lesson", "position"],
                condition=models.Q(is_retired=False),
                name="segment_position_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title or self.slug


class Item(Versioned):
    """One exercise. `spec` is the author's, with answers; `public_spec` is what a browser may see.

    `spec["rendered"]` holds the HTML of each of its feedback texts (see `content.specs`).
    """

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="items")
    slug = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    exercise_type = models.CharField(max_length=32)
    title = models.CharField(max_length=300, blank=True)
    stem_html = models.TextField(blank=True)
    spec = models.JSONField()
    # As `exercises.public_spec`, with every text rendered to {"html", "speech"}.
    public_spec = models.JSONField()
    skills = models.ManyToManyField(Skill, related_name="items")
    difficulty = models.FloatField(default=0.0)
    # A check question on the segment just read: shown only when the tutor inserts it.
    is_check = models.BooleanField(default=False)

    class Meta:
        ordering = ("segment", "position")
        constraints = [
            models.UniqueConstraint(fields=["segment", "slug"], name="item_slug_once"),
            models.UniqueConstraint(
                fields=["segment", "position"],
                condition=models.Q(is_retired=False),
                name="item_position_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title or self.slug


class Hint(Versioned):
    item = models.ForeignKey(Item, models.CASCADE, related_name="hints")
    slug = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    # Slugs of hints of the same item that have to be seen before this one.
    dependencies = models.JSONField(default=list)
    # A scaffold asks a question of its own: {"exercise_type", "stem_html", "spec", "public_spec"},
    # the last two as an item's; else null.
    scaffold = models.JSONField(null=True, blank=True)
    is_bottom_out = models.BooleanField(default=False)

    class Meta:
        ordering = ("item", "position")
        constraints = [
            models.UniqueConstraint(fields=["item", "slug"], name="hint_slug_once"),
            models.UniqueConstraint(
                fields=["item", "position"],
                condition=models.Q(is_retired=False),
                name="hint_position_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.item} · {self.position}"


class Figure(models.Model):
    """A picture of a course, kept under MEDIA_ROOT; served to people who may see the course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="figures")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="figures/%Y/", max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "name"], name="figure_once")]

    @override
    def __str__(self) -> str:
        return self.name

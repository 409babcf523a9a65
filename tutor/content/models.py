"""Course > lesson > segment > item > hint. Maths is rendered when content is saved, not when read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Course(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    description_html = models.TextField(blank=True)
    language = models.CharField(max_length=16, default="en")
    licence = models.CharField(max_length=200)
    attribution = models.TextField(blank=True)
    source_format = models.CharField(max_length=32)
    imported_at = models.DateTimeField()
    is_published = models.BooleanField(default=True)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Skill(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="skills")
    slug = models.CharField(max_length=160)
    title = models.CharField(max_length=200)
    mastery_p = models.FloatField(default=0.95)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="skill_once")]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=120)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ("course", "position")
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once"),
            models.UniqueConstraint(fields=["course", "position"], name="lesson_position_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SegmentKind(models.TextChoices):
    READING = "reading", _("Reading")
    WORKED_EXAMPLE = "worked_example", _("Worked example")
    MEDIA = "media", _("Picture or film")
    PRACTICE = "practice", _("Practice")


class Segment(models.Model):
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="segments")
    slug = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=SegmentKind.choices)
    title = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    # The paragraph that the re-read prompt brings back; empty where the author marked none.
    key_html = models.TextField(blank=True)
    word_count = models.PositiveIntegerField(default=0)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.TextField(blank=True)

    class Meta:
        ordering = ("lesson", "position")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "slug"], name="segment_slug_once"),
            models.UniqueConstraint(fields=["lesson", "position"], name="segment_position_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.slug


class Item(models.Model):
    """One exercise. `spec` is the author's, with answers; `public_spec` is what a browser may see."""

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
            models.UniqueConstraint(fields=["segment", "position"], name="item_position_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.slug


class Hint(models.Model):
    item = models.ForeignKey(Item, models.CASCADE, related_name="hints")
    slug = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    # Slugs of hints of the same item that have to be seen before this one.
    dependencies = models.JSONField(default=list)
    # A scaffold asks a question of its own: {"exercise_type", "spec", "public_spec"}; else null.
    scaffold = models.JSONField(null=True, blank=True)
    is_bottom_out = models.BooleanField(default=False)

    class Meta:
        ordering = ("item", "position")
        constraints = [
            models.UniqueConstraint(fields=["item", "slug"], name="hint_slug_once"),
            models.UniqueConstraint(fields=["item", "position"], name="hint_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.position}"


class Figure(models.Model):
    """A picture of a course, kept under MEDIA_ROOT; served to people who may see the course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="figures")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="figures/%Y/", max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "name"], name="figure_once")]

    def __str__(self) -> str:
        return self.name

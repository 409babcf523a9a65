"""A study's plan as a form."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.text import slugify

from attention_model.compat import override
from tutor.accounts.models import Classroom, Role, User
from tutor.studies.models import Study
from tutor.studies.services import Plan

CONSENT_EXAMPLE = """We want to find out whether reading a paragraph again helps.

If you say yes, we use what you do in your lessons: what you read and answer, how long it takes, \
and what Attune changed for you. Your name is left out.

Saying no changes nothing in your lessons, and you can stop at any time."""


class StudyForm(forms.Form):
    """Everything of a `Plan`. The days of the window are whole days in UTC, the last included."""

    title = forms.CharField(label="Title", max_length=200)
    slug = forms.CharField(
        label="Short name",
        max_length=60,
        required=False,
        validators=[validate_slug],
        help_text="Part of its address and of file names. Left empty, it is made from the title.",
    )
    protocol = forms.CharField(
        label="Protocol",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Question, arms, outcome, stopping rule. It goes into every bundle.",
    )
    consent_text = forms.CharField(
        label="What learners are asked",
        widget=forms.Textarea(attrs={"rows": 8}),
        initial=CONSENT_EXAMPLE,
        help_text=(
            "Plain words that a twelve-year-old reads easily. A change after the opening asks "
            "everybody again."
        ),
    )
    classrooms = forms.ModelMultipleChoiceField(
        label="Classes asked",
        queryset=Classroom.objects.order_by("name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    colleagues = forms.ModelMultipleChoiceField(
        label="Other researchers of this study",
        queryset=User.objects.filter(role=Role.RESEARCHER).order_by("username"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first_day = forms.DateField(
        label="First day of data", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label="Last day of data", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    smallest_cell = forms.IntegerField(
        label="Smallest group told apart",
        min_value=1,
        max_value=100,
        initial=5,
        help_text="Classes with fewer learners in the study are left unnamed in the bundle.",
    )
    is_time_shifted = forms.BooleanField(
        label="Shift every learner's dates by a secret number of whole weeks",
        required=False,
        help_text="Choose it for whatever is published. Weekdays and times of day stay true.",
    )

    def __init__(self, *args: Any, researcher: User, study: Study | None = None, **kwargs: Any):
        self._study = study
        kwargs.setdefault("initial", _initial(study, researcher) if study else None)
        super().__init__(*args, **kwargs)
        colleagues: Any = self.fields["colleagues"]
        colleagues.queryset = colleagues.queryset.exclude(pk=researcher.pk)
        colleagues.label_from_instance = lambda one: one.display_name

    @override
    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day lies before the first.")
        found["slug"] = found.get("slug") or slugify(found.get("title", ""))[:60]
        if not found["slug"]:
            self.add_error("slug", "Give a short name of Latin letters, numbers and hyphens.")
        others = Study.objects.filter(slug=found["slug"])
        if self._study is not None:
            others = others.exclude(pk=self._study.pk)
        if others.exists():
            self.add_error("slug", f"There is a study {found['slug']} already: choose another.")
        return found

    def plan(self) -> Plan:
        found = self.cleaned_data
        return Plan(
            slug=found["slug"],
            title=found["title"],
            protocol=found["protocol"],
            consent_text=found["consent_text"],
            data_from=_midnight(found["first_day"]),
            data_until=_midnight(found["last_day"], days=1),
            smallest_cell=found["smallest_cell"],
            is_time_shifted=found["is_time_shifted"],
            classrooms=list(found["classrooms"]),
            colleagues=list(found["colleagues"]),
        )


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days), time(), UTC) if day else None


def _initial(study: Study, researcher: User) -> dict[str, Any]:
    until = study.data_until
    return {
        "title": study.title,
        "slug": study.slug,
        "protocol": study.protocol,
        "consent_text": study.consent_text,
        "classrooms": study.classrooms.all(),
        "colleagues": study.members.exclude(pk=researcher.pk),
        "first_day": study.data_from.date() if study.data_from else None,
        "last_day": (until - timedelta(days=1)).date() if until else None,
        "smallest_cell": study.smallest_cell,
        "is_time_shifted": study.is_time_shifted,
    }

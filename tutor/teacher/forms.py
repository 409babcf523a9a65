from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.utils.timezone import get_current_timezone

from tutor.accounts.models import Classroom, User
from tutor.accounts.selectors import roster_of
from tutor.content.models import Course

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
READING = (
    ("", "As they set it themselves"),
    ("large", "Large letters and wide lines"),
    ("dyslexia", "OpenDyslexic, wide lines and letters"),
)
# Given to a learner to begin with; each can be changed by its owner at any time.
READING_VALUES: dict[str, dict[str, str]] = {
    "large": {"size": "large", "lines": "wide"},
    "dyslexia": {"font": "opendyslexic", "lines": "wide", "letters": "wide"},
}
EXTRA_TIME = (
    ("1.0", "Usual"),
    ("1.25", "A quarter more"),
    ("1.5", "Half as much again"),
    ("2.0", "Twice"),
)


class ClassroomForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="For example “Maths 8A”.")


class AssignCourseForm(forms.Form):
    course = forms.ModelChoiceField(Course.objects.filter(is_published=True), empty_label=None)


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label="A file",
        help_text="CSV with the columns name and username (email and group if you like), or a "
        "OneRoster 1.1 or 1.2 zip.",
    )


class DatesForm(forms.Form):
    """From the beginning of the first day to the end of the last, in the school's time."""

    opens_on = forms.DateField(label="Opens on", required=False, widget=_DAY)
    due_on = forms.DateField(
        label="To be done by",
        required=False,
        widget=_DAY,
        help_text="It closes nothing; learners see the date.",
    )

    @property
    def opens_at(self) -> datetime | None:
        return _at(self.cleaned_data["opens_on"], time.min)

    @property
    def due_at(self) -> datetime | None:
        return _at(self.cleaned_data["due_on"], time(23, 59))


class ExceptionForm(DatesForm):
    learner = forms.ModelChoiceField(User.objects.none(), empty_label=None)
    is_excused = forms.BooleanField(label="Need not do it", required=False)
    field_order = ("learner", "opens_on", "due_on", "is_excused")

    def __init__(self, *args: object, classroom: Classroom, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # a form's own arguments
        self.fields["learner"].queryset = roster_of(classroom)  # type: ignore[attr-defined] # a model choice


class NeedsForm(forms.Form):
    groups = forms.CharField(
        required=False, max_length=200, help_text="Names of groups with commas between them."
    )
    extra_time = forms.ChoiceField(
        choices=EXTRA_TIME,
        help_text="Waits of this learner are called long only after so much more time.",
    )
    reading = forms.ChoiceField(
        choices=READING, required=False, help_text="To begin with; the learner may change it."
    )
    is_sensing_off = forms.BooleanField(
        label="Sense nothing of this learner",
        required=False,
        help_text="Whatever they agreed to: answers are graded, nothing is observed.",
    )
    note = forms.CharField(
        label="Note for yourself and the learner", required=False, max_length=200
    )


def _at(day: date | None, clock: time) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, clock, tzinfo=get_current_timezone())

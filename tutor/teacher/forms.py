from __future__ import annotations

from django import forms

from tutor.accounts.models import Classroom
from tutor.content.models import Course


class ClassroomForm(forms.ModelForm[Classroom]):
    class Meta:
        model = Classroom
        fields = ("name",)


class AssignCourseForm(forms.Form):
    course = forms.ModelChoiceField(Course.objects.filter(is_published=True), empty_label=None)

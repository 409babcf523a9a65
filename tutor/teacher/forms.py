from __future__ import annotations

from django import forms

from tutor.content.models import Course


class ClassroomForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="For example “Maths 8A”.")


class AssignCourseForm(forms.Form):
    course = forms.ModelChoiceField(Course.objects.filter(is_published=True), empty_label=None)

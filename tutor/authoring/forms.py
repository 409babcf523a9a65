from __future__ import annotations

from typing import Any

from django import forms
from django.core.files import File

from tutor.accounts.models import Role, User
from tutor.authoring.import_jobs import MAX_UPLOAD_BYTES


class ImportForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="GIFT, Moodle XML, Common Cartridge or Canvas export, QTI 2 or 3, or a course "
        "folder packed as a zip. What it is, we see for ourselves.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".gift,.txt,.xml,.imscc,.zip", "class": "input"}
        ),
    )
    title = forms.CharField(
        max_length=200, required=False, help_text="Without one, the course keeps its own."
    )
    licence = forms.CharField(
        max_length=200,
        required=False,
        label="Licence",
        help_text="Under which it may be passed on, such as CC BY 4.0. Question banks seldom say.",
    )

    def clean_file(self) -> File[bytes]:
        file: Any = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                f"This file has {file.size / 1e6:.0f} MB; at most {MAX_UPLOAD_BYTES / 1e6:.0f} MB "
                "are taken in. Export it in parts."
            )
        found: File[bytes] = file
        return found


class CourseForm(forms.Form):
    title = forms.CharField(max_length=200)
    language = forms.ChoiceField(choices=[("en", "English"), ("zh-hans", "简体中文")])
    licence = forms.CharField(
        max_length=200, label="Licence", initial="CC BY 4.0",
        help_text="Under which others may pass it on.",
    )  # fmt: skip


class LessonForm(forms.Form):
    title = forms.CharField(max_length=100, label="Title of the new lesson")


class SkillForm(forms.Form):
    title = forms.CharField(
        max_length=150, label="New skill",
        help_text="What a learner can do then, as in “undo one step”.",
    )  # fmt: skip


class AuthorForm(forms.Form):
    username = forms.CharField(
        max_length=150, label="Username of a teacher",
        help_text="Who may write on this course with you, publish, and add others.",
    )  # fmt: skip

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        found = User.objects.filter(username=name, role=Role.TEACHER).first()
        if found is None:
            # Learners and strangers alike: this form tells nobody who has an account.
            raise forms.ValidationError(f"{name!r} is no teacher here. Ask for the exact username.")
        self.teacher = found
        return name


class DescriptionForm(forms.Form):
    title = forms.CharField(max_length=200)
    description = forms.CharField(
        max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    licence = forms.CharField(max_length=200, label="Licence")
    attribution = forms.CharField(max_length=1_000, required=False, label="Whom to credit")

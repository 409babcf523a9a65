"""Sign-up by join code, joining another class, and the profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override
from tutor.accounts.models import LANGUAGES, THEMES, Classroom, User
from tutor.accounts.reading import SETTINGS
from tutor.accounts.selectors import classroom_with_code


class JoinCodeField(forms.CharField):
    """The code on the whiteboard; cleans to the class it opens."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Class code"),
            max_length=24,
            help_text=_("Six letters and numbers. Your teacher has it."),
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
            **kwargs,
        )

    @override
    def clean(self, value: Any) -> Any:
        classroom = classroom_with_code(super().clean(value))
        if classroom is None:
            raise forms.ValidationError(
                _("No class has this code. Ask your teacher: there is no 0, O, 1, I or L in it.")
            )
        return classroom


class JoinCodeForm(forms.Form):
    """What a sign-up asks besides username and password: the class, and a name if one likes.

    `AccountAdapter.save_user` stores both in one transaction with the account itself.
    """

    join_code = JoinCodeField()
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("How your teacher knows you. You can leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("join_code", "name", "username", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth after the account is stored: says which class was joined."""
        request.session["joined_class"] = self.cleaned_data["join_code"].name


class JoinClassForm(forms.Form):
    join_code = JoinCodeField()

    @property
    def classroom(self) -> Classroom:
        classroom: Classroom = self.cleaned_data["join_code"]
        return classroom


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    theme = forms.ChoiceField(label=_("Appearance"), choices=THEMES)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class ReadingForm(forms.Form):
    """One field a setting, from the choices themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (words, choices) in SETTINGS.items():
            self.fields[name] = forms.ChoiceField(
                label=words, choices=choices, required=False, widget=forms.RadioSelect
            )

"""A learner's yes to a study."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attention_model.compat import override


class JoinStudyForm(forms.Form):
    """Below the age of consent one's own yes and a guardian's are both needed."""

    is_minor = forms.BooleanField(label=_("I am younger than 16"), required=False)
    has_assented = forms.BooleanField(
        label=_("I have read this and want to take part myself"), required=False
    )
    guardian_name = forms.CharField(
        label=_("Name of the parent or guardian who agreed"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian_agreed_on = forms.DateField(
        label=_("The day they agreed"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self._today = today
        super().__init__(*args, **kwargs)

    @override
    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not found.get("is_minor"):
            return {**found, "guardian_name": "", "guardian_agreed_on": None}
        needed = {
            "has_assented": _("Tick this too: it is your own yes that counts first."),
            "guardian_name": _("Who of your parents or guardians agreed?"),
            "guardian_agreed_on": _("When did they agree?"),
        }
        for name, words in needed.items():
            if not found.get(name) and name not in self.errors:
                self.add_error(name, words)
        agreed_on = found.get("guardian_agreed_on")
        if agreed_on and agreed_on > self._today:
            self.add_error("guardian_agreed_on", _("That day is still to come."))
        return found

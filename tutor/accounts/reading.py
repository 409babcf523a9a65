"""How a person likes to read: the choices there are, and what a page is told of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Words that wait for the reader's language.
Words: TypeAlias = "str | _StrPromise"
Choices: TypeAlias = "tuple[tuple[str, Words], ...]"

# The first choice of each is what a page does of itself. `styles/reading.css` has the others.
SETTINGS: dict[str, tuple[Words, Choices]] = {
    "font": (
        _("Letters"),
        (
            ("", _("Atkinson Hyperlegible: made for low vision")),
            ("opendyslexic", _("OpenDyslexic: heavy at the foot, for readers with dyslexia")),
            ("lexend", _("Lexend: wide and plain")),
            ("device", _("As the device")),
        ),
    ),
    "size": (
        _("Size"),
        (("", _("Usual")), ("large", _("Large")), ("larger", _("Larger")), ("most", _("Largest"))),
    ),
    "lines": (
        _("Space between lines"),
        (("", _("Usual")), ("wide", _("Wide")), ("wider", _("Wider"))),
    ),
    "letters": (
        _("Space between letters"),
        (("", _("Usual")), ("wide", _("Wide")), ("wider", _("Wider"))),
    ),
    "measure": (
        _("Length of a line"),
        (("", _("Usual")), ("short", _("Short")), ("long", _("Long"))),
    ),
    "ruler": (
        _("Reading ruler"),
        (("", _("Off")), ("on", _("On: the line at the pointer stays clear, the others fade"))),
    ),
    "motion": (
        _("Motion"),
        (("", _("As the device")), ("off", _("Nothing moves"))),
    ),
    "time": (
        _("Tasks against the clock"),
        (("", _("Show them")), ("off", _("Leave them out: everything at my own pace"))),
    ),
}


def cleaned(values: Mapping[str, Any]) -> dict[str, str]:
    """The known choices among `values` that differ from the usual; what else there is, is left out.

    >>> cleaned({"size": "large", "lines": "", "font": "comic", "colour": "red"})
    {'size': 'large'}
    """
    return {
        name: values[name]
        for name, (_words, choices) in SETTINGS.items()
        if values.get(name) and any(values[name] == key for key, _says in choices)
    }
